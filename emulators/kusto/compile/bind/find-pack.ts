/**
 * The text with `pack_all()` at the end of find's columns in the form that the parser knows, `pack(*)`; lengths are kept,
 * so that places in the text stay what they are.
 */
export function withFindPack(text: string): string {
  if (!text.includes('pack_all')) return text;
  return text.replaceAll(
    /(\bfind\b[^;|]*?\bproject\b[^;|]*?)\bpack_all\s*\(\s*\)/g,
    (whole: string, before: string) => `${before}pack(*)`.padEnd(whole.length),
  );
}
