import type { UdfFunction } from '../udf-function.ts';

/** Punycode, RFC 3492. What is not Punycode gives ''. */
export const punycodeFunctions: Record<string, UdfFunction> = {
  punycode_from_string: { takes: ['string'], gives: 'string', run: encodePunycode },
  punycode_to_string: { takes: ['string'], gives: 'string', run: decodePunycode },
  punycode_domain_to_string: { takes: ['string'], gives: 'string', run: encodeDomain },
  punycode_domain_from_string: { takes: ['string'], gives: 'string', run: decodeDomain },
};

const prefix = 'xn--';
const base = 36;
const [minThreshold, maxThreshold, skew, damp, firstBias, firstCode] = [1, 26, 38, 700, 72, 128] as const;

function encodeDomain(domain: string): string {
  const labels = domain.split(/[.。．｡]/);
  return labels.map((label) => (isAscii(label) ? label : prefix + encodePunycode(label))).join('.');
}

function decodeDomain(domain: string): string | null {
  const labels = domain
    .split('.')
    .map((label) =>
      label.toLowerCase().startsWith(prefix) ? decodePunycode(label.slice(prefix.length)) : label,
    );
  return labels.includes(null) ? null : labels.join('.');
}

function isAscii(text: string): boolean {
  return [...text].every((letter) => (letter.codePointAt(0) ?? 0) < firstCode);
}

function encodePunycode(text: string): string {
  const codes = [...text].map((letter) => letter.codePointAt(0) ?? 0);
  const plain = codes.filter((code) => code < firstCode);
  let output = plain.length > 0 ? `${String.fromCodePoint(...plain)}-` : '';
  let [current, delta, bias, handled] = [firstCode as number, 0, firstBias as number, plain.length];
  while (handled < codes.length) {
    const next = Math.min(...codes.filter((code) => code >= current));
    delta += (next - current) * (handled + 1);
    current = next;
    for (const code of codes) {
      if (code < current) delta += 1;
      if (code !== current) continue;
      output += encodeDelta(delta, bias);
      bias = adapted(delta, handled + 1, handled === plain.length);
      delta = 0;
      handled += 1;
    }
    delta += 1;
    current += 1;
  }
  return output;
}

function encodeDelta(delta: number, bias: number): string {
  let digits = '';
  let rest = delta;
  for (let place = base; ; place += base) {
    const threshold = thresholdAt(place, bias);
    if (rest < threshold) return digits + digitLetter(rest);
    digits += digitLetter(threshold + ((rest - threshold) % (base - threshold)));
    rest = Math.floor((rest - threshold) / (base - threshold));
  }
}

function thresholdAt(place: number, bias: number): number {
  return Math.min(Math.max(place - bias, minThreshold), maxThreshold);
}

const digitLetters = 'abcdefghijklmnopqrstuvwxyz0123456789';

function digitLetter(digit: number): string {
  return digitLetters[digit] ?? '';
}

function adapted(delta: number, count: number, isFirst: boolean): number {
  let rest = isFirst ? Math.floor(delta / damp) : Math.floor(delta / 2);
  rest += Math.floor(rest / count);
  let bias = 0;
  for (; rest > ((base - minThreshold) * maxThreshold) / 2; bias += base)
    rest = Math.floor(rest / (base - minThreshold));
  return bias + Math.floor(((base - minThreshold + 1) * rest) / (rest + skew));
}

function decodePunycode(text: string): string | null {
  if (!isAscii(text)) return null;
  const split = text.lastIndexOf('-');
  const output = [...text.slice(0, Math.max(split, 0))].map((letter) => letter.codePointAt(0) ?? 0);
  let [code, index, bias, at] = [firstCode as number, 0, firstBias as number, split + 1];
  while (at < text.length) {
    const before = index;
    const read = decodeDelta(text, at, bias);
    if (read === null) return null;
    index += read.delta;
    at = read.at;
    bias = adapted(index - before, output.length + 1, before === 0);
    code += Math.floor(index / (output.length + 1));
    index %= output.length + 1;
    if (code > 0x10_ffff) return null;
    output.splice(index, 0, code);
    index += 1;
  }
  return String.fromCodePoint(...output);
}

function decodeDelta(text: string, start: number, bias: number): { delta: number; at: number } | null {
  let [delta, weight, at] = [0, 1, start];
  for (let place = base; ; place += base) {
    const digit = digitLetters.indexOf((text[at] ?? '').toLowerCase());
    if (at >= text.length || digit < 0) return null;
    at += 1;
    delta += digit * weight;
    if (!Number.isSafeInteger(delta)) return null;
    const threshold = thresholdAt(place, bias);
    if (digit < threshold) return { delta, at };
    weight *= base - threshold;
  }
}
