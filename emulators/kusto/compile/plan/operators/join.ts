import { unsupported } from '../../../types/kql-error.ts';
import {
  child,
  elements,
  maybeChild,
  namedParameters,
  nodeName,
  type SyntaxNode,
  simpleName,
  textOf,
  tokenText,
} from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import type { Column, Expression, JoinKind, Plan } from '../logical.ts';

interface JoinKey {
  left: Expression;
  right: Expression;
}

const joinKinds: Record<string, JoinKind> = {
  innerunique: 'innerunique',
  inner: 'inner',
  leftouter: 'leftouter',
  rightouter: 'rightouter',
  fullouter: 'fullouter',
  leftsemi: 'leftsemi',
  rightsemi: 'rightsemi',
  leftanti: 'leftanti',
  anti: 'leftanti',
  leftantisemi: 'leftanti',
  rightanti: 'rightanti',
  rightantisemi: 'rightanti',
};

export function lowerJoin(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const kind = joinKindOf(node, 'innerunique');
  const right = lowering.table(child(node, 'Expression'));
  const keys = joinKeys(maybeChild(node, 'ConditionClause'), input, right, lowering);
  return {
    kind: 'join',
    joinKind: kind,
    left: input,
    right,
    keys,
    rightColumns: right.columns,
    columns,
    isSerialized: false,
  };
}

/** A lookup gives the right side's columns without its keys. */
export function lowerLookup(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const kind = joinKindOf(node, 'leftouter');
  const right = lowering.table(child(node, 'Expression'));
  const keys = joinKeys(maybeChild(node, 'LookupClause'), input, right, lowering);
  const keyNames = new Set(keys.map((key) => (key.right.kind === 'column' ? key.right.name : '')));
  const rightColumns = right.columns.filter((column) => !keyNames.has(column.name));
  return {
    kind: 'join',
    joinKind: kind,
    left: input,
    right,
    keys,
    rightColumns,
    columns,
    isSerialized: false,
  };
}

function joinKindOf(node: SyntaxNode, otherwise: JoinKind): JoinKind {
  const given = namedParameters(node).get('kind');
  if (given === undefined) return otherwise;
  const kind = joinKinds[textOf(given).toLowerCase()];
  if (kind === undefined) throw unsupported(`join kind=${textOf(given)}`);
  return kind;
}

function joinKeys(clause: SyntaxNode | null, left: Plan, right: Plan, lowering: Lowering): JoinKey[] {
  if (clause === null) throw unsupported('join without an on clause');
  if (nodeName(clause) !== 'JoinOnClause') throw unsupported(`join with '${textOf(clause).slice(0, 40)}'`);
  return elements(clause, 'Expressions').flatMap((condition) =>
    conditionKeys(condition, left, right, lowering),
  );
}

function conditionKeys(condition: SyntaxNode, left: Plan, right: Plan, lowering: Lowering): JoinKey[] {
  if (nodeName(condition) === 'ParenthesizedExpression')
    return conditionKeys(child(condition, 'Expression'), left, right, lowering);
  if (nodeName(condition) === 'NameReference') {
    const name = simpleName(condition);
    return [{ left: keyColumn(left, name), right: keyColumn(right, name) }];
  }
  if (nodeName(condition) !== 'BinaryExpression')
    throw unsupported(`The join condition '${textOf(condition)}'`);
  const first = child(condition, 'Left');
  const second = child(condition, 'Right');
  if (tokenText(condition, 'Operator') === 'and') {
    return [...conditionKeys(first, left, right, lowering), ...conditionKeys(second, left, right, lowering)];
  }
  if (tokenText(condition, 'Operator') !== '==')
    throw unsupported(`The join condition '${textOf(condition)}'`);
  const isSwapped = textOf(first).startsWith('$right');
  return [
    {
      left: sideColumn(isSwapped ? second : first, '$left', left),
      right: sideColumn(isSwapped ? first : second, '$right', right),
    },
  ];
}

function sideColumn(node: SyntaxNode, side: string, plan: Plan): Expression {
  if (nodeName(node) !== 'PathExpression' || textOf(child(node, 'Expression')) !== side) {
    throw unsupported(`The join condition over '${textOf(node)}'`);
  }
  return keyColumn(plan, simpleName(child(node, 'Selector')));
}

function keyColumn(plan: Plan, name: string): Expression {
  const column = plan.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(`join: no column ${name}`);
  return { kind: 'column', type: column.type, name };
}
