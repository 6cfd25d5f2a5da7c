/** A golden case: one text file with a query, the plan and the SQL that it becomes, and the result that it gives. */
export interface GoldenCase {
  query: string;
  plan: string;
  sql: string;
  result: string;
}

const sections = ['query', 'plan', 'sql', 'result'] as const;

/** Reads `--- query`, `--- plan`, `--- sql` and `--- result` sections; a missing one is empty. */
export function readCase(text: string): GoldenCase {
  const found = { query: '', plan: '', sql: '', result: '' };
  for (const part of text.split(/^--- /m).slice(1)) {
    const [name = '', ...lines] = part.split('\n');
    const section = sections.find((candidate) => candidate === name.trim());
    if (section === undefined) throw new Error(`a golden case has an unknown section '${name}'`);
    found[section] = lines.join('\n').trim();
  }
  return found;
}

export function writeCase(golden: GoldenCase): string {
  return sections.map((section) => `--- ${section}\n${golden[section]}\n`).join('\n');
}

/** A result as text: a line with columns and types, then one JSON array a row; rows without an order are sorted as text. */
export function printResult(
  columns: readonly { name: string; type: string }[],
  rows: readonly unknown[][],
  isSorted: boolean,
): string {
  const head = columns.map(({ name, type }) => `${name}:${type}`).join(', ');
  const lines = rows.map((row) => JSON.stringify(row));
  return [head, ...(isSorted ? lines : lines.sort())].join('\n');
}
