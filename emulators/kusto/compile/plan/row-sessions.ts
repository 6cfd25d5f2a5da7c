import type { ComputedOperator } from './computed.ts';
import {
  type Column,
  columnReference,
  type Expression,
  type ExpressionOf,
  literal,
  type NamedExpression,
  type Plan,
  passThrough,
  projectOf,
} from './logical.ts';
import { withOperands } from './map-expression.ts';
import { serialized } from './serialized.ts';

/** Adds the session starts of row_window_session() to each row; the names are of input columns. */
export interface RowSessionsOperator extends ComputedOperator {
  readonly name: 'row-window-session';
  sessions: readonly { value: string; fromFirst: string; betweenNeighbors: string; restart: string }[];
}

type Call = ExpressionOf<'call'>;

/** The items over a relation that has the session starts they ask for; as they are when they ask for none. */
export function withRowSessions(
  input: Plan,
  items: NamedExpression[],
): { input: Plan; items: NamedExpression[] } {
  const calls: Call[] = [];
  const replaced = items.map((item) => ({ ...item, expression: replaceSessions(item.expression, calls) }));
  if (calls.length === 0) return { input, items };
  const ordered = serialized(input, "Function 'row_window_session'");
  const prepared = calls.flatMap((call, index) => argumentItems(call, index));
  const source = projectOf(ordered, [...passThrough(ordered.columns), ...prepared]);
  const operator: RowSessionsOperator = {
    name: 'row-window-session',
    sessions: calls.map((_, index) => ({
      value: `$session${index}_value`,
      fromFirst: `$session${index}_first`,
      betweenNeighbors: `$session${index}_neighbor`,
      restart: `$session${index}_restart`,
    })),
  };
  const columns = [...source.columns, ...calls.map((call, index) => sessionColumn(call, index))];
  return {
    input: { kind: 'compute', inputs: [source], operator, columns, isSerialized: true },
    items: replaced,
  };
}

function sessionColumn(call: Call, index: number): Column {
  return { name: `$session${index}`, type: call.type };
}

function argumentItems(call: Call, index: number): NamedExpression[] {
  const [value, first, neighbor, restart = literal('bool', false)] = call.arguments;
  if (value === undefined || first === undefined || neighbor === undefined)
    throw new Error('row_window_session: arguments');
  const named = (part: string, expression: Expression): NamedExpression => ({
    name: `$session${index}_${part}`,
    type: expression.type,
    expression,
  });
  return [
    named('value', value),
    named('first', first),
    named('neighbor', neighbor),
    named('restart', restart),
  ];
}

function replaceSessions(expression: Expression, calls: Call[]): Expression {
  if (expression.kind === 'call' && expression.name === 'row_window_session')
    return columnReference(sessionColumn(expression, calls.push(expression) - 1));
  return withOperands(expression, (operand) => replaceSessions(operand, calls));
}
