import { describe, expect, test } from 'vitest';
import { KqlError } from '../types/kql-error.ts';
import type { CatalogSnapshot } from '../types/schema.ts';
import { bindParameters, type RequestValues } from './bind-parameters.ts';
import { type CompiledQuery, compile } from './compile.ts';

const table = (name: string) => ({
  name,
  columns: [
    { name: 'Timestamp', type: 'datetime' as const },
    { name: 'value', type: 'real' as const },
    { name: 'Value', type: 'real' as const },
  ],
  folder: '',
  docString: '',
});

const catalog: CatalogSnapshot = {
  version: 1,
  databases: new Map(
    ['Main', 'Other'].map((name) => [
      name,
      {
        name,
        prettyName: '',
        tables: new Map([['T', table('T')]]),
        functions: new Map([
          ['F', { name: 'F', parameters: '()', body: '{ T | take 1 }', folder: '', docString: '' }],
        ]),
        materializedViews: new Map(),
        externalTables: new Map(),
      },
    ]),
  ),
};

const request: RequestValues = {
  nowTicks: 5n,
  parameters: {},
  currentPrincipal: 'me',
  clusterUri: 'http://c',
};

function compiled(text: string): CompiledQuery {
  return compile({ text, database: 'Main', catalog });
}

function failure(text: string): KqlError {
  try {
    compiled(text);
  } catch (error) {
    if (error instanceof KqlError) return error;
    throw error;
  }
  throw new Error('the query compiles');
}

describe('compile', () => {
  test('names the stored tables that a query reads, through functions and other databases too', () => {
    expect(compiled('union F(), database("Other").T').tables).toEqual([
      { database: 'Main', table: 'T' },
      { database: 'Other', table: 'T' },
    ]);
  });

  test('keeps columns apart whose names differ by case only', () => {
    const [result] = compiled('T | project a = value, b = Value').results;
    expect(result?.program.statement.sql).toContain('"value" AS "a"');
    expect(result?.program.statement.sql).toContain('"Value$2" AS "b"');
  });

  test('gives one result for each tabular statement, and the render of each', () => {
    const { results, options } = compiled(
      'set notruncation; T | count; T | take 1 | render table with (title="x")',
    );
    expect(results.map((result) => result.visualization?.visualization ?? null)).toEqual([null, 'table']);
    expect(results[1]?.visualization?.properties).toEqual({ title: 'x' });
    expect([...options]).toEqual([['notruncation', true]]);
  });

  test('says where an unknown name stands', () => {
    const error = failure('T\n| where Missing > 1');
    expect(error).toMatchObject({ kind: 'semantic', code: 'SEM0100', position: { line: 2, column: 9 } });
  });

  test('names what it does not support', () => {
    expect(failure('T | evaluate http_request("x")')).toMatchObject({ kind: 'unsupported' });
    expect(failure('T | evaluate http_request("x")').message).toContain('http_request');
  });

  test('does not answer for another cluster with its own rows', () => {
    expect(failure("cluster('help').database('db').T | count").message).toContain('cluster()');
    expect(failure("union T, cluster('help').database('db').T").message).toContain('cluster()');
  });

  test('refuses text that is not KQL', () => {
    expect(failure('T | whre x')).toMatchObject({ kind: 'syntax' });
  });

  test('stops a function that calls itself', () => {
    expect(failure('let f = (x:long) { f(x) }; print f(1)')).toBeInstanceOf(KqlError);
  });
});

describe('query parameters', () => {
  const query = compiled(
    'declare query_parameters(start:datetime, name:string = "none", n:long); T | where Timestamp > start | extend name, n',
  );
  const names = query.results[0]?.program.statement.parameterNames ?? [];

  test('are placeholders of the SQL and never part of it', () => {
    expect(names.toSorted()).toEqual(['n', 'name', 'start']);
    const values = bindParameters(names, query.parameters, {
      ...request,
      parameters: { start: 'datetime(2024-01-01)', n: 7, name: "'; drop" },
    });
    expect(Object.fromEntries(values)).toEqual({
      p_start: { type: 'datetime', value: 638_396_640_000_000_000n },
      p_n: { type: 'long', value: 7n },
      p_name: { type: 'string', value: "'; drop" },
    });
  });

  test('take their default, and are required without one', () => {
    const bind = (parameters: Record<string, unknown>) =>
      bindParameters(names, query.parameters, { ...request, parameters });
    expect(bind({ start: 'datetime(2024-01-01)', n: 1 }).get('p_name')?.value).toBe('none');
    expect(() => bind({ n: 1 })).toThrow("'start'");
  });

  test('may have a name that every object of JavaScript has', () => {
    const { parameters } = compiled('declare query_parameters(constructor:long = 5); print constructor');
    expect(bindParameters(['constructor'], parameters, request).get('p_constructor')?.value).toBe(5n);
  });

  test('must be of the declared type', () => {
    const parameters = { start: 'soon', n: 1 };
    expect(() => bindParameters(names, query.parameters, { ...request, parameters })).toThrow(
      'not of type datetime',
    );
  });
});
