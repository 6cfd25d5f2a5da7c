import { unsupported } from '../types/kql-error.ts';
import type { CatalogSnapshot, FunctionSchema } from '../types/schema.ts';
import { calledSignature } from './parse/calls.ts';
import { children, elements, nodeName, type SyntaxNode } from './parse/syntax-tree.ts';
import type { FunctionFrame, SchemaNeeded } from './plan/plugins/plugin.ts';

/** The query whose text lacks a schema. */
export interface OpenQuery {
  text: string;
  root: SyntaxNode;
  database: string;
  catalog: CatalogSnapshot;
}

/**
 * The query with a schema clause after the call whose columns were unknown. Where the call stands in a stored function,
 * the query gets a let statement with its text, which takes the place of the stored one. Throws KqlError for a function
 * that is called more than once, since its calls may give different columns.
 */
export function completedText(
  { frames, textOffset }: SchemaNeeded,
  schema: string,
  query: OpenQuery,
): string {
  const called = frames.map((frame) => calledFunction(frame, query));
  // The text of the query holds the bodies of its own functions.
  const stored = frames.filter((_, index) => called[index]?.place !== 'query').map(({ body }) => body);
  for (const { name, place } of called) {
    const calls = [query.root, ...stored].flatMap((tree) => callsOf(tree, name));
    if (place === null || calls.length !== 1) throw refused(name);
  }
  const [innermost] = called;
  if (innermost === undefined) return inserted(query.text, textOffset, schema);
  const inPlace =
    innermost.place === 'query' ? inserted(query.text, textOffset + innermost.shift, schema) : query.text;
  const lets = called.flatMap(({ place, name }, index) => {
    if (place === null || place === 'query') return [];
    const body = index === 0 ? inserted(place.body, textOffset, schema) : place.body;
    return [`let [${JSON.stringify(name)}] = ${place.parameters} ${body};\n`];
  });
  return inserted(inPlace, firstLetOffset(query.root), lets.join(''));
}

interface CalledFunction {
  name: string;
  /** A let statement of the query, a stored function, or null for what can't be completed. */
  place: 'query' | FunctionSchema | null;
  /** What turns an offset in the body into one in the query. */
  shift: number;
}

function calledFunction(
  { call, body }: FunctionFrame,
  { root, catalog, database }: OpenQuery,
): CalledFunction {
  const symbol = call.ReferencedSymbol;
  const signature = calledSignature(call);
  if (symbol === null || signature === null) return { name: 'the function', place: null, shift: 0 };
  const declaration = signature.Declaration ?? null;
  if (declaration !== null) {
    const shift = declaration.TextStart - body.TextStart;
    return { name: symbol.Name, place: declaration.Root === root ? 'query' : null, shift };
  }
  const stored = catalog.databases.get(database)?.functions.get(symbol.Name);
  const isSame = stored !== undefined && stored.body === signature.Body;
  return { name: symbol.Name, place: isSame ? stored : null, shift: 0 };
}

function callsOf(tree: SyntaxNode, name: string): SyntaxNode[] {
  const found = nodeName(tree) === 'NameReference' && tree.ReferencedSymbol?.Name === name ? [tree] : [];
  return [...found, ...children(tree).flatMap((part) => callsOf(part, name))];
}

/** Before the first statement that may follow a let statement only. */
function firstLetOffset(root: SyntaxNode): number {
  const leading = new Set(['SetOptionStatement', 'QueryParametersStatement']);
  const first = elements(root, 'Statements').find((statement) => !leading.has(nodeName(statement)));
  return first === undefined ? 0 : first.TextStart;
}

function inserted(text: string, offset: number, part: string): string {
  return `${text.slice(0, offset)}${part}${text.slice(offset)}`;
}

function refused(name: string): Error {
  return unsupported(
    `evaluate without an output schema inside ${name}(), unless it is called once and in its own database,`,
  );
}
