import { unsupported } from '../../../types/kql-error.ts';
import {
  child,
  elements,
  literalText,
  maybeChild,
  namedParameters,
  nodeName,
  type SyntaxNode,
  scalarType,
  simpleName,
  textOf,
  tokenText,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import { convertTo } from '../convert.ts';
import {
  type Column,
  columnReference,
  type Expression,
  literal,
  type Plan,
  type UnionInput,
} from '../logical.ts';
import { catalogTable, visibleTables } from '../sources.ts';

/** Rows of every table in which the condition holds; a bare term is looked for in all text columns. */
export function lowerSearch(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const kind = namedParameters(node).get('kind');
  const term = kind !== undefined && textOf(kind) === 'case_sensitive' ? 'has_cs' : 'has';
  const tables = searched(node, input, lowering);
  const condition = child(node, 'Condition');
  const inputs = tables.map(({ name, plan }): UnionInput => {
    const predicate = conditionOver(condition, plan, term, lowering);
    const rows: Plan = { kind: 'filter', input: plan, predicate, columns: plan.columns, isSerialized: false };
    return {
      plan: rows,
      items: columns.map((column) =>
        column.name === '$table' ? literal('string', name) : valueIn(column, plan),
      ),
    };
  });
  return { kind: 'union', inputs, columns, isSerialized: false };
}

function searched(node: SyntaxNode, input: Plan, lowering: Lowering): { name: string; plan: Plan }[] {
  const isPiped = input.columns.length > 0 || input.kind !== 'rows';
  if (isPiped) return [{ name: input.kind === 'table' ? input.table : 'union_arg0', plan: input }];
  const clause = maybeChild(node, 'InClause');
  if (clause !== null) {
    return elements(clause, 'Expressions').map((item) => ({
      name: simpleName(item),
      plan: lowering.table(item),
    }));
  }
  const stored = visibleTables(lowering.scope.database, lowering).flatMap((name) => {
    const plan = catalogTable(lowering.scope.database, name, lowering);
    return plan === null ? [] : [{ name, plan }];
  });
  return [...lowering.views(), ...stored];
}

function valueIn(column: Column, plan: Plan): Expression | null {
  const own = plan.columns.find(
    (candidate) => candidate.name === column.name && candidate.type === column.type,
  );
  if (own !== undefined) return columnReference(own);
  const base = column.name.endsWith(`_${column.type}`) ? column.name.slice(0, -column.type.length - 1) : null;
  const split = plan.columns.find((candidate) => candidate.name === base && candidate.type === column.type);
  return split === undefined ? null : columnReference(split);
}

/** A column that a table lacks makes the comparison false there. */
function conditionOver(node: SyntaxNode, plan: Plan, term: string, lowering: Lowering): Expression {
  switch (nodeName(node)) {
    case 'ParenthesizedExpression':
      return conditionOver(child(node, 'Expression'), plan, term, lowering);
    case 'LiteralExpression':
      return anyColumn(literalText(node), scalarType(node) === 'string', plan, term);
    case 'StarExpression':
      return literal('bool', true);
    case 'BinaryExpression': {
      const operator = tokenText(node, 'Operator');
      const sides = [child(node, 'Left'), child(node, 'Right')];
      if (operator === 'and' || operator === 'or') {
        return {
          kind: 'call',
          type: 'bool',
          name: operator,
          arguments: sides.map((side) => conditionOver(side, plan, term, lowering)),
        };
      }
      return columnCondition(node, plan, lowering);
    }
    case 'FunctionCallExpression':
      if (textOf(child(node, 'Name')) === 'not') {
        const [inner] = elements(child(node, 'ArgumentList'), 'Expressions');
        if (inner !== undefined)
          return {
            kind: 'call',
            type: 'bool',
            name: 'not',
            arguments: [conditionOver(inner, plan, term, lowering)],
          };
      }
      return columnCondition(node, plan, lowering);
    default:
      return columnCondition(node, plan, lowering);
  }
}

function columnCondition(node: SyntaxNode, plan: Plan, lowering: Lowering): Expression {
  const condition = lowering.over(plan.columns).expression(node);
  const isKnown = columnsIn(condition).every((column) =>
    plan.columns.some((own) => own.name === column.name && own.type === column.type),
  );
  return isKnown ? condition : literal('bool', false);
}

function columnsIn(expression: Expression): Column[] {
  if (expression.kind === 'column') return [expression];
  if (expression.kind === 'call') return expression.arguments.flatMap(columnsIn);
  if (expression.kind === 'path') return [expression.base, ...expression.steps].flatMap(columnsIn);
  return [];
}

function anyColumn(text: string, isText: boolean, plan: Plan, term: string): Expression {
  if (!isText) throw unsupported('search for a value that is not text');
  if (text.includes('*')) throw unsupported('search with wildcards');
  const tests = plan.columns
    .filter((column) => column.type === 'string' || column.type === 'dynamic')
    .map(
      (column): Expression => ({
        kind: 'call',
        type: 'bool',
        name: term,
        arguments: [convertTo('string', columnReference(column)), literal('string', text)],
      }),
    );
  return tests.reduce<Expression>(
    (all, test) => ({ kind: 'call', type: 'bool', name: 'or', arguments: [all, test] }),
    literal('bool', false),
  );
}
