import { gzipSync } from 'node:zlib';
import { nested } from '../hostile-query.ts';

/** A request that is hostile as such, whatever query is in it. */
export interface HostileRequest {
  attempt: string;
  path?: string;
  headers?: Record<string, string>;
  body: () => string | Uint8Array;
}

const query = (csl: string, properties?: unknown) => JSON.stringify({ db: 'NetDefaultDB', csl, properties });
const withOptions = (Options: unknown) => query('print 1', { Options });
const withParameters = (csl: string, Parameters: unknown) => query(csl, { Parameters });
const bytes = (...values: number[]) => Uint8Array.from(values);

export const requests: readonly HostileRequest[] = [
  { attempt: 'no body', body: () => '' },
  { attempt: 'a body of bytes that are no UTF-8', body: () => bytes(0x7b, 0xff, 0xfe, 0x00, 0x80, 0x7d) },
  {
    attempt: 'a query with bytes that are no UTF-8',
    body: () =>
      Buffer.concat([Buffer.from('{"csl":"print \\"'), bytes(0xc3, 0x28, 0xff), Buffer.from('\\""}')]),
  },
  { attempt: 'JSON that is deep', body: () => nested(1_000_000, '[', '', ']') },
  {
    attempt: 'properties that are deep',
    body: () => `{"csl":"print 1","properties":${nested(100_000, '{"a":', '1', '}')}}`,
  },
  {
    attempt: 'properties that are text that is deep',
    body: () => JSON.stringify({ csl: 'print 1', properties: nested(100_000, '[', '', ']') }),
  },
  {
    attempt: 'a body of ten megabytes of keys',
    body: () => `{"csl":"print 1",${Array.from({ length: 500_000 }, (_, n) => `"key${n}":${n}`).join(',')}}`,
  },
  { attempt: 'a query of twenty megabytes', body: () => query(`print "${'x'.repeat(20_000_000)}"`) },
  { attempt: 'a body past the limit', body: () => query(`print "${'x'.repeat(70_000_000)}"`) },
  {
    attempt: 'a bomb of gzip',
    headers: { 'content-encoding': 'gzip' },
    body: () => gzipSync(Buffer.alloc(200_000_000, 0x20)),
  },
  {
    attempt: 'a bomb inside a bomb',
    headers: { 'content-encoding': 'gzip' },
    body: () => gzipSync(gzipSync(Buffer.alloc(200_000_000))),
  },
  { attempt: 'gzip that is none', headers: { 'content-encoding': 'gzip' }, body: () => 'not gzip' },
  {
    attempt: 'an encoding that is none',
    headers: { 'content-encoding': 'br, gzip, x' },
    body: () => query('print 1'),
  },
  { attempt: 'csl that is no text', body: () => '{"csl":{"toString":1}}' },
  { attempt: 'csl that is null', body: () => '{"csl":null,"db":{}}' },
  { attempt: 'an empty query', body: () => query('') },
  {
    attempt: 'keys of prototypes',
    body: () => '{"csl":"print 1","__proto__":{"db":"x"},"constructor":{"prototype":{}}}',
  },
  {
    attempt: 'options of prototypes',
    body: () => '{"csl":"print 1","properties":{"Options":{"__proto__":1,"constructor":2}}}',
  },
  {
    attempt: 'parameters of prototypes',
    body: () => '{"csl":"print 1","properties":{"Parameters":{"__proto__":"1","constructor":"2"}}}',
  },
  { attempt: 'a timeout of all time', body: () => withOptions({ servertimeout: '99999999.00:00:00' }) },
  { attempt: 'a timeout that is negative', body: () => withOptions({ servertimeout: '-01:00:00' }) },
  { attempt: 'a timeout that is no timespan', body: () => withOptions({ servertimeout: 'soon' }) },
  { attempt: 'a timeout that is an object', body: () => withOptions({ servertimeout: { valueOf: 1 } }) },
  { attempt: 'a timeout that is a huge number', body: () => withOptions({ servertimeout: 1e308 }) },
  { attempt: 'limits that are negative', body: () => withOptions({ truncationmaxrecords: -1 }) },
  {
    attempt: 'limits that are no numbers',
    body: () => withOptions({ truncationmaxrecords: 'many', truncationmaxsize: [] }),
  },
  {
    attempt: 'limits that are infinite',
    body: () => withOptions({ truncationmaxrecords: 1e308, truncationmaxsize: 1e308, notruncation: true }),
  },
  { attempt: 'query_now out of range', body: () => withOptions({ query_now: '99999-01-01' }) },
  { attempt: 'query_now with SQL', body: () => withOptions({ query_now: "datetime('; SELECT 1; --)" }) },
  {
    attempt: 'a parameter with KQL',
    body: () =>
      withParameters('declare query_parameters(p:string); print p', { p: "'); .drop table Numbers //" }),
  },
  {
    attempt: 'a parameter with KQL of another type',
    body: () =>
      withParameters('declare query_parameters(p:long); print p', {
        p: '1) | union Numbers | where (1 == 1',
      }),
  },
  {
    attempt: 'a parameter of a megabyte',
    body: () =>
      withParameters('declare query_parameters(p:string); print strlen(p)', { p: 'x'.repeat(1_000_000) }),
  },
  {
    attempt: 'a parameter that is deep',
    body: () =>
      withParameters('declare query_parameters(p:dynamic); print p', {
        p: `dynamic(${nested(100_000, '[', '', ']')})`,
      }),
  },
  {
    attempt: 'a parameter that is an object',
    body: () => withParameters('declare query_parameters(p:dynamic); print p', { p: { a: 1 } }),
  },
  {
    attempt: 'a parameter that is missing',
    body: () => withParameters('declare query_parameters(p:long); print p', {}),
  },
  {
    attempt: 'a parameter out of range',
    body: () =>
      withParameters('declare query_parameters(p:long, q:datetime, r:int); print p, q, r', {
        p: 1e300,
        q: 'datetime(99999-01-01)',
        r: '99999999999',
      }),
  },
  {
    attempt: 'a hundred thousand parameters',
    body: () =>
      withParameters('print 1', Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`p${n}`, n]))),
  },
  {
    attempt: 'a database name with SQL',
    body: () => JSON.stringify({ db: '"; DROP SCHEMA main CASCADE; --', csl: 'print 1' }),
  },
  {
    attempt: 'a database name of a megabyte',
    body: () => JSON.stringify({ db: 'x'.repeat(1_000_000), csl: 'print 1' }),
  },
  {
    attempt: 'the database of the engine itself',
    body: () => JSON.stringify({ db: '$system', csl: 'entities | take 1' }),
  },
  {
    attempt: 'a command of very many names',
    path: '/v1/rest/mgmt',
    body: () => query(`.drop tables (${'x,'.repeat(200_000)}x) ifexists`),
  },
  {
    attempt: 'a command of a megabyte of brackets',
    path: '/v1/rest/mgmt',
    body: () => query(`.create table T ${'('.repeat(1_000_000)}`),
  },
  {
    attempt: 'a command of a table of ten thousand columns',
    path: '/v1/rest/mgmt',
    body: () =>
      query(`.show version | extend ${Array.from({ length: 10_000 }, (_, n) => `c${n} = ${n}`).join(', ')}`),
  },
  {
    attempt: 'a table name with SQL',
    path: '/v1/rest/mgmt',
    body: () => query(`.create table ['x"; DROP TABLE y; --'] (a:long)`),
  },
  {
    attempt: 'a column name with SQL',
    path: '/v1/rest/mgmt',
    body: () => query(`.create table Odd (['a" BIGINT); DROP TABLE y; --']:long)`),
  },
  {
    attempt: 'a function of a megabyte',
    path: '/v1/rest/mgmt',
    body: () => query(`.create-or-alter function Huge() { print "${'x'.repeat(1_000_000)}" }`),
  },
  {
    attempt: 'a command that stores an endless query',
    path: '/v1/rest/mgmt',
    body: () => query('.set Endless1 <| range x from 1 to 1000000000000 step 1'),
  },
  {
    attempt: 'a command that stores an explosion',
    path: '/v1/rest/mgmt',
    body: () =>
      query('.set Endless2 <| Numbers | extend k = 1 | join kind=inner (Numbers | extend k = 1) on k'),
  },
  {
    attempt: 'a script with very many commands',
    path: '/v1/rest/mgmt',
    body: () => query(`.execute database script <|\n${'.show version\n'.repeat(5000)}`),
  },
  {
    attempt: 'ingestion from a file',
    path: '/v1/rest/mgmt',
    body: () => query(`.ingest into table Numbers (@'/etc/passwd') with (format='txt')`),
  },
  {
    attempt: 'an export to a file',
    path: '/v1/rest/mgmt',
    body: () => query(`.export to csv (@'/tmp/hostile-export.csv') <| Numbers`),
  },
  {
    attempt: 'inline data that is deep',
    path: '/v1/rest/mgmt',
    body: () =>
      query(
        `.ingest inline into table Texts with (format='json') <| {"line":${nested(100_000, '[', '', ']')}}`,
      ),
  },
  {
    attempt: 'streamed data that is deep',
    path: '/v1/rest/ingest/NetDefaultDB/Texts?streamFormat=json',
    body: () => `{"line":${nested(100_000, '[', '', ']')}}`,
  },
  {
    attempt: 'streamed data with a quote that never closes',
    path: '/v1/rest/ingest/NetDefaultDB/Texts?streamFormat=csv',
    body: () => `"${'x\n'.repeat(1_000_000)}`,
  },
  {
    attempt: 'streamed data of another format',
    path: '/v1/rest/ingest/NetDefaultDB/Texts?streamFormat=../../etc',
    body: () => 'x',
  },
  {
    attempt: 'streamed data into a table that is a path',
    path: '/v1/rest/ingest/NetDefaultDB/..%2f..%2fetc%2fpasswd?streamFormat=csv',
    body: () => 'x',
  },
  { attempt: 'a path that is none', path: '/v1/rest/../../etc/passwd', body: () => '' },
  {
    attempt: 'a path of very many slashes',
    path: `/v1/rest/query${'/'.repeat(10_000)}`,
    body: () => query('print 1'),
  },
];
