import type { Expression, NamedExpression, Plan } from '../compile/plan/logical.ts';
import { printDatetime } from '../types/datetime.ts';
import { printTimespan } from '../types/timespan.ts';

/**
 * A logical plan as text: one line for each node with what it says, its inputs below it, indented. A plan that is used
 * twice is printed once, as `#1`.
 */
export function printPlan(plan: Plan): string {
  const shared = sharedPlans(plan);
  const printed = new Set<Plan>();
  const lines: string[] = [];
  const walk = (node: Plan, depth: number) => {
    const number = shared.get(node);
    const label = number === undefined ? '' : `#${number} `;
    const indent = '  '.repeat(depth);
    if (printed.has(node)) {
      lines.push(`${indent}${label.trim()}`);
      return;
    }
    printed.add(node);
    lines.push(`${indent}${label}${describe(node)}`);
    for (const input of inputsOf(node)) walk(input, depth + 1);
  };
  walk(plan, 0);
  return lines.join('\n');
}

function sharedPlans(plan: Plan): Map<Plan, number> {
  const seen = new Set<Plan>();
  const shared = new Map<Plan, number>();
  const walk = (node: Plan) => {
    if (seen.has(node)) {
      if (!shared.has(node)) shared.set(node, shared.size + 1);
      return;
    }
    seen.add(node);
    for (const input of inputsOf(node)) walk(input);
  };
  walk(plan);
  return shared;
}

const unsaid = new Set(['kind', 'columns', 'isSerialized']);

/** The node's kind and every part that is neither an input nor its columns. */
function describe(plan: Plan): string {
  const parts = Object.entries(plan)
    .filter(([name]) => !unsaid.has(name))
    .map(([name, value]) => [name, printValue(value)] as const)
    .filter(([, text]) => text !== '');
  return [plan.kind, ...parts.map(([name, text]) => `${name}=${text}`)].join(' ');
}

/** The plans that a node reads, also those inside of its expressions. */
function inputsOf(plan: Plan): Plan[] {
  const found: Plan[] = [];
  const collect = (value: unknown) => {
    if (isPlan(value)) found.push(value);
    else if (Array.isArray(value)) value.forEach(collect);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  Object.values(plan).forEach(collect);
  return found;
}

function isPlan(value: unknown): value is Plan {
  return typeof value === 'object' && value !== null && 'isSerialized' in value && 'columns' in value;
}

function isExpression(value: object): value is Expression {
  return 'kind' in value && 'type' in value;
}

function isNamed(value: object): value is NamedExpression {
  return 'name' in value && 'type' in value && 'expression' in value;
}

function printValue(value: unknown): string {
  if (value === null || value === undefined || value === false || isPlan(value)) return '';
  if (Array.isArray(value)) {
    const items = value.map(printValue).filter((text) => text !== '');
    return items.length === 0 ? '' : `[${items.join(', ')}]`;
  }
  if (typeof value !== 'object') return String(value);
  if (isNamed(value)) return printNamed(value);
  if (isExpression(value)) return printExpression(value);
  const parts = Object.entries(value)
    .map(([name, part]) => [name, printValue(part)] as const)
    .filter(([, text]) => text !== '');
  return parts.length === 0 ? '' : `{${parts.map(([name, text]) => `${name}: ${text}`).join(', ')}}`;
}

function printNamed({ name, expression }: NamedExpression): string {
  const text = printExpression(expression);
  return text === name ? name : `${name} = ${text}`;
}

function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return printLiteral(expression);
    case 'column':
      return expression.name;
    case 'parameter':
      return `$${expression.name.replace(/^\$/, '')}`;
    case 'call':
      return `${expression.name}(${expression.arguments.map(printExpression).join(', ')})`;
    case 'path':
      return `${printExpression(expression.base)}${expression.steps.map((step) => `[${printExpression(step)}]`).join('')}`;
    case 'aggregate': {
      const text = `${expression.name}(${expression.arguments.map(printExpression).join(', ')})`;
      return expression.filter === undefined ? text : `${text} where ${printExpression(expression.filter)}`;
    }
    case 'toscalar':
      return 'toscalar(input)';
    case 'inTable':
      return `${printExpression(expression.operand)} ${expression.operator} input`;
  }
}

function printLiteral({ type, value }: Expression & { kind: 'literal' }): string {
  if (value === null) return `${type}(null)`;
  if (type === 'datetime') return `datetime(${printDatetime(BigInt(value))})`;
  if (type === 'timespan') return `timespan(${printTimespan(BigInt(value))})`;
  return type === 'string' ? JSON.stringify(value) : `${type}(${value})`;
}
