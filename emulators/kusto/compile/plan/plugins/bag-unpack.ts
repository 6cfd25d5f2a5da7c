import { type KqlError, semanticError, unsupported } from '../../../types/kql-error.ts';
import type { KustoType } from '../../../types/schema.ts';
import { callArguments } from '../../parse/calls.ts';
import { child, nodeName, type SyntaxNode, simpleName } from '../../parse/syntax-tree.ts';
import { convertTo } from '../convert.ts';
import {
  type Column,
  callOf,
  columnReference,
  type Expression,
  literal,
  type NamedExpression,
  type Plan,
} from '../logical.ts';
import { projection } from '../operators/project.ts';
import { aggregated } from '../operators/summarize.ts';
import { lowerText } from './lower-text.ts';
import type { Plugin, PluginCall, SchemaProbe } from './plugin.ts';

interface Options {
  bag: Expression & { kind: 'column' };
  prefix: string;
  conflict: string;
  ignored: Set<string>;
}

/** `bag_unpack(d [, prefix] [, columnsConflict] [, ignoredProperties])`: a column for each property of the bags. */
export const bagUnpack: Plugin = {
  lower(call) {
    const options = readOptions(call);
    const keys = keysIn(call, options);
    const items = call.columns.map(
      (column): NamedExpression => ({ ...column, expression: propertyOf(column, call.input, options, keys) }),
    );
    return projection(call.input, items);
  },

  probe(call): SchemaProbe {
    const options = readOptions(call);
    return {
      plan: propertyTypes(call.input, options),
      columnsOf: (rows) => outputColumns(call.input, options, rows),
    };
  },
};

function readOptions({ call, lowering }: PluginCall): Options {
  const given = callArguments(call);
  const positional = given.filter((node) => nodeName(node) !== 'SimpleNamedExpression');
  const named = new Map(
    given
      .filter((node) => !positional.includes(node))
      .map((node) => [simpleName(child(node, 'Name')), child(node, 'Expression')]),
  );
  const read = (name: string, index: number): SyntaxNode | undefined => named.get(name) ?? positional[index];
  const value = (node: SyntaxNode | undefined) =>
    node === undefined ? undefined : lowering.expression(node);
  const bag = value(positional[0]);
  if (bag?.kind !== 'column') throw unsupported('bag_unpack() of an expression');
  if (bag.type !== 'dynamic') throw wrong(`the column '${bag.name}' is not of type dynamic`);
  const conflict = constantText(value(read('columnsConflict', 2))) ?? 'error';
  if (!conflicts.has(conflict))
    throw wrong(`columnsConflict must be one of '${[...conflicts].join("', '")}', not '${conflict}'`);
  return {
    bag,
    prefix: constantText(value(read('OutputColumnPrefix', 1))) ?? '',
    conflict,
    ignored: propertyNames(constantText(value(read('ignoredProperties', 3)))),
  };
}

const conflicts = new Set(['error', 'replace_source', 'keep_source']);

function propertyNames(text: string | undefined): Set<string> {
  if (text === undefined) return new Set();
  const names: unknown = JSON.parse(text);
  if (!Array.isArray(names)) throw wrong('ignoredProperties must be a dynamic array of names');
  return new Set(names.map(String));
}

function wrong(what: string): KqlError {
  return semanticError('SEM0420', `Semantic error: SEM0420: evaluate bag_unpack(): ${what}.`);
}

function constantText(expression: Expression | undefined): string | undefined {
  if (expression === undefined) return undefined;
  if (expression.kind !== 'literal' || typeof expression.value !== 'string')
    throw unsupported('bag_unpack() with a computed option');
  return expression.value;
}

/** One row per property and type of its values. */
function propertyTypes(input: Plan, { bag }: Options): Plan {
  const key: Column = { name: 'key', type: 'string' };
  const bagColumn: Column = { name: 'bag', type: 'dynamic' };
  const keys: Expression = callOf('bag_keys', 'dynamic', bag);
  const bags = projection(input, [{ ...bagColumn, expression: bag }]);
  const expanded: Plan = {
    kind: 'expand',
    input: bags,
    expanded: [
      {
        ...key,
        expression: keys.kind === 'call' ? { ...keys, arguments: [columnReference(bagColumn)] } : keys,
      },
    ],
    indexColumn: null,
    asArray: false,
    limit: null,
    columns: [bagColumn, key],
    isSerialized: false,
  };
  const property: Expression = {
    kind: 'path',
    type: 'dynamic',
    base: columnReference(bagColumn),
    steps: [columnReference(key)],
  };
  return aggregated(
    expanded,
    [
      { ...key, expression: columnReference(key) },
      {
        name: 'type',
        type: 'string',
        expression: callOf('gettype', 'string', property),
      },
    ],
    [],
  );
}

const elementTypes: Record<string, KustoType> = {
  long: 'long',
  double: 'real',
  bool: 'bool',
  string: 'string',
};

/** Properties in order of their names, after the other columns. */
function outputColumns(input: Plan, options: Options, rows: readonly (readonly unknown[])[]): Column[] {
  const types = new Map<string, Set<string>>();
  for (const [key, type] of rows) {
    if (typeof key !== 'string' || key === '' || options.ignored.has(key)) continue;
    const known = types.get(key) ?? new Set();
    if (type !== 'null') known.add(String(type));
    types.set(key, known);
  }
  const unpacked = [...types]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, found]): Column => ({ name: `${options.prefix}${key}`, type: unifiedType(found) }));
  return mergedColumns(
    input.columns.filter((column) => column.name !== options.bag.name),
    unpacked,
    options.conflict,
  );
}

function unifiedType(found: Set<string>): KustoType {
  const [only, ...others] = [...found];
  return only === undefined || others.length > 0 ? 'dynamic' : (elementTypes[only] ?? 'dynamic');
}

function mergedColumns(source: Column[], unpacked: Column[], conflict: string): Column[] {
  const byName = new Map(unpacked.map((column) => [column.name, column]));
  const clash = source.find((column) => byName.has(column.name));
  if (clash !== undefined && conflict === 'error') {
    throw wrong(`the column '${clash.name}' exists already; see columnsConflict`);
  }
  const kept =
    conflict === 'replace_source' ? source.map((column) => byName.get(column.name) ?? column) : source;
  const names = new Set(source.map((column) => column.name));
  return [...kept, ...unpacked.filter((column) => !names.has(column.name))];
}

/** The names of all properties, as one array. */
function keysIn({ input, lowering }: PluginCall, { bag }: Options): Expression {
  const bags = projection(input, [{ name: 'Bag', type: 'dynamic', expression: bag }]);
  const text = 'Bags | mv-expand Key = bag_keys(Bag) to typeof(string) | summarize Keys = make_set(Key)';
  return { kind: 'toscalar', type: 'dynamic', plan: lowerText(text, { tables: { Bags: bags } }, lowering) };
}

/** A column of the source is replaced by a property that some row has, also in rows that lack it. */
function propertyOf(
  column: Column,
  input: Plan,
  { bag, prefix, conflict, ignored }: Options,
  keys: Expression,
): Expression {
  const property = column.name.startsWith(prefix) ? column.name.slice(prefix.length) : column.name;
  const value = convertTo(column.type, {
    kind: 'path',
    type: 'dynamic',
    base: bag,
    steps: [literal('string', property)],
  });
  const own = input.columns.find(({ name }) => name === column.name && name !== bag.name);
  if (own === undefined) return value;
  const kept = convertTo(column.type, columnReference(own));
  if (conflict !== 'replace_source' || ignored.has(property)) return kept;
  const isThere: Expression = callOf('set_has_element', 'bool', keys, literal('string', property));
  return callOf('case', column.type, isThere, value, kept);
}
