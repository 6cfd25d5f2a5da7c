import type { SourceEvent } from '../sources/source.ts';
import { describeMisfit } from './describe-misfit.ts';
import {
  type DeadLetter,
  type IngestTarget,
  type RoutedEvents,
  type Row,
  sourcePartitionOf,
} from './ingest-batch.ts';

/** What may go where. Names are case-sensitive, as in the data connections of Azure Data Explorer. */
export interface Routes {
  database: string;
  /** The tables that events may name, by name. */
  targets: ReadonlyMap<string, IngestTarget>;
  /** The table of the events of a hub that name none. */
  tableOfHub: ReadonlyMap<string, string>;
}

export interface RoutingResult {
  /** One entry per table. */
  routed: RoutedEvents[];
  deadLetters: DeadLetter[];
}

const requiredColumn = 'Timestamp';
const partitionColumn = 'SourcePartition';
const sequenceColumn = 'SourceSequence';
/** Far above what events carry, far below what overflows a reader's stack. */
const maxNesting = 200;

/** Streaming ingestion takes 4 MiB a request (Kusto docs, ingest-data-streaming.md). */
const maxRowBytes = 4 * 2 ** 20 - 1_024;

/**
 * Sorts events of one partition by table. The application properties `Table`, `Database`, `Format` and
 * `IngestionMappingReference` mean what they mean to a data connection of Azure Data Explorer.
 */
export function routeEvents(
  events: readonly SourceEvent[],
  origin: { source: string; partition: string },
  routes: Routes,
): RoutingResult {
  const rows = new Map<IngestTarget, Row[]>();
  const deadLetters: DeadLetter[] = [];
  for (const event of events) {
    const routed = routeEvent(event, origin, routes);
    if ('reason' in routed) deadLetters.push(routed);
    else {
      const ofTarget = rows.get(routed.target) ?? [];
      rows.set(routed.target, ofTarget);
      ofTarget.push({ event, line: routed.line });
    }
  }
  return { routed: [...rows].map(([target, ofTarget]) => ({ target, rows: ofTarget })), deadLetters };
}

function routeEvent(
  event: SourceEvent,
  origin: { source: string; partition: string },
  routes: Routes,
): { target: IngestTarget; line: string } | DeadLetter {
  const named = event.properties.Table ?? routes.tableOfHub.get(origin.source);
  const table = typeof named === 'string' ? named : '';
  const target = routes.targets.get(table);
  if (target === undefined) return { event, table, reason: describeMissingTable(named, origin.source) };
  const unsupported = describeUnsupported(event, target);
  if (unsupported !== null) return { event, table, reason: unsupported };
  const text = decode(event.body);
  if (text === null) return { event, table, reason: 'The body is not text in UTF-8.' };
  if (isNestedTooDeep(text))
    return { event, table, reason: `The body is nested deeper than ${maxNesting} levels.` };
  const parsed = parseObject(text);
  if (typeof parsed === 'string') return { event, table, reason: parsed };
  const misfit = describeObject(parsed, target);
  if (misfit !== null) return { event, table, reason: misfit };
  const line = lineOf(text, { ...origin, sequenceNumber: event.sequenceNumber });
  if (Buffer.byteLength(line) > maxRowBytes)
    return { event, table, reason: 'The event is larger than the 4 MiB that streaming ingestion takes.' };
  return { target, line };
}

function describeMissingTable(named: unknown, source: string): string {
  if (named === undefined)
    return `The event has no property 'Table', and the hub ${source} has no table of its own.`;
  return typeof named === 'string'
    ? `Events may not go to a table '${named}'.`
    : `The property 'Table' is not a string.`;
}

function describeUnsupported({ properties }: SourceEvent, target: IngestTarget): string | null {
  const [database, format, mapping, compression] = [
    textOf(properties.Database),
    textOf(properties.Format),
    textOf(properties.IngestionMappingReference),
    textOf(properties.Compression),
  ];
  if (database !== null && database !== target.database)
    return `Events may not go to another database than ${target.database}.`;
  if (format !== null && format.toLowerCase() !== 'json')
    return `The format '${format}' is not supported; send JSON.`;
  if (mapping !== null && mapping !== target.mapping)
    return `The table ${target.table} has no mapping '${mapping}'.`;
  if (compression !== null && compression.toLowerCase() !== 'none')
    return `The compression '${compression}' is not supported.`;
  return null;
}

function textOf(property: unknown): string | null {
  if (property === undefined) return null;
  return typeof property === 'string' ? property : JSON.stringify(property);
}

function decode(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

/** Whether brackets outside of strings are open deeper than JSON readers on the way can follow. */
function isNestedTooDeep(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isInString) {
      if (character === '\\') at++;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '{' || character === '[') {
      if (++depth > maxNesting) return true;
    } else if (character === '}' || character === ']') depth--;
  }
  return false;
}

function parseObject(text: string): object | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `The body is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  return 'The body is not a JSON object; send one object per event.';
}

function describeObject(body: object, { columns, properties }: IngestTarget): string | null {
  for (const reserved of [partitionColumn, sequenceColumn]) {
    if (Object.hasOwn(body, reserved))
      return `The property '${reserved}' is reserved for the event's position.`;
  }
  for (const { name, type } of columns) {
    const property = properties.get(name);
    if (property === undefined) continue;
    const value: unknown = Object.hasOwn(body, property) ? Reflect.get(body, property) : undefined;
    if (name === requiredColumn && (value === undefined || value === null))
      return `'${property}' is missing.`;
    const misfit = describeMisfit(property, type, value);
    if (misfit !== null) return misfit;
  }
  return null;
}

/** The body as it came, so that no number is rounded, on one line, with the event's position in front. */
function lineOf(
  text: string,
  position: { source: string; partition: string; sequenceNumber: number },
): string {
  const { source, partition, sequenceNumber } = position;
  const columns = JSON.stringify({
    [partitionColumn]: sourcePartitionOf(source, partition),
    [sequenceColumn]: sequenceNumber,
  });
  const members = text.trim().slice(1);
  return `${columns.slice(0, -1)},${members}`.replaceAll(/[\r\n]+/g, ' ');
}
