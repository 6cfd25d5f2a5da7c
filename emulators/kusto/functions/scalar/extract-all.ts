import { semanticError } from '../../types/kql-error.ts';
import { convertSql } from '../convert.ts';
import { type Operand, operandAt, quoted } from '../entries.ts';
import { capturingGroups, regexSql } from '../regex.ts';

const maxGroups = 16;
/** Of an expression that is computed for each row. */
const maxComputedGroups = 4;

/** `extract_all(regex [, groups], source)`: texts for one group, arrays of texts for several; null without a match. */
export function extractAll(operands: Operand[]): string {
  const regex = operandAt(operands, 0);
  const source = convertSql(operandAt(operands, operands.length - 1), 'string');
  const chosen = operands.length > 2 ? operandAt(operands, 1) : undefined;
  if (typeof regex.constant === 'string') {
    const numbers = groupNumbers(regex.constant, chosen);
    return matches(source, regexSql(regex), numbers);
  }
  if (chosen !== undefined)
    throw semanticError(
      'SEM0420',
      'Semantic error: SEM0420: extract_all(): with groups, the regular expression must be a constant.',
    );
  const pattern = convertSql(regex, 'string');
  const branches = Array.from({ length: maxComputedGroups }, (_, index) => {
    const numbers = Array.from({ length: index + 1 }, (__, at) => at + 1);
    return `WHEN ${index + 1} THEN ${matches(source, pattern, numbers)}`;
  });
  return `(CASE kql_regex_groups(${pattern}) ${branches.join(' ')} ELSE error(${quoted(complaint)}) END)`;
}

const complaint = `extract_all(): the regular expression must have from 1 to ${maxGroups} capturing groups`;

function groupNumbers(pattern: string, chosen: Operand | undefined): number[] {
  const groups = capturingGroups(pattern);
  if (groups.length === 0 || groups.length > maxGroups)
    throw semanticError('SEM0420', `Semantic error: SEM0420: ${complaint}.`);
  if (chosen === undefined) return groups.map((_, index) => index + 1);
  return wantedGroups(chosen).map((wanted) => {
    const number = typeof wanted === 'number' ? wanted : groups.indexOf(String(wanted)) + 1;
    if (Number.isInteger(number) && number >= (typeof wanted === 'number' ? 0 : 1) && number <= groups.length)
      return number;
    throw semanticError(
      'SEM0420',
      `Semantic error: SEM0420: extract_all(): there is no capturing group '${String(wanted)}'.`,
    );
  });
}

function wantedGroups({ constant }: Operand): unknown[] {
  const list: unknown = typeof constant === 'string' ? JSON.parse(constant) : null;
  if (Array.isArray(list) && list.length > 0) return list;
  throw semanticError(
    'SEM0420',
    'Semantic error: SEM0420: extract_all(): the capturing groups must be a constant array.',
  );
}

function matches(source: string, pattern: string, numbers: number[]): string {
  const lists = numbers.map((number) => `regexp_extract_all(${source}, ${pattern}, ${number})`);
  const [only] = lists;
  // A group that took no part is empty.
  if (lists.length === 1)
    return `nullif(to_json(list_transform(${only}, lambda x: coalesce(x, ''))), '[]'::JSON)`;
  const texts = numbers.map((_, index) => `coalesce(struct_extract(r, ${index + 1}), '')`);
  return `nullif(to_json(list_transform(list_zip(${lists.join(', ')}), lambda r: json_array(${texts.join(', ')}))), '[]'::JSON)`;
}
