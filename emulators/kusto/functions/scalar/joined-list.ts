/** A list of texts as one text with delimiters in between, '' for null. DuckDB joins by a constant only. */
export function joinedList(texts: string, delimiter: string, isConstant: boolean): string {
  if (isConstant) return `coalesce(array_to_string(${texts}, ${delimiter}), '')`;
  const delimited = `list_transform(${texts}, lambda item: ${delimiter} || item)`;
  return `coalesce(substr(array_to_string(${delimited}, ''), length(${delimiter}) + 1), '')`;
}
