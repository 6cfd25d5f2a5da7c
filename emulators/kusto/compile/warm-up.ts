import { compile } from './compile.ts';

/** The service's first analysis takes a second or two; this pays for it at start. */
export function warmUp(): void {
  const text =
    'range x from 1 to 3 step 1 | extend d = dynamic({"a":1}) | where x > 1 | summarize count() by bin(x, 2) | order by x asc';
  compile({ text, database: 'warm', catalog: { version: 0, databases: new Map([['warm', emptyDatabase]]) } });
}

const emptyDatabase = {
  name: 'warm',
  prettyName: '',
  tables: new Map(),
  functions: new Map(),
  materializedViews: new Map(),
  externalTables: new Map(),
};
