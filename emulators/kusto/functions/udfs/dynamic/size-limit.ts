import { unsupported } from '../../../types/kql-error.ts';

/** Letters of the dynamic values that one call may read; Kusto's own limit for one value is 1 MB. */
const maxLength = 2 * 1024 * 1024;

/** Throws KqlError when reading the values would hold up everything else. */
export function checkDynamicSize(name: string, texts: readonly unknown[]): void {
  let length = 0;
  for (const text of texts) if (typeof text === 'string') length += text.length;
  if (length > maxLength) throw unsupported(`${name}() of dynamic values of more than ${maxLength} letters`);
}
