import { KustoError } from '../../types/kusto-error.ts';
import { parseTimespan, printTimespan } from '../../types/timespan.ts';
import type { CommandReader } from '../parse/command-reader.ts';

export interface PolicyKind {
  /** As commands name it, e.g. `retention`. */
  word: string;
  /** As results name it, e.g. `RetentionPolicy`. */
  name: string;
  /** Reads the value in the forms that this policy has besides JSON; undefined when it is none of them. */
  readShort?: (reader: CommandReader) => object | undefined;
  /** It would change what is stored or seen, and is not carried out yet. */
  changesRows?: boolean;
}

/** The policies that can be stored and shown. */
export const policyKinds: readonly PolicyKind[] = [
  { word: 'streamingingestion', name: 'StreamingIngestionPolicy', readShort: readSwitch },
  { word: 'ingestionbatching', name: 'IngestionBatchingPolicy' },
  { word: 'retention', name: 'RetentionPolicy', readShort: readRetention },
  { word: 'caching', name: 'CachingPolicy', readShort: readCaching },
  { word: 'ingestiontime', name: 'IngestionTimePolicy', readShort: readBoolean },
  { word: 'update', name: 'UpdatePolicy' },
  {
    word: 'row_level_security',
    name: 'RowLevelSecurityPolicy',
    readShort: readRowLevelSecurity,
    changesRows: true,
  },
  {
    word: 'restricted_view_access',
    name: 'RestrictedViewAccessPolicy',
    readShort: readBoolean,
    changesRows: true,
  },
  { word: 'merge', name: 'MergePolicy' },
  { word: 'sharding', name: 'ShardingPolicy' },
  { word: 'partitioning', name: 'PartitioningPolicy' },
  { word: 'roworder', name: 'RowOrderPolicy' },
  { word: 'encoding', name: 'EncodingPolicy' },
  { word: 'auto_delete', name: 'AutoDeletePolicy', changesRows: true },
  { word: 'extent_tags_retention', name: 'ExtentTagsRetentionPolicy' },
  { word: 'callout', name: 'CalloutPolicy' },
  { word: 'capacity', name: 'CapacityPolicy' },
  { word: 'managed_identity', name: 'ManagedIdentityPolicy' },
];

/** The value of a policy as a command gives it: JSON in a string, or the policy's short form. */
export function readPolicyValue(kind: PolicyKind, reader: CommandReader): unknown {
  const value = readAnyForm(kind, reader);
  refuseWithoutEffect(kind, value);
  return value;
}

function readAnyForm(kind: PolicyKind, reader: CommandReader): unknown {
  const hasJsonForm = kind.word !== 'row_level_security';
  if (hasJsonForm && reader.peek()?.kind === 'string') return parsePolicyJson(reader.string());
  const value = kind.readShort?.(reader);
  if (value === undefined) throw reader.error(`a value of ${kind.name} is expected`);
  return value;
}

/** A policy that changes what is stored or seen is refused as long as it is not carried out: it would only seem to be. */
function refuseWithoutEffect(kind: PolicyKind, value: unknown): void {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if (kind.changesRows && values.some((one) => isEnabled(one))) {
    throw new KustoError(
      'BadRequest_NotSupported',
      `An enabled ${kind.name} is not supported by this emulator.`,
    );
  }
}

function isEnabled(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'IsEnabled') !== false;
}

/** `merged` into `stored`: objects member by member, lists one after the other. */
export function mergePolicies(stored: unknown, merged: unknown): unknown {
  if (Array.isArray(stored) && Array.isArray(merged)) return (stored as unknown[]).concat(merged);
  const areObjects = [stored, merged].every(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  );
  return areObjects ? { ...(stored as object), ...(merged as object) } : merged;
}

function parsePolicyJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KustoError('General_BadRequest', `The policy is not valid JSON (${reason}).`, { cause: error });
  }
}

function readSwitch(reader: CommandReader): object | undefined {
  if (reader.take('enable')) return { IsEnabled: true, HintAllocatedRate: null };
  return reader.take('disable') ? { IsEnabled: false, HintAllocatedRate: null } : undefined;
}

function readBoolean(reader: CommandReader): object | undefined {
  if (reader.take('true')) return { IsEnabled: true };
  return reader.take('false') ? { IsEnabled: false } : undefined;
}

function readRetention(reader: CommandReader): object | undefined {
  const values = readAssignments(reader);
  const softDelete = values.get('softdelete');
  const recoverability = values.get('recoverability');
  if (softDelete === undefined && recoverability === undefined) return undefined;
  return {
    ...(softDelete === undefined ? {} : { SoftDeletePeriod: timespanText(softDelete, reader) }),
    ...(recoverability === undefined
      ? {}
      : { Recoverability: recoverability.toLowerCase() === 'disabled' ? 'Disabled' : 'Enabled' }),
  };
}

function readCaching(reader: CommandReader): object | undefined {
  const values = readAssignments(reader);
  const data = values.get('hot') ?? values.get('hotdata');
  const index = values.get('hot') ?? values.get('hotindex');
  if (data === undefined || index === undefined) return undefined;
  return { DataHotSpan: timespanText(data, reader), IndexHotSpan: timespanText(index, reader) };
}

function readRowLevelSecurity(reader: CommandReader): object | undefined {
  const isEnabled = reader.take('enable');
  if (!isEnabled && !reader.take('disable')) return undefined;
  reader.properties();
  return { IsEnabled: isEnabled, Query: reader.string() };
}

function readAssignments(reader: CommandReader): Map<string, string> {
  const values = new Map<string, string>();
  while (!reader.isAtEnd) {
    const name = reader.name().toLowerCase();
    reader.expect('=');
    values.set(name, reader.value());
    reader.take(',');
  }
  return values;
}

function timespanText(text: string, reader: CommandReader): string {
  const ticks = parseTimespan(text);
  if (ticks === null) throw reader.error(`'${text}' is not a timespan`);
  return printTimespan(ticks);
}
