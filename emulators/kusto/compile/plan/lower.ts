import { KqlError, unsupported, withPosition } from '../../types/kql-error.ts';
import { patternUse } from '../bind/patterns.ts';
import { calledSignature } from '../parse/calls.ts';
import { items } from '../parse/service.ts';
import {
  calledFunctionBody,
  child,
  columnsOf,
  elements,
  kustoTypeOf,
  maybeChild,
  nodeName,
  positionOf,
  type SyntaxNode,
  simpleName,
  symbolKind,
  textOf,
} from '../parse/syntax-tree.ts';
import { catalogTable } from './catalog-tables.ts';
import type { FunctionParameter, Lowering, LoweringState } from './context.ts';
import { defaultValue } from './default-value.ts';
import type { Column, Expression, Plan } from './logical.ts';
import { inlineTable } from './lower-call.ts';
import { lowerExpression } from './lower-expression.ts';
import { lowerPattern } from './lower-pattern.ts';
import { materialized } from './materialized.ts';
import { databaseOf } from './named-database.ts';
import { operatorLowerings } from './operators/registry.ts';
import { paddedTable } from './padded-table.ts';
import { checkCallVisible, checkNameVisible } from './restriction.ts';
import { Scope } from './scope.ts';
import { lowerSource } from './sources.ts';
import { lowerStatement } from './statements.ts';

/** Lowers a bound query to logical plans; user functions and let statements are inlined. */
export class QueryLowering implements Lowering {
  readonly state: LoweringState;
  readonly scope: Scope;
  readonly currentColumns: readonly Column[] | null;

  constructor(state: LoweringState, scope: Scope, currentColumns: readonly Column[] | null = null) {
    this.state = state;
    this.scope = scope;
    this.currentColumns = currentColumns;
  }

  within(scope: Scope): Lowering {
    return new QueryLowering(this.state, scope, this.currentColumns);
  }

  over(columns: readonly Column[]): Lowering {
    return new QueryLowering(this.state, this.scope, columns);
  }

  expression(node: SyntaxNode): Expression {
    return located(node, () => lowerExpression(node, this));
  }

  statement(node: SyntaxNode): void {
    lowerStatement(node, this);
  }

  table(node: SyntaxNode, input?: Plan): Plan {
    switch (nodeName(node)) {
      case 'PipeExpression':
        return this.#operator(child(node, 'Operator'), this.table(child(node, 'Expression'), input));
      case 'ParenthesizedExpression':
      case 'DataScopeExpression':
        return this.table(child(node, 'Expression'), input);
      case 'SimpleNamedExpression':
        return this.table(child(node, 'Expression'), input);
      case 'MaterializeExpression':
        return materialized(this.table(child(node, 'Expression'), input));
      case 'NameReference':
        return located(node, () => this.#name(node));
      case 'FunctionCallExpression':
        return this.#call(node);
      case 'PathExpression': {
        const pattern = patternUse(node);
        return pattern === null ? this.table(child(node, 'Selector'), input) : lowerPattern(pattern, this);
      }
      default:
        if (input !== undefined && operatorLowerings[nodeName(node)] !== undefined)
          return this.#operator(node, input);
        return located(node, () => lowerSource(node, this)) ?? this.#operator(node, input ?? emptyInput());
    }
  }

  views(): { name: string; plan: Plan }[] {
    const { restriction } = this.scope;
    const visible = [...this.state.views].filter(([name]) => restriction?.hiddenNames.has(name) !== true);
    return visible.map(([name, { body, scope }]) => {
      const inner = this.within(new Scope(scope.database, scope));
      for (const statement of elements(body, 'Statements')) inner.statement(statement);
      return { name, plan: inner.table(child(body, 'Expression')) };
    });
  }

  functionScope(call: SyntaxNode): Scope {
    const symbol = call.ReferencedSymbol;
    const declared = symbol === null ? undefined : this.state.functionScopes.get(symbol);
    if (symbol !== null)
      checkCallVisible(symbol.Name, declared === undefined ? databaseOf(call, this) : null, this);
    return declared ?? new Scope(databaseOf(call, this) ?? this.scope.database, null);
  }

  functionParameters(call: SyntaxNode): FunctionParameter[] {
    const signature = calledSignature(call);
    if (signature === null) return [];
    return [...items(signature.Parameters)].map(({ Name, DeclaredTypes, DefaultValue }) => {
      const type = kustoTypeOf([...items(DeclaredTypes)][0]);
      const given = type === null || DefaultValue == null ? null : defaultValue(DefaultValue, type, this);
      return { name: Name, type, defaultValue: given };
    });
  }

  #operator(node: SyntaxNode, input: Plan): Plan {
    const lower = operatorLowerings[nodeName(node)];
    if (lower === undefined) throw unsupported(`The operator '${textOf(node).split(/\s/)[0]}'`);
    const columns = columnsOf(node.ResultType) ?? [];
    return located(node, () => lower(node, input, this.over(input.columns), columns));
  }

  #name(node: SyntaxNode): Plan {
    const name = simpleName(node);
    const kind = symbolKind(node);
    const body = kind === 'FunctionSymbol' ? calledFunctionBody(node) : null;
    if (body !== null) return inlineTable(node, body, this);
    const binding = databaseOf(node, this) === null ? this.scope.find(name) : null;
    if (binding?.kind === 'table') {
      checkNameVisible(name, this);
      return binding.plan;
    }
    if (kind === 'GroupSymbol') throw unsupported(`The wildcard '${name}' in this place`);
    const database = databaseOf(node, this) ?? this.scope.database;
    const plan = catalogTable(database, node.ReferencedSymbol?.Name ?? name, this);
    if (plan === null)
      throw new KqlError('semantic', 'SEM0100', `Semantic error: SEM0100: '${name}' is not a table.`);
    const columns = columnsOf(node.ResultType);
    return isOfEntity(node) && columns !== null ? paddedTable(plan, columns) : plan;
  }

  #call(node: SyntaxNode): Plan {
    const pattern = patternUse(node);
    if (pattern !== null) return lowerPattern(pattern, this);
    const body = calledFunctionBody(node);
    if (body !== null) return inlineTable(node, body, this);
    const plan = located(node, () => lowerSource(node, this));
    if (plan !== null) return plan;
    throw unsupported(`The tabular function ${textOf(node).slice(0, 60)}`);
  }
}

/** `X.T` inside macro-expand. */
function isOfEntity(node: SyntaxNode): boolean {
  const parent = maybeChild(node, 'Parent');
  if (parent === null || nodeName(parent) !== 'PathExpression') return false;
  return symbolKind(child(parent, 'Expression')) === 'EntityGroupElementSymbol';
}

/** Errors of the work say where in the text the node is. */
function located<T>(node: SyntaxNode, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof KqlError ? withPosition(error, positionOf(node)) : error;
  }
}

function emptyInput(): Plan {
  return { kind: 'rows', rows: [[]], columns: [], isSerialized: true };
}
