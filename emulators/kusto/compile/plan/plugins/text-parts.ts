/** `a, b, c`, leaving out what is empty. */
export function list(...parts: (string | readonly string[])[]): string {
  return parts
    .flat()
    .filter((part) => part !== '')
    .join(', ');
}

/** `a asc, b asc`: sort keys. */
export function ascending(...names: string[]): string {
  return names.map((name) => `${name} asc`).join(', ');
}

/** True where the row before has other dimensions; null equals null. */
export function differsFromPrevious(...names: string[]): string {
  return names.map((name) => `iff(prev(${name}) != ${name}, true, false)`).join(' or ') || 'false';
}
