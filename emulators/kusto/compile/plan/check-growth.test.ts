import { expect, test } from 'vitest';
import type { CatalogSnapshot } from '../../types/schema.ts';
import { compile } from '../compile.ts';

const columns = [
  { name: 'id', type: 'long' },
  { name: 's', type: 'string' },
] as const;
const table = { name: 'T', columns, folder: '', docString: '' };
const catalog: CatalogSnapshot = {
  version: 1,
  databases: new Map([
    [
      'D',
      {
        name: 'D',
        prettyName: '',
        tables: new Map([['T', table]]),
        functions: new Map(),
        materializedViews: new Map(),
        externalTables: new Map(),
      },
    ],
  ]),
};

function compiled(text: string) {
  return () => compile({ text, database: 'D', catalog });
}

test('a text that is doubled again and again in each row is refused', () => {
  const doubling = Array.from({ length: 14 }, () => '| extend s = strcat(s, s)').join(' ');
  expect(compiled(`T ${doubling}`)).toThrow('CRT0015');
  expect(compiled(`T ${doubling} | count`)).toThrow('CRT0015');
  expect(compiled('T | extend s = strrep(strrep(s, 1000), 1000)')).toThrow('CRT0015');
  expect(compiled(`print toscalar(T ${doubling} | summarize max(strlen(s)))`)).toThrow('CRT0015');
  expect(compiled('T | where strlen(strrep(strrep(s, 1000), 1000)) > 1')).toThrow('CRT0015');
  expect(
    compiled('T | join kind=inner (T | extend s = strrep(s, 1000)) on id | extend t = strrep(s1, 9)'),
  ).toThrow('CRT0015');
});

test('a long list in each row is refused', () => {
  expect(compiled('T | extend r = range(1, 1000000, 1)')).toThrow('CRT0015');
  expect(compiled('T | extend r = range(1, 1000, 1)')).not.toThrow();
});

test('what queries usually make of texts is allowed', () => {
  const lines = Array.from({ length: 100 }, (_, index) => `| extend s = strcat(s, "line ${index}", id)`).join(
    ' ',
  );
  expect(compiled(`T ${lines}`)).not.toThrow();
  const cleaning = Array.from({ length: 30 }, () => '| extend s = replace_string(s, "a", "<b/>")').join(' ');
  expect(compiled(`T ${cleaning}`)).not.toThrow();
  expect(compiled('T | extend s = strrep("-", 1000)')).not.toThrow();
});

test('one row may hold a long text', () => {
  expect(compiled('print s = strrep(strrep("x", 1000), 1000) | extend n = strlen(s)')).not.toThrow();
});
