import { columnNames } from '../expression-parts.ts';
import type { ExternalTableOperator } from '../external-table.ts';
import type { Expression, Plan } from '../logical.ts';
import { directInputs, expressionsOf, inputsOf, plansIn } from '../plan-inputs.ts';

/** What is wanted of a plan's rows: columns by name, null for all; and how many of any, null for all. */
interface Need {
  columns: ReadonlySet<string> | null;
  limit: bigint | null;
}

const everything: Need = { columns: null, limit: null };

/**
 * The operators of the external tables that a plan reads, with the columns and the number of rows that matter to the
 * result: the rest of the files need not be read or converted.
 */
export function externalReads(root: Plan): Map<Plan, ExternalTableOperator> {
  const needs = new Map<Plan, Need>([[root, everything]]);
  const reads = new Map<Plan, ExternalTableOperator>();
  for (const plan of readersFirst(root)) {
    const need = needs.get(plan) ?? everything;
    if (plan.kind === 'compute' && plan.operator.name === 'external-table')
      reads.set(plan, narrowed(plan.operator as ExternalTableOperator, need));
    const inner = expressionsOf(plan).flatMap(plansIn);
    for (const subquery of inner) needs.set(subquery, everything);
    const isSimple = inner.length === 0 && !('partitionBy' in plan);
    const ofInput = isSimple ? needOfInput(plan, need) : everything;
    for (const input of directInputs(plan)) {
      const before = needs.get(input);
      needs.set(input, before === undefined ? ofInput : either(before, ofInput));
    }
  }
  return reads;
}

/** Every plan after all those that read it. */
function readersFirst(root: Plan): Plan[] {
  const seen = new Set<Plan>();
  const finished: Plan[] = [];
  const visit = (plan: Plan) => {
    if (seen.has(plan)) return;
    seen.add(plan);
    for (const input of inputsOf(plan)) visit(input);
    finished.push(plan);
  };
  visit(root);
  return finished.reverse();
}

/** Only what is certain is left out: operators that are not named here read everything. */
function needOfInput(plan: Plan, need: Need): Need {
  switch (plan.kind) {
    case 'materialize':
      return need;
    case 'filter':
      return { columns: withColumns(need.columns, [plan.predicate]), limit: null };
    case 'sort': {
      const keys = plan.keys.map((key) => key.expression);
      return { columns: withColumns(need.columns, keys), limit: null };
    }
    case 'take':
      return plan.isSample ? { ...need, limit: null } : { ...need, limit: least(need.limit, plan.count) };
    case 'project': {
      const wanted = plan.items.filter(({ name }) => need.columns?.has(name) ?? true);
      const expressions = wanted.map((item) => item.expression);
      // Other expressions may look at the rows around.
      const isPlain = plan.items.every((item) => item.expression.kind === 'column');
      return { columns: withColumns(new Set(), expressions), limit: isPlain ? need.limit : null };
    }
    case 'aggregate': {
      const expressions = [...plan.keys, ...plan.items].map((item) => item.expression);
      return { columns: withColumns(new Set(), expressions), limit: null };
    }
    default:
      return everything;
  }
}

function withColumns(
  columns: ReadonlySet<string> | null,
  expressions: readonly Expression[],
): ReadonlySet<string> | null {
  if (columns === null) return null;
  return new Set([...columns, ...expressions.flatMap((expression) => [...columnNames(expression)])]);
}

function least(limit: bigint | null, count: Expression): bigint | null {
  if (count.kind !== 'literal' || typeof count.value !== 'bigint') return limit;
  return limit === null || count.value < limit ? count.value : limit;
}

function either(one: Need, other: Need): Need {
  return {
    columns:
      one.columns === null || other.columns === null ? null : new Set([...one.columns, ...other.columns]),
    limit:
      one.limit === null || other.limit === null ? null : one.limit > other.limit ? one.limit : other.limit,
  };
}

function narrowed(operator: ExternalTableOperator, { columns, limit }: Need): ExternalTableOperator {
  const wanted = operator.columns.filter(({ name }) => columns?.has(name) ?? true);
  return {
    ...operator,
    wanted: wanted.map(({ name }) => name),
    limit: limit === null ? null : Math.max(0, Number(limit)),
  };
}
