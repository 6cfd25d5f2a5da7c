import {
  type Column,
  columnReference,
  type Expression,
  type NamedExpression,
  type Plan,
  passThrough,
} from '../logical.ts';
import { projection } from '../operators/project.ts';
import type { PluginCall } from './plugin.ts';

interface FoundRows {
  /** Values of the source's rows, of the types that the first columns of what was found have. */
  keys: readonly Expression[];
  unmatched: 'kept' | 'left out';
  order: 'source first' | 'lookup first';
}

/** The rows of the source with what a lookup found for their keys; names of the two sides can't clash on the way. */
export function joinFound(
  { input, columns }: PluginCall,
  found: Plan,
  { keys, unmatched, order }: FoundRows,
): Plan {
  const own = passThrough(input.columns).map((item) => ({ ...item, name: `s.${item.name}` }));
  const computed: NamedExpression[] = [];
  const leftKeys = keys.map((key, index): Column => {
    if (key.kind === 'column') return { name: `s.${key.name}`, type: key.type };
    computed.push({ name: `k${index}`, type: key.type, expression: key });
    return { name: `k${index}`, type: key.type };
  });
  const left = projection(input, [...own, ...computed]);
  const rightColumns = found.columns.slice(keys.length);
  const plan: Plan = {
    kind: 'join',
    joinKind: unmatched === 'kept' ? 'leftouter' : 'inner',
    left,
    right: found,
    keys: leftKeys.map((key, index) => ({
      left: columnReference(key),
      right: columnReference(found.columns[index] ?? key),
    })),
    rightColumns,
    columns: [...left.columns, ...rightColumns],
    isSerialized: false,
  };
  const all = order === 'source first' ? [...own, ...rightColumns] : [...rightColumns, ...own];
  if (all.length !== columns.length) throw new Error('lookup: the columns are not those of the binder');
  return projection(
    plan,
    columns.map((column, index) => ({ ...column, expression: columnReference(all[index] ?? column) })),
  );
}
