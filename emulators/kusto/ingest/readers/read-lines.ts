const escapes = new Map([
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
  ['\\', '\\'],
]);

/** Records of a text file: each line that is not empty is one field. */
export function readLines(text: string): string[][] {
  return splitLines(text).map((line) => [line]);
}

/** Records of TSVe: fields between tabs, with `\t`, `\n`, `\r` and `\\` as escapes and without quotes. */
export function readEscapedTabs(text: string): string[][] {
  return splitLines(text).map((line) =>
    line
      .split('\t')
      .map((field) => field.replaceAll(/\\(.)/g, (whole, letter: string) => escapes.get(letter) ?? whole)),
  );
}

function splitLines(text: string): string[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '');
}
