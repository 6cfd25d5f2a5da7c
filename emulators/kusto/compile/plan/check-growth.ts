import { semanticError } from '../../types/kql-error.ts';
import type { Expression, Plan } from './logical.ts';

/**
 * How many times longer than an ordinary text of `unit` characters a value may be made in every row. DuckDB computes
 * 2,048 rows at a time and counts their texts against no limit.
 */
const maxGrowth = 2048;
const unit = 256;
/** strrep() takes no larger count. */
const maxRepeats = 1024;
/** Replacements up to this length stand for ordinary ones. */
const shortReplacement = 64;

/** Growth of each column of a plan. */
type Growths = ReadonlyMap<string, number>;

/** What an expression may read: its input's columns, and plans of its own, which are checked too. */
interface Around {
  columns: Growths;
  known: Map<Plan, Growths>;
}

/** Throws KqlError for a plan that makes very long values in each of many rows, e.g. by strcat() of a text with itself, again and again. */
export function checkGrowth(plan: Plan): void {
  growthsOf(plan, new Map());
}

function growthsOf(plan: Plan, known: Map<Plan, Growths>): Growths {
  const found = known.get(plan);
  if (found !== undefined) return found;
  const growths = computedGrowths(plan, known);
  known.set(plan, growths);
  return growths;
}

function computedGrowths(plan: Plan, known: Map<Plan, Growths>): Growths {
  switch (plan.kind) {
    case 'project':
    case 'aggregate': {
      const input = growthsOf(plan.input, known);
      const items = plan.kind === 'project' ? plan.items : [...plan.keys, ...plan.items];
      const isOneRow = hasOneRow(plan.input);
      return new Map(
        items.map((item) => [
          item.name,
          checked(growthOf(item.expression, { columns: input, known }), isOneRow),
        ]),
      );
    }
    case 'filter': {
      const input = growthsOf(plan.input, known);
      checked(growthOf(plan.predicate, { columns: input, known }), hasOneRow(plan.input));
      return input;
    }
    default:
      return mergedGrowths(plan, known);
  }
}

/** Columns keep what an input's column of their name has; new ones may be of any input's. */
function mergedGrowths(plan: Plan, known: Map<Plan, Growths>): Growths {
  const inputs = inputPlans(plan).map((input) => growthsOf(input, known));
  const largest = inputs.reduce((most, input) => Math.max(most, ...input.values()), 1);
  return new Map(
    plan.columns.map(({ name }) => {
      const own = inputs.flatMap((input) => input.get(name) ?? []);
      return [name, own.length === 0 ? largest : Math.max(...own)];
    }),
  );
}

function inputPlans(plan: Plan): Plan[] {
  return Object.values(plan).flatMap((part: unknown) => {
    const parts: unknown[] = Array.isArray(part) ? part : [part];
    return parts.flatMap((one) => (isPlan(one) ? [one] : hasPlan(one) ? [one.plan] : []));
  });
}

function isPlan(value: unknown): value is Plan {
  return typeof value === 'object' && value !== null && 'kind' in value && 'isSerialized' in value;
}

function hasPlan(value: unknown): value is { plan: Plan } {
  return typeof value === 'object' && value !== null && 'plan' in value && isPlan(value.plan);
}

function hasOneRow(plan: Plan): boolean {
  switch (plan.kind) {
    case 'rows':
      return plan.rows.length <= 1;
    case 'aggregate':
      return plan.keys.length === 0;
    case 'project':
    case 'filter':
    case 'sort':
    case 'take':
      return hasOneRow(plan.input);
    default:
      return false;
  }
}

function checked(growth: number, isOneRow: boolean): number {
  if (growth <= maxGrowth || isOneRow) return growth;
  throw semanticError(
    'CRT0015',
    'Semantic error: CRT0015: Query complexity exceeded: the query makes too long values in each of many rows.',
  );
}

function growthOf(expression: Expression, around: Around): number {
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'string' ? Math.max(1, expression.value.length / unit) : 1;
    case 'column':
      return around.columns.get(expression.name) ?? 1;
    case 'call':
      return growthOfCall(expression, around);
    case 'path':
      return growthOf(expression.base, around);
    case 'aggregate':
      return largestOf(expression.arguments, around);
    case 'toscalar':
    case 'inTable':
      growthsOf(expression.plan, around.known);
      return 1;
    case 'parameter':
      return 1;
  }
}

const joining: ReadonlySet<string> = new Set([
  'strcat',
  'strcat_delim',
  'pack_array',
  'bag_pack',
  'array_concat',
]);
const replacing: ReadonlySet<string> = new Set(['replace_string', 'replace_regex']);

function growthOfCall(
  { name, arguments: given }: Extract<Expression, { kind: 'call' }>,
  around: Around,
): number {
  const [first, second, third] = given;
  if (joining.has(name)) return given.reduce((sum, item) => sum + growthOf(item, around), 0);
  if (name === 'strrep' && first !== undefined)
    return growthOf(first, around) * Math.max(1, numberOf(second) ?? maxRepeats);
  if (replacing.has(name) && first !== undefined) {
    const length = third?.kind === 'literal' && typeof third.value === 'string' ? third.value.length : 0;
    return growthOf(first, around) * (length > shortReplacement ? length / shortReplacement : 1);
  }
  if (name === 'range' || name === 'repeat') return Math.max(1, (itemsOf(name, given) * 8) / unit);
  return largestOf(given, around);
}

/** Items of a list whose size the text says; 0 when only the data does. */
function itemsOf(name: string, [first, second, third]: readonly Expression[]): number {
  if (name === 'repeat') return numberOf(second) ?? 0;
  const [from, to, step] = [numberOf(first), numberOf(second), third === undefined ? 1 : numberOf(third)];
  return from === null || to === null || step === null || step === 0 ? 0 : Math.max(0, (to - from) / step);
}

function numberOf(expression: Expression | undefined): number | null {
  if (expression?.kind !== 'literal') return null;
  return typeof expression.value === 'number' || typeof expression.value === 'bigint'
    ? Number(expression.value)
    : null;
}

function largestOf(expressions: readonly Expression[], around: Around): number {
  return expressions.reduce((most, item) => Math.max(most, growthOf(item, around)), 1);
}
