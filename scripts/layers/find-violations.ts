import path from 'node:path';
import type { Layer } from './layers.ts';

export interface SourceFile {
  /** Relative to the project folder, with forward slashes. */
  name: string;
  text: string;
}

export interface Violation {
  file: string;
  line: number;
  specifier: string;
  reason: string;
}

// Static imports and exports begin a line, so that code inside a string is not taken for one.
const importPattern =
  /(?:^[ \t]*import\s*(?:type\s*)?(?:[\w*{}\s,$]+\sfrom\s*)?|^[ \t]*export\s*(?:type\s*)?[\w*{}\s,$]+\sfrom\s*|\bimport\s*\(\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/gm;

/** Every import that the layers don't allow. Test files may also use Node built-ins and start real processes. */
export function findViolations(files: SourceFile[], layers: Layer[]): Violation[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap(({ specifier, line }) => {
      const reason = whyForbidden(file.name, specifier, layers);
      return reason === null ? [] : [{ file: file.name, line, specifier, reason }];
    }),
  );
}

function importsOf(file: SourceFile): { specifier: string; line: number }[] {
  const found: { specifier: string; line: number }[] = [];
  for (const match of file.text.matchAll(importPattern)) {
    const specifier = match[2] ?? '';
    if (isInComment(file.text, match.index)) continue;
    found.push({ specifier, line: file.text.slice(0, match.index).split('\n').length });
  }
  return found;
}

function isInComment(text: string, at: number): boolean {
  const lineStart = text.lastIndexOf('\n', at) + 1;
  return /^\s*(\/\/|\*|\/\*)/.test(text.slice(lineStart, at + 1));
}

function whyForbidden(file: string, specifier: string, layers: Layer[]): string | null {
  const from = layerOf(file, layers);
  if (from === null) return null;
  const isTest = /\.test\.tsx?$/.test(file);
  if (isBuiltIn(specifier)) {
    return from.isPure && !isTest ? `${from.folder} is pure: it may not use Node's ${specifier}` : null;
  }
  const target = resolve(file, specifier);
  if (target === null) return null;
  const to = layerOf(target, layers);
  const isAllowed = [from.folder, ...from.mayImport].some((entry) => covers(entry, target, to));
  return isAllowed ? null : `${from.folder} may not import from ${to?.folder ?? target}`;
}

/** An entry covers its files but not those of a layer of its own inside it; with `/**` it covers the whole tree. */
function covers(entry: string, target: string, to: Layer | null): boolean {
  if (entry.endsWith('/**')) return isWithin(target, entry.slice(0, -3));
  return isWithin(target, entry) && (to === null || to.folder.length <= entry.length);
}

function isBuiltIn(specifier: string): boolean {
  return (
    specifier.startsWith('node:') ||
    ['fs', 'path', 'os', 'crypto', 'net', 'http', 'child_process'].includes(specifier)
  );
}

/** The project file that a specifier names; null for a package. */
function resolve(file: string, specifier: string): string | null {
  if (specifier.startsWith('#')) return specifier.slice(1);
  if (specifier.startsWith('.'))
    return path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
  return null;
}

function layerOf(file: string, layers: Layer[]): Layer | null {
  let best: Layer | null = null;
  for (const layer of layers) {
    if (isWithin(file, layer.folder) && (best === null || layer.folder.length > best.folder.length))
      best = layer;
  }
  return best;
}

function isWithin(file: string, folder: string): boolean {
  return file === folder || file.startsWith(`${folder}/`);
}
