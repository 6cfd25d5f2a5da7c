import { type Column, callOf, type Expression } from '../logical.ts';

/** A node, or an edge, or the edges of variable length that a name in a graph pattern stands for. */
export interface GraphElement {
  readonly kind: 'node' | 'edge' | 'path';
  property(name: string): Expression;
  /** All properties: a bag, or for a path an array of bags. */
  whole(): Expression;
  /** A column of graphColumns. */
  hidden(column: Column): Expression;
}

/** Name under which the element is bound whose properties all(), any() and map() read. */
export const currentElement = '$element';

/** The element that an expression over its own columns reads. */
export function ownElement(kind: 'node' | 'edge', properties: readonly Column[]): GraphElement {
  return {
    kind,
    property: (name) => ({ kind: 'column', type: typeOf(properties, name), name }),
    whole: () => bagOf(properties),
    hidden: ({ name, type }) => ({ kind: 'column', type, name }),
  };
}

export function typeOf(properties: readonly Column[], name: string): Column['type'] {
  return properties.find((property) => property.name === name)?.type ?? 'dynamic';
}

export function bagOf(properties: readonly Column[]): Expression {
  const pairs = properties.flatMap(({ name, type }): Expression[] => [
    { kind: 'literal', type: 'string', value: name },
    { kind: 'column', type, name },
  ]);
  return callOf('bag_pack', 'dynamic', ...pairs);
}
