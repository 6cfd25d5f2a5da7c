import { z } from 'zod';
import { KustoError } from '../types/kusto-error.ts';

/** What a query or command request asks for, its properties flattened; option and parameter names as sent. */
export interface QueryRequest {
  database: string;
  text: string;
  options: RequestOptions;
  parameters: ReadonlyMap<string, ParameterValue>;
}

/** A parameter as sent: a number or a bool as it is, every other type as KQL literal text. */
export type ParameterValue = string | number | boolean | null;

/** Request options by lower-case name; unknown ones are kept and never looked at. */
export type RequestOptions = ReadonlyMap<string, unknown>;

const bodySchema = z.object({
  db: z.string().nullish(),
  csl: z.string(),
  properties: z.unknown().optional(),
});

const parameterSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Reads the JSON body of a query or command. Throws KustoError when it is none. */
export function readQueryBody(body: string): QueryRequest {
  const parsed = bodySchema.safeParse(parseJson(body, 'The request body'));
  if (!parsed.success) {
    throw new KustoError(
      'General_BadRequest',
      'The request body must be a JSON object with the text property csl.',
    );
  }
  return queryRequest(parsed.data.db, parsed.data.csl, parsed.data.properties);
}

/** Reads a query from the parameters of a URL (GET requests). */
export function readQueryUrl(url: URL): QueryRequest {
  const text = url.searchParams.get('csl');
  if (text === null) throw new KustoError('General_BadRequest', 'The URL has no csl parameter.');
  return queryRequest(url.searchParams.get('db'), text, url.searchParams.get('properties') ?? undefined);
}

function queryRequest(database: string | null | undefined, text: string, properties: unknown): QueryRequest {
  const document =
    typeof properties === 'string' && properties !== '' ? parseJson(properties, 'properties') : properties;
  const groups = lowerKeyed(document);
  return {
    database: database ?? '',
    text,
    options: lowerKeyed(groups.get('options')),
    parameters: readParameters(groups.get('parameters')),
  };
}

function readParameters(value: unknown): ReadonlyMap<string, ParameterValue> {
  const parameters = new Map<string, ParameterValue>();
  if (typeof value !== 'object' || value === null) return parameters;
  for (const [name, given] of Object.entries(value)) {
    const parsed = parameterSchema.safeParse(given);
    if (!parsed.success)
      throw new KustoError('General_BadRequest', `The query parameter '${name}' is not a scalar.`);
    parameters.set(name, parsed.data);
  }
  return parameters;
}

function lowerKeyed(value: unknown): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(Object.entries(value).map(([key, item]) => [key.toLowerCase(), item]));
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new KustoError('General_BadRequest', `${what} is not valid JSON.`, { cause: error });
  }
}
