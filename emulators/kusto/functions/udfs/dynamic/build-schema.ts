import { type Json, parseJson } from '../../../types/json.ts';
import type { Udf } from '../../udfs.ts';
import { checkDynamicSize } from './size-limit.ts';

/**
 * What a dynamic value may be: names of types, and one bag of properties; an array's elements are its property
 * `indexer` in backquotes.
 */
interface Schema {
  types: Set<string>;
  properties: Map<string, Schema> | null;
}

const elementsKey = '`indexer`';

/** Helpers of buildschema(): the schema of one value, and the schema that admits the values of several. */
export const schemaUdfs: Udf[] = [
  {
    name: 'kql_schema_of',
    parameters: ['VARCHAR'],
    returns: 'VARCHAR',
    run: (text: string) => {
      const schema = newSchema();
      describe(parseJson(text), schema);
      return JSON.stringify(printed(schema));
    },
  },
  {
    name: 'kql_merge_schemas',
    parameters: ['VARCHAR'],
    returns: 'VARCHAR',
    run: (text: string) => {
      checkDynamicSize('buildschema', [text]);
      const merged = newSchema();
      for (const schema of JSON.parse(text) as (string | null)[]) {
        if (schema !== null) admit(parseJson(schema), merged);
      }
      return JSON.stringify(printed(merged));
    },
  },
];

function newSchema(): Schema {
  return { types: new Set(), properties: null };
}

function describe(value: Json, schema: Schema): void {
  if (Array.isArray(value)) {
    const elements = property(schema, elementsKey);
    for (const item of value) describe(item, elements);
  } else if (value instanceof Map) {
    schema.properties ??= new Map();
    for (const [key, inner] of value) describe(inner, property(schema, key));
  } else schema.types.add(typeOf(value));
}

function property(schema: Schema, key: string): Schema {
  schema.properties ??= new Map();
  const found = schema.properties.get(key) ?? newSchema();
  schema.properties.set(key, found);
  return found;
}

function typeOf(value: null | boolean | string | { raw: string }): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  return /[.eE]/.test(value.raw) ? 'double' : 'long';
}

/** The inverse of `printed`, into a schema that may hold others already. */
function admit(value: Json, schema: Schema): void {
  if (Array.isArray(value)) for (const alternative of value) admit(alternative, schema);
  else if (value instanceof Map) {
    schema.properties ??= new Map();
    for (const [key, inner] of value) admit(inner, property(schema, key));
  } else if (typeof value === 'string') schema.types.add(value);
}

/** One alternative stands alone, several are an array: the bag first, then the types by name. Null says nothing beside others. */
function printed({ types, properties }: Schema): unknown {
  const bag =
    properties === null
      ? []
      : [Object.fromEntries([...properties].map(([key, inner]) => [key, printed(inner)]))];
  const known = [...types].filter((type) => type !== 'null' || (types.size === 1 && properties === null));
  const alternatives = [...bag, ...known.sort()];
  return alternatives.length === 1 ? alternatives[0] : alternatives;
}
