import { parseDatetime, printDatetime } from '../../types/datetime.ts';
import { KustoError } from '../../types/kusto-error.ts';
import { parseTimespan, printTimespan } from '../../types/timespan.ts';

/** What `with (…)` says of a materialized view; undefined is not said. */
export interface ViewOptions {
  folder: string | undefined;
  docString: string | undefined;
  backfill: boolean;
  effectiveDateTime: string | undefined;
  lookback: string | undefined;
  lookbackColumn: string | undefined;
  autoUpdateSchema: boolean | undefined;
  dimensionTables: readonly string[] | undefined;
}

const known: ReadonlySet<string> = new Set([
  ...['folder', 'docstring', 'backfill', 'effectivedatetime', 'lookback', 'lookback_column'],
  ...['autoupdateschema', 'dimensiontables'],
  // About extents and row level security, which this emulator does not have.
  ...['updateextentscreationtime', 'allowmaterializedviewswithoutrowlevelsecurity'],
]);

/** Reads the properties of `.create materialized-view` and its like. Throws KustoError for what cannot be. */
export function readViewOptions(properties: ReadonlyMap<string, string>): ViewOptions {
  for (const name of properties.keys()) {
    if (!known.has(name))
      throw badOption(`The property '${name}' of a materialized view is not supported by this emulator.`);
  }
  const options: ViewOptions = {
    folder: properties.get('folder'),
    docString: properties.get('docstring'),
    backfill: readBool(properties, 'backfill') ?? false,
    effectiveDateTime: mapped(properties, 'effectivedatetime', readInstant),
    lookback: mapped(properties, 'lookback', readLookback),
    lookbackColumn: properties.get('lookback_column'),
    autoUpdateSchema: readBool(properties, 'autoupdateschema'),
    dimensionTables: mapped(properties, 'dimensiontables', readNames),
  };
  if (options.effectiveDateTime !== undefined && !options.backfill)
    throw badOption('effectiveDateTime can be set with backfill=true only.');
  if (options.lookbackColumn !== undefined && options.lookback === undefined)
    throw badOption('lookback_column can be set together with lookback only.');
  return options;
}

export function readLookback(text: string): string {
  const ticks = parseTimespan(text);
  if (ticks === null || ticks <= 0n) throw badOption(`'${text}' is not a lookback: a timespan is expected.`);
  return printTimespan(ticks);
}

export function readBoolean(text: string, name: string): boolean {
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  throw badOption(`${name} is true or false, not '${text}'.`);
}

function readBool(properties: ReadonlyMap<string, string>, name: string): boolean | undefined {
  return mapped(properties, name, (text) => readBoolean(text, name));
}

function mapped<T>(
  properties: ReadonlyMap<string, string>,
  name: string,
  read: (text: string) => T,
): T | undefined {
  const text = properties.get(name);
  return text === undefined ? undefined : read(text);
}

function readInstant(text: string): string {
  const ticks = parseDatetime(text);
  if (ticks === null) throw badOption(`effectiveDateTime is a datetime, not '${text}'.`);
  return printDatetime(ticks);
}

/** `["A", "B"]`, the inside of a dynamic literal; the reader of commands has taken `["A"]` alone for a name. */
function readNames(text: string): string[] {
  if (!/["']/.test(text)) return text.split(/[[\],\s]+/).filter((name) => name !== '');
  return [...text.matchAll(/(["'])(.*?)\1/g)].map((match) => match[2] ?? '');
}

function badOption(message: string): KustoError {
  return new KustoError('General_BadRequest', message);
}
