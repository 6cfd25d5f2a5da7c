import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import type { KqlAnalyzer } from '#kql/analysis/kql-analyzer.ts';
import { composeQuery } from '#kql/binding/compose-query.ts';
import { locateInAuthorText } from '#kql/binding/locate-problem.ts';
import { type DashboardFile, dashboardFileSchema, extensionKey } from '#shared/dashboards/dashboard-file.ts';
import { problemOf } from '#shared/errors.ts';
import type { DefinitionProblem } from '#shared/page-data.ts';
import { checkWiring } from './check-wiring.ts';
import { createDefinition, type DashboardDefinition } from './dashboard-definition.ts';

/** A dashboard that may be shown although one of its queries has a problem; null when it may not. */
export interface ReadDashboard {
  definition: DashboardDefinition | null;
  problems: DefinitionProblem[];
}

const fileName = 'dashboard.json';

/** Reads `<folder>/<id>/dashboard.json` and the .kql files beside it. Whatever is wrong is a problem, never thrown. */
export async function readDashboard(
  folder: string,
  id: string,
  analyzer: KqlAnalyzer,
): Promise<ReadDashboard> {
  const file = path.posix.join(id, fileName);
  const text = await readText(path.join(folder, id, fileName));
  if (text === null) return refused([problem({ file, message: `The file ${fileName} can't be read.` })]);
  const parsed = parseFile(text, file);
  if (Array.isArray(parsed)) return refused(parsed);
  const wiring = checkWiring(parsed)
    .filter(({ severity }) => severity === 'fatal')
    .map((fault) => problem({ file, path: fault.path, message: fault.message }));
  const { texts, missing } = await readTexts(path.join(folder, id), parsed, file);
  if (wiring.length + missing.length > 0) return refused([...wiring, ...missing]);
  const definition = createDefinition(id, parsed, texts);
  return { definition, problems: queryProblems(definition, file, analyzer) };
}

function parseFile(text: string, file: string): DashboardFile | DefinitionProblem[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return [
      problem({ file, message: `This is not JSON: ${String(error)}`, ...placeOfJsonError(error, text) }),
    ];
  }
  const parsed = dashboardFileSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  return parsed.error.issues.map((issue) =>
    problem({ file, path: jsonPath(issue.path), message: issue.message }),
  );
}

async function readTexts(
  folder: string,
  file: DashboardFile,
  name: string,
): Promise<{ texts: Map<string, string>; missing: DefinitionProblem[] }> {
  const texts = new Map<string, string>();
  const missing: DefinitionProblem[] = [];
  for (const [index, query] of file.queries.entries()) {
    const textFile = query[extensionKey]?.textFile;
    const text = textFile === undefined ? query.text : await readText(path.join(folder, textFile));
    if (typeof text === 'string') texts.set(query.id, text);
    else
      missing.push(
        problem({
          file: name,
          path: `queries[${index}].${extensionKey}.textFile`,
          message: `The file ${textFile} can't be read.`,
        }),
      );
  }
  return { texts, missing };
}

/** Syntax errors and circles; the dashboard is shown all the same, its other tiles are not concerned. */
function queryProblems(
  definition: DashboardDefinition,
  file: string,
  analyzer: KqlAnalyzer,
): DefinitionProblem[] {
  const bases = new Set(definition.file.baseQueries.map(({ queryId }) => queryId));
  return definition.file.queries.flatMap((query, index): DefinitionProblem[] => {
    const textFile = query[extensionKey]?.textFile;
    const place = textFile
      ? { file: path.posix.join(definition.id, textFile), path: '' }
      : { file, path: `queries[${index}].text` };
    try {
      const composed = composeQuery(definition.library, query.id);
      const [error] = analyzer.findSyntaxErrors(composed.text);
      if (!error) return [];
      const found = locateInAuthorText(composed, error);
      // A base query's error is reported once, for the base query.
      if (found?.baseQuery && !bases.has(query.id)) return [];
      return [
        {
          ...place,
          code: 'syntax',
          message: error.message,
          ...(found && { line: found.line, column: found.column }),
        },
      ];
    } catch (error) {
      return [{ ...place, ...problemOf(error) }];
    }
  });
}

async function readText(name: string): Promise<string | null> {
  try {
    return (await readFile(name, 'utf8')).replace(/^\uFEFF/, '');
  } catch {
    return null;
  }
}

function refused(problems: DefinitionProblem[]): ReadDashboard {
  return { definition: null, problems };
}

function problem(given: {
  file: string;
  path?: string;
  message: string;
  line?: number;
  column?: number;
}): DefinitionProblem {
  return { code: 'bad-request', path: '', ...given };
}

/** `tiles[3].layout.width` */
function jsonPath(parts: z.core.$ZodIssue['path']): string {
  return parts.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );
}

/** V8 names the offset of the error in its message, and nowhere else. */
function placeOfJsonError(
  error: unknown,
  text: string,
): { line: number; column: number } | Record<string, never> {
  const match = /position (\d+)/.exec(String(error));
  if (!match) return {};
  const before = text.slice(0, Number(match[1]));
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
}
