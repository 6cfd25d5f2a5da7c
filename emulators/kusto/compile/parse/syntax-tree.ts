import type { TextPosition } from '../../types/kql-error.ts';
import type { KustoType } from '../../types/schema.ts';
import { items, type NetList, type RawNode, type TableSymbol, type TypeSymbol } from './service.ts';

/** A node of the bound tree. Its parts are read by their names in Microsoft's grammar, e.g. child(join, 'Expression'). */
export type SyntaxNode = RawNode;

export interface BoundColumn {
  name: string;
  type: KustoType;
}

const kustoTypes = new Set<string>([
  'bool',
  'int',
  'long',
  'real',
  'decimal',
  'datetime',
  'timespan',
  'guid',
  'dynamic',
  'string',
]);

/** The node's class in the grammar, e.g. `FilterOperator`. */
export function nodeName(node: SyntaxNode): string {
  const fullName = (node.constructor as unknown as { $$name: string }).$$name;
  return fullName.slice(fullName.lastIndexOf('.') + 1);
}

/** A part that must be there; its absence is a mistake in this compiler. */
export function child(node: SyntaxNode, part: string): SyntaxNode {
  const found = maybeChild(node, part);
  if (found === null) throw new Error(`${nodeName(node)} has no ${part}`);
  return found;
}

export function maybeChild(node: SyntaxNode, part: string): SyntaxNode | null {
  const found = (node as unknown as Record<string, SyntaxNode | null | undefined>)[part];
  return found ?? null;
}

export function parentOf(node: SyntaxNode): SyntaxNode | null {
  return (node as unknown as { Parent: SyntaxNode | null }).Parent ?? null;
}

/** The elements of a list part, without their separators. */
export function elements(node: SyntaxNode, part: string): SyntaxNode[] {
  const list = maybeChild(node, part);
  return list === null ? [] : listElements(list);
}

export function listElements(list: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let index = 0; index < list.ChildCount; index++) {
    const element = list.GetChild(index);
    if (element !== null) found.push(maybeChild(element, 'Element$1') ?? element);
  }
  return found;
}

export function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let index = 0; index < node.ChildCount; index++) {
    const part = node.GetChild(index);
    if (part !== null) found.push(part);
  }
  return found;
}

/** The node's text without surrounding white space and comments. */
export function textOf(node: SyntaxNode): string {
  return node.ToString(2);
}

export function tokenText(node: SyntaxNode, part: string): string {
  return (child(node, part) as unknown as { Text: string }).Text;
}

/** The value of a literal: a string without its quotes, also one of several parts; `5` for long(5), `null` for long(null). */
export function literalText(node: SyntaxNode): string {
  if (nodeName(node) !== 'CompoundStringLiteralExpression') return tokenValue(child(node, 'Token'));
  return listElements(child(node, 'Tokens')).map(tokenValue).join('');
}

/** The text that a token stands for. */
export function tokenValue(token: SyntaxNode): string {
  return (token as unknown as { ValueText: string }).ValueText;
}

/** The name in a NameDeclaration, NameReference or similar, without brackets and quotes. */
export function simpleName(node: SyntaxNode): string {
  const simple = (node as unknown as { SimpleName?: string }).SimpleName;
  if (typeof simple === 'string') return simple;
  const name = maybeChild(node, 'Name');
  return name === null ? textOf(node) : simpleName(name);
}

/** The scalar type of an expression; null for tables and for what has no value. */
export function scalarType(node: SyntaxNode): KustoType | null {
  return kustoTypeOf(node.ResultType);
}

export function kustoTypeOf(symbol: TypeSymbol | null | undefined): KustoType | null {
  const name = symbol?.Name;
  if (name === undefined) return null;
  if (kustoTypes.has(name)) return name as KustoType;
  return name.startsWith('dynamic') || name === 'unknown' ? 'dynamic' : null;
}

/** A table or a graph. */
export function isTabular(node: SyntaxNode): boolean {
  if (node.ResultType === null) return false;
  return isGraph(node.ResultType) || ('Columns' in node.ResultType && isTable(node.ResultType));
}

function isTable(symbol: TypeSymbol): boolean {
  return /(Table|MaterializedView)Symbol$/.test(symbolName(symbol));
}

function isGraph(symbol: TypeSymbol): boolean {
  return symbolName(symbol).endsWith('.GraphSymbol');
}

function symbolName(symbol: TypeSymbol): string {
  return (symbol.constructor as unknown as { $$name: string }).$$name;
}

/** Properties of the nodes and edges of a graph; null for what is no graph. */
export function graphShape(node: SyntaxNode): { nodes: BoundColumn[]; edges: BoundColumn[] } | null {
  if (node.ResultType === null || !isGraph(node.ResultType)) return null;
  const shape = node.ResultType as unknown as { NodeShape: TypeSymbol | null; EdgeShape: TypeSymbol | null };
  return { nodes: columnsOf(shape.NodeShape) ?? [], edges: columnsOf(shape.EdgeShape) ?? [] };
}

/** Columns of a table or of a tuple; null when the type has none. */
export function columnsOf(symbol: TypeSymbol | TableSymbol | null): BoundColumn[] | null {
  if (symbol === null || !('Columns' in symbol)) return null;
  const columns = [...items(symbol.Columns as NetList<{ Name: string; Type: TypeSymbol }>)];
  return columns
    .filter((column) => !misboundColumn.test(column.Name))
    .map((column) => ({ name: column.Name, type: kustoTypeOf(column.Type) ?? 'dynamic' }));
}

/** The binder takes series_decompose_forecast() for a tuple as of series_decompose(); it gives the first column only. */
const misboundColumn = /^series_decompose_forecast_.*_(seasonal|trend|residual)$/;

export function resultColumns(node: SyntaxNode): BoundColumn[] {
  const columns = columnsOf(node.ResultType);
  if (columns === null) throw new Error(`${nodeName(node)} has no columns`);
  return columns;
}

/** The schema depends on data, e.g. bag_unpack without an output schema. */
export function isOpen(node: SyntaxNode): boolean {
  return node.ResultType !== null && 'IsOpen' in node.ResultType && node.ResultType.IsOpen === true;
}

/** The syntax of a user function's body, bound for this very call; null for built-in functions. */
export function calledFunctionBody(call: SyntaxNode): SyntaxNode | null {
  return (call as unknown as { GetCalledFunctionBody(): SyntaxNode | null }).GetCalledFunctionBody() ?? null;
}

/** The class of the symbol that a name refers to, e.g. `ColumnSymbol`; '' when it refers to nothing. */
export function symbolKind(node: SyntaxNode): string {
  return symbolClass(node.ReferencedSymbol);
}

/** The class of a symbol or type, '' for none. */
export function symbolClass(symbol: object | null | undefined): string {
  if (symbol === null || symbol === undefined) return '';
  const fullName = (symbol.constructor as unknown as { $$name: string }).$$name;
  return fullName.slice(fullName.lastIndexOf('.') + 1);
}

/** Named parameters of an operator, e.g. `kind=inner`, by their lower-case names. */
export function namedParameters(operator: SyntaxNode, part = 'Parameters'): Map<string, SyntaxNode> {
  return new Map(
    elements(operator, part).map((parameter) => [
      simpleName(child(parameter, 'Name')).toLowerCase(),
      child(parameter, 'Expression'),
    ]),
  );
}

/** Where the node starts in the query's text; null inside of stored functions and views, which have texts of their own. */
export function positionOf(node: SyntaxNode): TextPosition | null {
  const root = rootOf(node);
  if (nodeName(root) !== 'QueryBlock') return null;
  return positionAt(root.ToString(0), node.TextStart);
}

export function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function rootOf(node: SyntaxNode): SyntaxNode {
  let root = node;
  for (let parent: SyntaxNode | null = node; parent !== null; parent = maybeChild(root, 'Parent'))
    root = parent;
  return root;
}
