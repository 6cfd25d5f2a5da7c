import { KqlError } from '../../../types/kql-error.ts';

/** Plugins that reach out of the service or run code in another language: what each would need. */
const disabled: Readonly<Record<string, string>> = {
  ai_chat_completion: 'a language model',
  ai_chat_completion_prompt: 'a language model',
  ai_embed_text: 'a language model',
  ai_embeddings: 'a language model',
  azure_digital_twins_query_request: 'Azure Digital Twins',
  cosmosdb_sql_request: 'Azure Cosmos DB',
  csharp: 'a sandbox for C#',
  dax_request: 'a Power BI model',
  execute_query: 'another cluster',
  execute_show_command: 'another cluster',
  external_datatable: 'a source of external data',
  http_request: 'access to the network',
  http_request_post: 'access to the network',
  identity_v3: 'the internals of the service',
  infer_storage_schema: 'access to external storage',
  infer_storage_schema_with_suggestions: 'access to external storage',
  mysql_request: 'an external database',
  postgresql_request: 'an external database',
  python: 'a sandbox for Python',
  r: 'a sandbox for R',
  sql_request: 'an external database',
};

/** The error for a plugin that Kusto has and that is not enabled here; null for another name. */
export function disabledPlugin(name: string): KqlError | null {
  const needs = disabled[name];
  if (needs === undefined) return null;
  return new KqlError(
    'unsupported',
    'SEM0002',
    `Semantic error: SEM0002: evaluate: the plugin '${name}' is not enabled: it needs ${needs}, which is not supported by this emulator.`,
  );
}
