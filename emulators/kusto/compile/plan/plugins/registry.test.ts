import { describe, expect, test } from 'vitest';
import type { CatalogSnapshot } from '../../../types/schema.ts';
import { compile } from '../../compile.ts';
import { languageService } from '../../parse/service.ts';
import { disabledPlugin } from './disabled.ts';
import { plugins } from './registry.ts';

const catalog: CatalogSnapshot = {
  version: 1,
  databases: new Map([
    [
      'Main',
      {
        name: 'Main',
        prettyName: '',
        tables: new Map(),
        functions: new Map(),
        materializedViews: new Map(),
        externalTables: new Map(),
      },
    ],
  ]),
};

const visits = 'datatable(At:datetime, User:string, Page:string)[]';

describe('plugins', () => {
  test('each one that the binder knows either runs or is refused by name', () => {
    const known = [
      ...languageService().PlugIns.All.map((symbol) => (symbol as { Name: string }).Name),
      'schema_merge',
      'diffpatterns_text',
    ];
    expect(known.length).toBeGreaterThanOrEqual(49);
    const unanswered = known.filter((name) => !plugins.has(name) && disabledPlugin(name) === null);
    expect(unanswered).toEqual([]);
  });

  test('none is both', () => {
    expect([...plugins.keys()].filter((name) => disabledPlugin(name) !== null)).toEqual([]);
  });

  test('preview gives the rows and their number', () => {
    expect(columnsOf(`${visits} | evaluate preview(3)`)).toEqual([['At', 'User', 'Page'], ['Count']]);
  });

  test('funnel_sequence at the end of a query gives three results, before another operator the first', () => {
    const query = `${visits} | evaluate funnel_sequence(User, At, ago(1d), now(), 1h, 1d, Page, dynamic(['a']))`;
    expect(columnsOf(query)).toEqual([
      ['At', 'prev', 'next', 'dcount', 'samples'],
      ['At', 'prev', 'dcount', 'samples'],
      ['At', 'next', 'dcount', 'samples'],
    ]);
    expect(columnsOf(`${query} | project next`)).toEqual([['next']]);
  });
});

function columnsOf(text: string): string[][] {
  const { results } = compile({ text, database: 'Main', catalog });
  return results.map(({ columns }) => columns.map((column) => column.name));
}
