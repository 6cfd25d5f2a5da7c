import { KqlError, unsupported } from '../../../types/kql-error.ts';
import type { KustoType } from '../../../types/schema.ts';
import { child, nodeName, type SyntaxNode, simpleName } from '../../parse/syntax-tree.ts';
import { convertTo } from '../convert.ts';
import {
  type Column,
  columnReference,
  type Expression,
  literal,
  type NamedExpression,
  type Plan,
} from '../logical.ts';
import { projection } from '../operators/project.ts';
import { aggregated } from '../operators/summarize.ts';
import { callArguments } from '../special-calls.ts';
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
    const items = call.columns.map(
      (column): NamedExpression => ({ ...column, expression: propertyOf(column, call.input, options) }),
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
  const ignored = constantText(value(read('ignoredProperties', 3)));
  return {
    bag,
    prefix: constantText(value(read('OutputColumnPrefix', 1))) ?? '',
    conflict: constantText(value(read('columnsConflict', 2))) ?? 'error',
    ignored: new Set(ignored === undefined ? [] : (JSON.parse(ignored) as string[])),
  };
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
  const keys: Expression = { kind: 'call', type: 'dynamic', name: 'bag_keys', arguments: [bag] };
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
        expression: { kind: 'call', type: 'string', name: 'gettype', arguments: [property] },
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
  if (only === undefined) return 'dynamic';
  if (others.length === 0) return elementTypes[only] ?? 'dynamic';
  return [...found].every((type) => type === 'long' || type === 'double') ? 'real' : 'dynamic';
}

function mergedColumns(source: Column[], unpacked: Column[], conflict: string): Column[] {
  const byName = new Map(unpacked.map((column) => [column.name, column]));
  const clash = source.find((column) => byName.has(column.name));
  if (clash !== undefined && conflict === 'error') {
    throw new KqlError(
      'semantic',
      'SEM0300',
      `Semantic error: evaluate bag_unpack(): the column '${clash.name}' exists already; see columnsConflict.`,
    );
  }
  const kept =
    conflict === 'replace_source' ? source.map((column) => byName.get(column.name) ?? column) : source;
  const names = new Set(source.map((column) => column.name));
  return [...kept, ...unpacked.filter((column) => !names.has(column.name))];
}

function propertyOf(column: Column, input: Plan, { bag, prefix, conflict }: Options): Expression {
  const own = input.columns.find(
    (candidate) => candidate.name === column.name && candidate.name !== bag.name,
  );
  if (own !== undefined && conflict !== 'replace_source') return convertTo(column.type, columnReference(own));
  const property = column.name.startsWith(prefix) ? column.name.slice(prefix.length) : column.name;
  return convertTo(column.type, {
    kind: 'path',
    type: 'dynamic',
    base: bag,
    steps: [literal('string', property)],
  });
}
