import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import type { DefinitionProblem } from '#shared/page-data.ts';
import { type RuleFile, ruleFileSchema } from '#shared/rules/rule.ts';

export interface LoadedRules {
  rules: Map<string, RuleFile>;
  /** Rules whose file is there but can't be used: not the same as a file that was deleted. */
  brokenIds: Set<string>;
  problems: DefinitionProblem[];
  /** False when the folder itself could not be read, so that nothing is known about any rule. */
  isComplete: boolean;
}

const fileNamePattern = /^[a-z0-9][a-z0-9-]{0,99}\.json$/;
const maximumBytes = 1_000_000;

/** Reads every rule definition of a folder. A broken file names its place and cause and does not stop the others. */
export async function loadRuleFiles(folder: string): Promise<LoadedRules> {
  const loaded: LoadedRules = { rules: new Map(), brokenIds: new Set(), problems: [], isComplete: true };
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
  } catch (error) {
    const message = `The folder of rules ${folder} can't be read (${codeOf(error)}). Rules that ran before go on.`;
    loaded.problems.push({ code: 'not-found', message, file: '', path: '' });
    return { ...loaded, isComplete: false };
  }
  for (const name of names) {
    const id = name.slice(0, -'.json'.length);
    const result = fileNamePattern.test(name)
      ? await loadRuleFile(path.join(folder, name))
      : [
          problem(
            '',
            'The name of a rule file is its id: lower-case letters, digits and hyphens, then .json.',
          ),
        ];
    if (Array.isArray(result)) {
      loaded.brokenIds.add(id);
      loaded.problems.push(...result.map((each) => ({ ...each, file: name })));
    } else loaded.rules.set(id, result);
  }
  return loaded;
}

type Problem = Omit<DefinitionProblem, 'file'>;

const problem = (at: string, message: string): Problem => ({ code: 'bad-request', message, path: at });

async function loadRuleFile(file: string): Promise<RuleFile | Problem[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return [problem('', `The file can't be read (${codeOf(error)}).`)];
  }
  if (text.length > maximumBytes) return [problem('', `The file is larger than ${maximumBytes} bytes.`)];
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return [{ ...problem('', `The file is not JSON: ${messageOf(error)}`), ...placeOf(error, text) }];
  }
  const result = ruleFileSchema.safeParse(json);
  if (result.success) return result.data;
  return result.error.issues.map((issue) => problem(pathText(issue.path), issue.message));
}

/** `condition.threshold`, `filters[0].value`. */
function pathText(segments: z.core.$ZodIssue['path']): string {
  return segments.reduce<string>((text, segment) => {
    if (typeof segment === 'number') return `${text}[${segment}]`;
    return text === '' ? String(segment) : `${text}.${String(segment)}`;
  }, '');
}

function placeOf(error: unknown, text: string): { line?: number; column?: number } {
  const position = /at position (\d+)/.exec(messageOf(error))?.[1];
  if (position === undefined) return {};
  const before = text.slice(0, Number(position)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : messageOf(error);
}
