import { semanticError, unsupported } from '../../../types/kql-error.ts';
import type { UdfFunction } from '../udf-function.ts';

/** Texts of a known form, taken apart. */
export const parseFunctions: Record<string, UdfFunction> = {
  parse_csv: {
    takes: ['string'],
    gives: 'dynamic',
    run: (text: string) => JSON.stringify(firstRecord(text)),
  },
  parse_version: { takes: ['string'], gives: 'decimal', run: parseVersion },
  parse_path: { takes: ['string'], gives: 'dynamic', run: parsePath },
  parse_command_line: { takes: ['string', 'string'], gives: 'dynamic', run: parseCommandLine },
};

/** Fields of the first record of CSV (RFC 4180). */
function firstRecord(text: string): string[] {
  const fields = [''];
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    const last = fields.length - 1;
    if (isQuoted && letter === '"' && text[at + 1] === '"') at += 1;
    else if (letter === '"') {
      isQuoted = !isQuoted;
      continue;
    } else if (!isQuoted && letter === ',') {
      fields.push('');
      continue;
    } else if (!isQuoted && (letter === '\n' || (letter === '\r' && text[at + 1] === '\n'))) break;
    fields[last] += letter;
  }
  return fields;
}

/** Up to four parts of up to eight digits, each worth 10^8 of the next. */
function parseVersion(version: string): string | null {
  const parts = version.split('.');
  if (parts.length > 4 || !parts.every((part) => /^\d{1,8}$/.test(part))) return null;
  const digits = [...parts, '0', '0', '0'].slice(0, 4).map((part) => part.padStart(8, '0'));
  return BigInt(digits.join('')).toString();
}

/** parse-path-function.md shows no long path and no file beside its root. */
function parsePath(path: string): string {
  const [, scheme = '', rest = ''] = /^(?:([A-Za-z][A-Za-z0-9+.-]+):\/\/)?(.*)$/s.exec(path) ?? [];
  const root = /^[A-Za-z]:[\\/]/.exec(rest)?.[0] ?? '';
  const end = Math.max(rest.lastIndexOf('/'), rest.lastIndexOf('\\'));
  if (/^\\\\[?.]\\/.test(rest) || (end >= 0 && end < Math.max(root.length, 1)))
    throw unsupported(`parse_path() of '${path.slice(0, 100)}'`);
  const directory = rest.slice(0, Math.max(end, 0));
  const name = rest.slice(end + 1);
  const stream = name.indexOf(':');
  const file = stream < 0 ? name : name.slice(0, stream);
  const dot = file.lastIndexOf('.');
  return JSON.stringify({
    Scheme: scheme,
    RootPath: root,
    DirectoryPath: directory,
    DirectoryName: directory.slice(Math.max(directory.lastIndexOf('/'), directory.lastIndexOf('\\')) + 1),
    Filename: file,
    Extension: dot < 0 ? '' : file.slice(dot + 1),
    AlternateDataStreamName: stream < 0 ? '' : name.slice(stream + 1),
  });
}

/** As CommandLineToArgvW does. */
function parseCommandLine(line: string, parser: string): string | null {
  if (parser.toLowerCase() !== 'windows')
    throw semanticError('SEM0025', `parse_command_line(): the parser must be 'windows', not '${parser}'.`);
  const text = line.trimStart();
  if (text === '') return null;
  // In the program's name a backslash is an ordinary letter.
  const [program = ''] = /^(?:"[^"]*"?|[^\s"]*)/.exec(text) ?? [];
  return JSON.stringify([program.replaceAll('"', ''), ...commandArguments(text.slice(program.length))]);
}

/** 2n backslashes before a quote stand for n, and one more makes the quote a letter; "" inside quotes is a quote. */
function commandArguments(text: string): string[] {
  const found: string[] = [];
  let current: string | null = null;
  let isQuoted = false;
  for (const [token] of text.matchAll(/\\*"|\\+|\s|[^\\"\s]+/g)) {
    if (!isQuoted && /^\s$/.test(token)) {
      if (current !== null) found.push(current);
      current = null;
      continue;
    }
    current ??= '';
    if (!token.endsWith('"')) current += token;
    else {
      const slashes = token.length - 1;
      current += '\\'.repeat(Math.floor(slashes / 2));
      if (slashes % 2 === 1) current += '"';
      else isQuoted = !isQuoted;
    }
  }
  return current === null ? found : [...found, current];
}
