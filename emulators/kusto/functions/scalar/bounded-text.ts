import type { Operand } from '../entries.ts';
import { quoted } from '../entries.ts';

/** A text that a function makes longer; DuckDB would go on to 4 GB for one value and can't be interrupted meanwhile. */
const maxBytes = 16 * 1024 * 1024;
/** Constants longer than this are copied into rows only up to the limit. */
const longConstant = 4096;

/** `build` over a text that is computed once; an error when its bytes times `factor` are too many. */
export function boundedText(
  name: string,
  text: string,
  factor: string,
  build: (text: string) => string,
): string {
  return `list_transform([${text}], lambda v: CASE WHEN strlen(v) * ${factor} > ${maxBytes} THEN error(${tooLong(name)}) ELSE ${build('v')} END)[1]`;
}

/** Replaces; bounded where the result may be longer than the text. */
export function boundedReplace(
  name: string,
  text: string,
  [lookup, rewrite]: readonly [Operand, Operand],
  build: (text: string) => string,
): string {
  const [from, to] = [lookup.constant, rewrite.constant];
  const isShrinking = typeof from === 'string' && typeof to === 'string' && to.length <= from.length;
  if (isShrinking || (typeof to === 'string' && to.length <= 1)) return build(text);
  return boundedText(name, text, `(strlen(${rewrite.sql}) + 1)`, build);
}

/** Texts one after the other; bounded where one of them is long or there more than once. */
export function joinedText(operands: readonly Operand[]): string {
  const texts = operands.map(({ sql }) => sql);
  const isGrowing = operands.some(({ constant, sql }, index) =>
    constant === undefined
      ? texts.indexOf(sql) !== index
      : typeof constant === 'string' && constant.length > longConstant,
  );
  const isConstant = operands.every(({ constant }) => constant !== undefined);
  if (!isGrowing || isConstant) return `(${texts.join(' || ')})`;
  const size = 'list_sum(list_transform(v, lambda s: strlen(s)))';
  return `list_transform([[${texts.join(', ')}]], lambda v: CASE WHEN ${size} > ${maxBytes} THEN error(${tooLong('strcat')}) ELSE array_to_string(v, '') END)[1]`;
}

function tooLong(name: string): string {
  return quoted(`${name}() would give a text of more than ${maxBytes / 1024 / 1024} MB.`);
}
