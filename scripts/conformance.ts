import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Answer, type AnswerCase, compareAnswers } from '#emulators/kusto/golden/compare-answers.ts';

const corpusSchema = z.object({
  cases: z.array(
    z.object({
      id: z.string(),
      source: z.string(),
      kql: z.string(),
      columns: z.array(z.string()),
      types: z.array(z.string()),
      rows: z.array(z.array(z.unknown())),
    }),
  ),
});

const frameSchema = z.object({
  FrameType: z.string(),
  TableKind: z.string().optional(),
  Columns: z.array(z.object({ ColumnName: z.string(), ColumnType: z.string() })).optional(),
  Rows: z.array(z.unknown()).optional(),
});

const errorSchema = z.object({ error: z.object({ '@message': z.string() }) });

type Outcome = { state: 'passed' } | { state: 'wrong'; why: string } | { state: 'failed'; why: string };

const usage = 'npm run conformance -- FILE --endpoint URL [--database NAME] [--concurrency N] [--verbose]';

/** Runs a corpus of KQL answers against a Kusto endpoint and prints what passes, by area; wrong results apart from errors. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      endpoint: { type: 'string' },
      database: { type: 'string', default: 'NetDefaultDB' },
      concurrency: { type: 'string', default: '2' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const [file] = positionals;
  if (file === undefined || values.endpoint === undefined) {
    console.error(`Usage: ${usage}`);
    process.exitCode = 2;
    return;
  }
  const corpus = corpusSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const endpoint = values.endpoint.replace(/\/$/, '');
  const outcomes = await runAll(corpus.cases, Number(values.concurrency), (kql) =>
    ask(endpoint, values.database, kql),
  );
  report(corpus.cases, outcomes, values.verbose);
  if (outcomes.some((outcome) => outcome.state === 'wrong')) process.exitCode = 1;
}

async function runAll(
  cases: AnswerCase[],
  concurrency: number,
  run: (kql: string) => Promise<Answer>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < cases.length; index = next++) {
      const expected = cases[index];
      if (expected !== undefined) outcomes[index] = await check(expected, run);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return outcomes;
}

async function check(expected: AnswerCase, run: (kql: string) => Promise<Answer>): Promise<Outcome> {
  try {
    const why = compareAnswers(expected, await run(expected.kql));
    return why === null ? { state: 'passed' } : { state: 'wrong', why };
  } catch (error) {
    return { state: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}

/** The first primary result of a query over the V2 endpoint. */
async function ask(endpoint: string, database: string, csl: string): Promise<Answer> {
  const response = await fetch(`${endpoint}/v2/rest/query`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify({ db: database, csl }),
  });
  const body: unknown = await response.json();
  if (!response.ok)
    throw new Error(errorSchema.safeParse(body).data?.error['@message'] ?? `HTTP ${response.status}`);
  const table = z
    .array(frameSchema)
    .parse(body)
    .find((frame) => frame.TableKind === 'PrimaryResult');
  if (table === undefined) throw new Error('The answer has no primary result.');
  const rows = table.Rows ?? [];
  const partial = rows.find((row) => !Array.isArray(row));
  if (partial !== undefined) throw new Error(JSON.stringify(partial).slice(0, 300));
  const columns = (table.Columns ?? []).map(({ ColumnName, ColumnType }) => ({
    name: ColumnName,
    type: ColumnType,
  }));
  return { columns, rows: rows as unknown[][] };
}

function report(cases: AnswerCase[], outcomes: Outcome[], isVerbose: boolean): void {
  const areas = new Map<string, { passed: number; wrong: number; failed: number }>();
  for (const [index, { source }] of cases.entries()) {
    const area = areaOf(source);
    const counts = areas.get(area) ?? { passed: 0, wrong: 0, failed: 0 };
    counts[outcomes[index]?.state ?? 'failed'] += 1;
    areas.set(area, counts);
  }
  for (const [area, { passed, wrong, failed }] of [...areas].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (wrong + failed > 0 || isVerbose)
      console.log(`${area}: ${passed} passed, ${wrong} wrong, ${failed} failed`);
  }
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.state === 'wrong') console.log(`WRONG ${cases[index]?.id}: ${outcome.why}`);
    if (outcome.state === 'failed' && isVerbose) console.log(`FAILED ${cases[index]?.id}: ${outcome.why}`);
  }
  const count = (state: Outcome['state']) => outcomes.filter((outcome) => outcome.state === state).length;
  console.log(
    `${count('passed')} passed, ${count('wrong')} wrong, ${count('failed')} failed of ${cases.length}`,
  );
}

/** The operator or function that a page of the documentation is about. */
function areaOf(source: string): string {
  return source.replace(/^.*\//, '').replace(/\.md$/, '');
}

await main();
