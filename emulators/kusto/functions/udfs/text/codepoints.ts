import type { UdfFunction } from '../udf-function.ts';

/** Text and its Unicode code points. */
export const codepointFunctions: Record<string, UdfFunction> = {
  unicode_codepoints_from_string: {
    takes: ['string'],
    gives: 'dynamic',
    run: (text: string) => JSON.stringify([...text].map((letter) => letter.codePointAt(0))),
  },
  to_utf8: {
    takes: ['string'],
    gives: 'dynamic',
    run: (text: string) => JSON.stringify([...text].map((letter) => letter.codePointAt(0))),
  },
  unicode_codepoints_to_string: { takes: [], rest: 'dynamic', gives: 'string', run: fromCodepoints },
  make_string: { takes: [], rest: 'dynamic', gives: 'string', run: fromCodepoints },
};

/** Code points and arrays of them; one that is not valid gives ''. */
function fromCodepoints(json: string): string | null {
  const values: unknown = JSON.parse(json);
  const codes: unknown[] = Array.isArray(values) ? values.flat() : [];
  return codes.every(isCodepoint) ? codes.map((code) => String.fromCodePoint(code)).join('') : null;
}

function isCodepoint(value: unknown): value is number {
  return (
    Number.isInteger(value) &&
    Number(value) >= 0 &&
    Number(value) <= 0x10_ffff &&
    !(Number(value) >= 0xd800 && Number(value) <= 0xdfff)
  );
}
