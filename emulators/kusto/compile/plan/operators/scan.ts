import { KqlError, unsupported } from '../../../types/kql-error.ts';
import type { ColumnSchema, KustoType } from '../../../types/schema.ts';
import {
  child,
  elements,
  maybeChild,
  namedParameters,
  type SyntaxNode,
  simpleName,
  tokenText,
} from '../../parse/syntax-tree.ts';
import type { ComputedOperator } from '../computed.ts';
import type { Lowering } from '../context.ts';
import { convertTo } from '../convert.ts';
import { defaultValue } from '../default-value.ts';
import {
  type Column,
  columnReference,
  type Expression,
  type ExpressionOf,
  literal,
  type NamedExpression,
  type Plan,
  passThrough,
  sortOf,
} from '../logical.ts';
import { operandsOf, withOperands } from '../map-expression.ts';
import { Scope } from '../scope.ts';
import { serialized } from '../serialized.ts';
import { projection } from './project.ts';
import { sortKey } from './sort.ts';

/** A value in the state: a column of the record that a step matched last. */
export interface StateReference extends ColumnSchema {
  /** The name by which expressions refer to it. */
  reference: string;
  step: number;
}

export interface ScanStep {
  output: 'all' | 'last' | 'none';
  condition: Expression;
  /** New values of declared columns and of the input's own. */
  assignments: readonly { column: string; expression: Expression }[];
}

/**
 * The `scan` operator. Expressions see the columns of the input, which holds the record's own columns (the first
 * `recordColumns`) and values that SQL has computed from them, and the state by its references.
 */
export interface ScanOperator extends ComputedOperator {
  readonly name: 'scan';
  recordColumns: number;
  /** Declared columns with their values where no step assigns one. */
  declared: readonly (Column & { defaultValue: Expression })[];
  state: readonly StateReference[];
  steps: readonly ScanStep[];
  hasMatchId: boolean;
  /** The state is emptied where this column changes. */
  resetBy: string | null;
}

export function lowerScan(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  if (maybeChild(node, 'PartitionByClause') !== null) throw unsupported('scan with partition by');
  const ordered = serialized(orderedInput(node, input, lowering), "The operator 'scan'");
  const split = new RowParts(ordered, declaredColumns(node, lowering), lowering);
  const steps = elements(node, 'Steps');
  split.defineSteps(steps.map((step) => simpleName(child(step, 'Name'))));
  const operator: ScanOperator = {
    name: 'scan',
    recordColumns: ordered.columns.length,
    declared: split.declared,
    steps: steps.map((step) => scanStep(step, split)),
    state: split.state,
    hasMatchId: namedParameters(node).has('with_match_id'),
    resetBy: null,
  };
  const prepared = projection(ordered, [...passThrough(ordered.columns), ...split.prepared]);
  return { kind: 'compute', inputs: [prepared], operator, columns, isSerialized: true };
}

function orderedInput(node: SyntaxNode, input: Plan, lowering: Lowering): Plan {
  const clause = maybeChild(node, 'OrderByClause');
  if (clause === null) return input;
  const keys = elements(clause, 'Expressions').map((item) => sortKey(item, lowering));
  return sortOf(input, keys);
}

function declaredColumns(node: SyntaxNode, lowering: Lowering): (Column & { defaultValue: Expression })[] {
  const clause = maybeChild(node, 'DeclareClause');
  return (clause === null ? [] : elements(clause, 'Declarations')).map((item) => {
    const declaration = child(child(item, 'NameAndType'), 'Name');
    const symbol = declaration.ReferencedSymbol;
    const type = (symbol?.Type?.Name ?? 'dynamic') as KustoType;
    const given = maybeChild(item, 'DefaultValue');
    const name = simpleName(declaration);
    if (given === null) return { name, type, defaultValue: literal(type, type === 'string' ? '' : null) };
    return { name, type, defaultValue: defaultValue(child(given, 'Value'), type, lowering) };
  });
}

function scanStep(step: SyntaxNode, parts: RowParts): ScanStep {
  const outputClause = maybeChild(step, 'ScanStepOutput') ?? maybeChild(step, 'OutputClause');
  const computation = maybeChild(step, 'ComputationClause');
  const assignments = computation === null ? [] : elements(computation, 'Assignments');
  const types = new Map([...parts.own, ...parts.declared].map((column) => [column.name, column.type]));
  return {
    output: outputClause === null ? 'all' : outputKind(tokenText(outputClause, 'OutputKind')),
    condition: parts.separated(child(step, 'Condition')),
    assignments: assignments.map((item) => {
      const column = simpleName(child(item, 'Name'));
      const type = types.get(column);
      if (type === undefined)
        throw new KqlError(
          'semantic',
          'SEM0100',
          `Semantic error: SEM0100: scan: '${column}' is neither a declared column nor one of the input.`,
        );
      return { column, expression: convertTo(type, parts.separated(child(item, 'Expression'))) };
    }),
  };
}

function outputKind(text: string): ScanStep['output'] {
  if (text === 'all' || text === 'last' || text === 'none') return text;
  throw new KqlError(
    'syntax',
    'SYN0002',
    `Syntax error: scan: output=${text} is not one of all, last and none.`,
  );
}

/** Separates expressions into parts that only the record decides, which SQL computes, and the rest. */
class RowParts {
  readonly declared: readonly (Column & { defaultValue: Expression })[];
  readonly prepared: NamedExpression[] = [];
  readonly state: StateReference[] = [];
  readonly #input: Plan;
  readonly #lowering: Lowering;
  readonly #references = new Set<string>();

  constructor(input: Plan, declared: readonly (Column & { defaultValue: Expression })[], lowering: Lowering) {
    this.#input = input;
    this.#lowering = lowering.within(new Scope(lowering.scope.database, lowering.scope));
    this.declared = declared.map((column) => ({ ...column, defaultValue: this.#part(column.defaultValue) }));
  }

  /** Binds each step's name to the record that it matched last. */
  defineSteps(names: readonly string[]): void {
    for (const [step, name] of names.entries()) {
      const columns = new Map<string, Expression>();
      for (const column of [...this.#input.columns, ...this.declared]) {
        const reference: StateReference = {
          name: column.name,
          type: column.type,
          reference: `$step${step}.${column.name}`,
          step,
        };
        columns.set(column.name, columnReference({ name: reference.reference, type: column.type }));
        this.state.push(reference);
        this.#references.add(reference.reference);
      }
      this.#lowering.scope.define(name, { kind: 'record', columns });
    }
  }

  /** The columns of the input. */
  get own(): readonly Column[] {
    return this.#input.columns;
  }

  separated(node: SyntaxNode): Expression {
    return this.#part(this.#lowering.expression(node));
  }

  #part(expression: Expression): Expression {
    if (expression.kind === 'literal') return expression;
    if (expression.kind === 'column') return this.#column(expression);
    if (!this.#usesState(expression)) return this.#preparedColumn(expression);
    if (expression.kind !== 'call' && expression.kind !== 'path')
      throw unsupported(`${expression.kind} over the state of scan`);
    return withOperands(expression, (operand) => this.#part(operand));
  }

  #column(column: ExpressionOf<'column'>): Expression {
    const isKnown =
      this.#references.has(column.name) || this.#input.columns.some((own) => own.name === column.name);
    if (!isKnown) throw unsupported(`scan: the declared column '${column.name}' without the name of a step`);
    return column;
  }

  #usesState(expression: Expression): boolean {
    if (expression.kind === 'column') return !this.#input.columns.some((own) => own.name === expression.name);
    return operandsOf(expression).some((operand) => this.#usesState(operand));
  }

  #preparedColumn(expression: Expression): Expression {
    const column: Column = { name: `$value${this.prepared.length}`, type: expression.type };
    this.prepared.push({ ...column, expression });
    return columnReference(column);
  }
}
