const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The top-level properties of each record in an event, or null when the body is not a JSON object or a list of them. */
export function readRecords(body: Uint8Array): Record<string, unknown>[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(utf8.decode(body));
  } catch {
    return null;
  }
  const records: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return records.every(isRecord) ? records : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface ObservedFields {
  object: string;
  value: string;
  time?: string | undefined;
}

/** What a rule observes in a record, or null when a property is missing or can't be one. */
export function readObservation(
  record: Record<string, unknown>,
  fields: ObservedFields,
  enqueuedMs: number,
): { objectKey: string; eventMs: number; value: number } | null {
  const objectKey = readKey(ownProperty(record, fields.object));
  const value = readNumber(ownProperty(record, fields.value));
  const eventMs = fields.time === undefined ? enqueuedMs : readInstant(ownProperty(record, fields.time));
  if (objectKey === null || value === null || eventMs === null) return null;
  return { objectKey, eventMs, value };
}

function ownProperty(record: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

const maximumKeyLength = 256;
// Control characters and lone surrogates can't be shown, nor kept by every store.
const unusableInKey = /[\p{Cc}\p{Cs}]/u;

function readKey(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const key = String(value);
  return key === '' || key.length > maximumKeyLength || unusableInKey.test(key) ? null : key;
}

/** A number, or text that is one, as an ingestion mapping to `real` takes it. */
function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

const isoInstant = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** An ISO 8601 instant in ms since the Unix epoch; without an offset it is UTC, as in Kusto. */
function readInstant(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const match = isoInstant.exec(value);
  if (match === null) return null;
  const ms = Date.parse(value.length > 10 && match[1] === undefined ? `${value}Z` : value);
  return Number.isNaN(ms) ? null : ms;
}
