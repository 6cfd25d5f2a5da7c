import type { Column, Plan } from './logical.ts';

export interface MergedColumn extends Column {
  /** The column of the tables that it stands for. */
  origin: Column;
}

/**
 * The columns of several tables together, in order of their first appearance. A name that stands for different types
 * becomes one column per type, `x_long` and `x_string`; a name that is taken gets a number.
 */
export function mergedColumns(tables: readonly Plan[]): MergedColumn[] {
  const types = new Map<string, Column['type'][]>();
  for (const { columns } of tables) {
    for (const { name, type } of columns) {
      const known = types.get(name) ?? [];
      if (!known.includes(type)) known.push(type);
      types.set(name, known);
    }
  }
  const taken = new Set([...types].filter(([, list]) => list.length === 1).map(([name]) => name));
  return [...types].flatMap(([name, list]) =>
    list.map((type): MergedColumn => {
      const origin = { name, type };
      if (list.length === 1) return { ...origin, origin };
      const free = freeName(`${name}_${type}`, taken);
      taken.add(free);
      return { name: free, type, origin };
    }),
  );
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let number = 1; taken.has(free); number++) free = `${name}${number}`;
  return free;
}
