import { isTabular, type SyntaxNode } from '../../parse/syntax-tree.ts';
import {
  type Column,
  columnReference,
  type Expression,
  type NamedExpression,
  type Plan,
} from '../logical.ts';
import { materialized } from '../materialized.ts';
import { projection } from '../operators/project.ts';
import { joinFound } from './join-found.ts';
import { lowerText } from './lower-text.ts';
import type { Plugin, PluginCall } from './plugin.ts';
import { isColumn, PluginArguments } from './plugin-arguments.ts';
import { list } from './text-parts.ts';

/** How addresses of one kind become keys that are equal where an address is in a network. */
interface AddressKind {
  /** Text of a value from which keys are cut, null for what is not an address. */
  address(text: string): string;
  /** Text of the number of leading bits that a text with or without a prefix fixes. */
  length(text: string): string;
  /** Text of the key: the leading bits of an address. */
  key(address: string, length: string): string;
}

const ipv4: AddressKind = {
  address: (text) => `parse_ipv4(${text})`,
  length: (text) => `ipv4_netmask_suffix(${text})`,
  key: (address, length) => `binary_shift_right(${address}, 32 - ${length})`,
};

/** An address as 32 hexadecimal digits; the bits of a digit that is fixed in part follow the whole digits as a number. */
const ipv6: AddressKind = {
  address: (text) => `replace_string(parse_ipv6(${text}), ':', '')`,
  length: (text) =>
    `iff(${text} contains '/', tolong(extract('/([0-9]+)$', 1, ${text})) + iff(${text} contains ':', 0, 96), 128)`,
  key: (address, length) =>
    `strcat(substring(${address}, 0, ${length} / 4), '.', binary_shift_right(indexof('0123456789abcdef', iff(${length} % 4 == 0, '0', substring(${address}, ${length} / 4, 1))), 4 - ${length} % 4))`,
};

/** `ipv4_lookup(Lookup, SourceKey, LookupKey [, extra keys…] [, return_unmatched])`. */
export const ipv4Lookup: Plugin = { lower: (call) => lookup(call, ipv4, 'source first') };

/** `ipv6_lookup(Lookup, SourceKey, LookupKey [, return_unmatched])`: the lookup table's columns come first. */
export const ipv6Lookup: Plugin = { lower: (call) => lookup(call, ipv6, 'lookup first') };

function lookup(call: PluginCall, kind: AddressKind, order: 'source first' | 'lookup first'): Plan {
  const given = new PluginArguments(call, ['return_unmatched']);
  const table = given.node(0);
  if (!isTabular(table)) throw given.error('the first argument must be a table');
  const right = call.lowering.table(table);
  const source = given.column(1).name;
  const network = call.lowering.over(right.columns).expression(given.node(2));
  if (network.kind !== 'column') throw given.error('the lookup key is not a column');
  const extra = given.positional
    .slice(3)
    .filter(isColumn)
    .map((node) => given.columnOf(node).name);
  const others = given.positional.slice(3 + extra.length);
  const flag = given.find(-1, 'return_unmatched') ?? others[0];
  const isOuter = flag !== undefined && isTrue(call, flag, given);
  const keys = { source, network: network.name, extra };
  const kept = right.columns.filter((column) => !extra.includes(column.name));
  const found = matches(call, right, kept, kind, keys);
  return joinFound(call, found, {
    keys: [source, ...extra].map((name) => reference(call.input, name)),
    unmatched: isOuter ? 'kept' : 'left out',
    order,
  });
}

interface Keys {
  source: string;
  network: string;
  extra: readonly string[];
}

function isTrue(call: PluginCall, node: SyntaxNode, given: PluginArguments): boolean {
  const value = call.lowering.expression(node);
  if (value.kind !== 'literal' || typeof value.value !== 'boolean')
    throw given.error('return_unmatched must be true or false');
  return value.value;
}

/** One row for each distinct source address and network that holds it: the source's keys, then the lookup's columns. */
function matches(
  call: PluginCall,
  right: Plan,
  kept: Column[],
  kind: AddressKind,
  { source, network, extra }: Keys,
): Plan {
  const keys = extra.map((_, index) => `k${index}`);
  const columns = kept.map((_, index) => `c${index}`);
  const extraOf = (plan: Plan) => extra.map((name, index) => renamed(plan, name, `k${index}`));
  const sources = projection(call.input, [renamed(call.input, source, 'ip'), ...extraOf(call.input)]);
  const networks = projection(right, [
    renamed(right, network, 'net'),
    ...extraOf(right),
    ...kept.map((column, index) => renamed(right, column.name, `c${index}`)),
  ]);
  const lookups = materialized(
    lowerText(
      `Networks
     | extend Address = ${kind.address('net')}, Bits = ${kind.length('net')}
     | where isnotempty(Address) and isnotnull(Bits)
     | project ${list('Bits', `Key = ${kind.key('Address', 'Bits')}`, keys, columns)}`,
      { tables: { Networks: networks } },
      call.lowering,
    ),
  );
  return lowerText(
    `Sources
     | distinct ${list('ip', keys)}
     | extend Address = ${kind.address('ip')}, Own = ${kind.length('ip')}
     | where isnotempty(Address) and isnotnull(Own)
     | extend One = 1
     | join kind=inner (Lookups | distinct Bits | extend One = 1) on One
     | where Bits <= Own
     | extend Key = ${kind.key('Address', 'Bits')}
     | join kind=inner Lookups on ${list('Bits', 'Key', keys)}
     | project ${list('ip', keys, columns)}`,
    { tables: { Sources: sources, Lookups: lookups } },
    call.lowering,
  );
}

function renamed(plan: Plan, name: string, as: string): NamedExpression {
  const expression = reference(plan, name);
  return { name: as, type: expression.type, expression };
}

function reference(plan: Plan, name: string): Expression {
  const column = plan.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(`lookup: no column ${name}`);
  return columnReference(column);
}
