import type { Operand } from '../../functions/entries.ts';
import { macrosInOrder } from '../../functions/macros.ts';

/**
 * SQL of a call. DuckDB lets no lambda hold a subquery: operands with a subquery that the call's SQL has in a lambda are
 * computed before it, as fields of the parameter of another lambda around it.
 */
export function callSql(operands: Operand[], build: (operands: Operand[]) => string): string {
  const held = new Set(operands.flatMap(({ sql }, index) => (sql.includes('(SELECT ') ? [index] : [])));
  if (held.size === 0) return build(operands);
  const replaced = operands.map((operand, index) =>
    held.has(index) ? { ...operand, sql: `(given.operand${index})`, text: undefined } : operand,
  );
  const sql = build(replaced);
  if (!isInLambda(sql, /\bgiven\.operand/)) return build(operands);
  const fields = [...held].map((index) => `'operand${index}': ${operands[index]?.sql}`);
  return `list_transform([{${fields.join(', ')}}], lambda given: ${sql})[1]`;
}

/** Whether a lambda of the SQL, or of a macro that it calls, has such a value in it. */
function isInLambda(sql: string, value: RegExp): boolean {
  if (lambdaBodies(sql).some((body) => value.test(body))) return true;
  return [...sql.matchAll(/\bkql_\w+\(/g)].some(
    ({ 0: call, index }) =>
      macrosWithLambda.has(call.slice(0, -1)) &&
      value.test(sql.slice(index, closingOf(sql, index + call.length))),
  );
}

function lambdaBodies(sql: string): string[] {
  return [...sql.matchAll(/\blambda \w+:/g)].map(({ 0: head, index }) =>
    sql.slice(index, closingOf(sql, index + head.length)),
  );
}

/** Where the bracket closes that is open at `from`. */
function closingOf(sql: string, from: number): number {
  let depth = 0;
  for (let at = from; at < sql.length; at++) {
    if (sql[at] === '(') depth++;
    if (sql[at] === ')' && --depth < 0) return at;
  }
  return sql.length;
}

/** Macros that have a parameter in a lambda, their own or that of a macro that they call. */
const macrosWithLambda: ReadonlySet<string> = macrosInOrder().reduce((found, { name, parameters, body }) => {
  const value = new RegExp(`\\b(${parameters.replaceAll(/,\s*/g, '|')})\\b`);
  const isOwn = lambdaBodies(body).some((lambda) => value.test(lambda));
  const isCalled = [...body.matchAll(/\bkql_\w+/g)].some(([called]) => found.has(called));
  return isOwn || isCalled ? found.add(name) : found;
}, new Set<string>());
