import { dynamicText } from '../types/dynamic.ts';
import { KqlError } from '../types/kql-error.ts';
import { type LiteralValue, parseLiteral } from '../types/literal.ts';
import { ownEntry } from '../types/own-entry.ts';
import type { KustoType } from '../types/schema.ts';
import { placeholder } from './emit/expression.ts';
import type { QueryParameter } from './plan/context.ts';

/** What belongs to one run of a query and not to its text. */
export interface RequestValues {
  /** now(), in ticks of 100 ns since 0001-01-01. */
  nowTicks: bigint;
  /** `Parameters` of the request properties: numbers and bools as they are, other types as KQL literals. */
  parameters: Readonly<Record<string, unknown>>;
  currentPrincipal: string;
  clusterUri: string;
}

/** The value of one placeholder; `type` says how it is held. */
export interface BoundValue {
  type: KustoType;
  value: LiteralValue;
}

/**
 * Values for the placeholders of a query, by their names in SQL. Throws KqlError for a missing parameter and for a value
 * that is not of the declared type.
 */
export function bindParameters(
  names: readonly string[],
  declared: readonly QueryParameter[],
  request: RequestValues,
): Map<string, BoundValue> {
  return new Map(
    names.map((name) => [
      placeholder(name),
      name.startsWith('$') ? requestValue(name, request) : declaredValue(name, declared, request),
    ]),
  );
}

function requestValue(name: string, request: RequestValues): BoundValue {
  if (name === '$now') return { type: 'datetime', value: request.nowTicks };
  if (name === '$principal') return { type: 'string', value: request.currentPrincipal };
  return { type: 'string', value: request.clusterUri };
}

function declaredValue(
  name: string,
  declared: readonly QueryParameter[],
  request: RequestValues,
): BoundValue {
  const parameter = declared.find((candidate) => candidate.name === name);
  if (parameter === undefined) throw new Error(`no query parameter ${name}`);
  const given = ownEntry(request.parameters, name);
  if (given !== undefined && given !== null)
    return { type: parameter.type, value: readValue(parameter, given) };
  const otherwise = parameter.defaultValue;
  if (otherwise?.kind === 'literal') return { type: parameter.type, value: otherwise.value };
  throw new KqlError(
    'semantic',
    'SEM0085',
    `Semantic error: SEM0085: no value is given for the query parameter '${name}'.`,
  );
}

function readValue({ name, type }: QueryParameter, given: unknown): LiteralValue {
  const value = parameterValue(type, given);
  if (value === undefined) {
    throw new KqlError(
      'semantic',
      'SEM0086',
      `Semantic error: SEM0086: the value of the query parameter '${name}' is not of type ${type}.`,
    );
  }
  return value;
}

function parameterValue(type: KustoType, given: unknown): LiteralValue | undefined {
  if (type === 'dynamic') return typeof given === 'string' ? dynamicText(given) : JSON.stringify(given);
  const text =
    given instanceof Date
      ? given.toISOString()
      : typeof given === 'object'
        ? JSON.stringify(given)
        : String(given);
  if (type === 'string') return stringValue(text);
  const wrapped = /^\s*(\w+)\s*\((.*)\)\s*$/s.exec(text);
  return parseLiteral(type, wrapped?.[2] ?? text);
}

/** A KQL string literal stands for its content; any other text for itself. */
function stringValue(text: string): string {
  const verbatim = /^@(["'])(.*)\1$/s.exec(text);
  if (verbatim !== null)
    return (verbatim[2] ?? '').replaceAll(`${verbatim[1]}${verbatim[1]}`, verbatim[1] ?? '');
  const quoted = /^(["'])((?:[^\\]|\\.)*)\1$/s.exec(text);
  if (quoted === null) return text;
  const escapes: Record<string, string> = {
    n: '\n',
    t: '\t',
    r: '\r',
    0: '\0',
    a: '\x07',
    b: '\b',
    f: '\f',
    v: '\v',
  };
  return (quoted[2] ?? '').replaceAll(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/gs, (_, mark: string) =>
    /^[ux]./.test(mark) ? String.fromCharCode(Number.parseInt(mark.slice(1), 16)) : (escapes[mark] ?? mark),
  );
}
