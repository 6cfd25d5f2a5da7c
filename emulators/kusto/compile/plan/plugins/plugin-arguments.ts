import { semanticError } from '../../../types/kql-error.ts';
import { callArguments, functionName } from '../../parse/calls.ts';
import { child, nodeName, type SyntaxNode, simpleName, symbolKind, textOf } from '../../parse/syntax-tree.ts';
import type { Expression } from '../logical.ts';
import type { PluginCall } from './plugin.ts';

/** The arguments of a plugin call; options may be given by name, as in `return_unmatched = true`. */
export class PluginArguments {
  readonly name: string;
  readonly positional: readonly SyntaxNode[];
  readonly #named: ReadonlyMap<string, SyntaxNode>;
  readonly #call: PluginCall;

  constructor(call: PluginCall, names: readonly string[] = []) {
    const given = callArguments(call.call);
    const isNamed = (node: SyntaxNode) =>
      nodeName(node) === 'SimpleNamedExpression' && names.includes(simpleName(child(node, 'Name')));
    this.name = functionName(call.call);
    this.positional = given.filter((node) => !isNamed(node));
    this.#named = new Map(
      given.filter(isNamed).map((node) => [simpleName(child(node, 'Name')), child(node, 'Expression')]),
    );
    this.#call = call;
  }

  /** The argument at a position, or given by a name. */
  find(index: number, name?: string): SyntaxNode | undefined {
    return (name === undefined ? undefined : this.#named.get(name)) ?? this.positional[index];
  }

  node(index: number, name?: string): SyntaxNode {
    const found = this.find(index, name);
    if (found === undefined) throw this.error(`argument ${index + 1} is missing`);
    return found;
  }

  value(index: number, name?: string): Expression {
    return this.expression(this.node(index, name));
  }

  expression(node: SyntaxNode): Expression {
    return this.#call.lowering.expression(node);
  }

  /** An argument that must be a column of the input. */
  column(index: number): Expression & { kind: 'column' } {
    return this.columnOf(this.node(index));
  }

  columnOf(node: SyntaxNode): Expression & { kind: 'column' } {
    const value = this.expression(node);
    if (value.kind !== 'column') throw this.error(`'${textOf(node)}' is not a column`);
    return value;
  }

  /** A constant option; undefined when it is not given. */
  option(index: number, name?: string): (Expression & { kind: 'literal' }) | undefined {
    const node = this.find(index, name);
    if (node === undefined) return undefined;
    const value = this.expression(node);
    if (value.kind !== 'literal') throw this.error(`'${textOf(node)}' is not a constant`);
    return value;
  }

  error(what: string): Error {
    return semanticError('SEM0420', `Semantic error: SEM0420: evaluate ${this.name}(): ${what}.`);
  }
}

export function isColumn(node: SyntaxNode): boolean {
  return symbolKind(node) === 'ColumnSymbol';
}
