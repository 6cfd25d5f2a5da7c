import type { DatabaseState } from '../../catalog/catalog-state.ts';
import { bracketName, cslSchema } from '../../catalog/csl-schema.ts';
import type { ExternalTableEntity, MaterializedViewEntity, TableEntity } from '../../catalog/entities.ts';

/** Commands that make the database again: tables with mappings and policies, external tables, functions, materialized views. */
export function schemaScript({ tables, functions, views, externalTables }: DatabaseState): string[] {
  return [
    ...[...tables.values()].flatMap(tableScript),
    ...[...externalTables.values()].flatMap(externalTableScript),
    ...[...functions.values()].map(({ name, parameters, body, folder, docString }) => {
      const options = withOptions({ folder, docstring: docString, skipvalidation: 'true' });
      return `.create-or-alter function ${options}${bracketName(name)}${parameters} ${body}`;
    }),
    ...[...views.values()].map((view) => viewScript(view, views.has(view.sourceTable))),
  ];
}

function tableScript(table: TableEntity): string[] {
  const name = bracketName(table.name);
  const options = withOptions({ folder: table.folder, docstring: table.docString });
  return [
    `.create-merge table ${name} (${cslSchema(table.columns)}) ${options}`.trimEnd(),
    ...table.mappings.map(
      (mapping) =>
        `.create-or-alter table ${name} ingestion ${mapping.format} mapping ${quote(mapping.name)} ${quote(mapping.mapping)}`,
    ),
    ...Object.entries(table.policies).map(
      ([policy, json]) => `.alter table ${name} policy ${policy} ${quote(json)}`,
    ),
  ];
}

function externalTableScript(table: ExternalTableEntity): string[] {
  const { columns, source, connectionStrings, folder, docString } = table;
  const name = bracketName(table.name);
  const { namePrefix, fileExtension, includeHeaders } = source;
  const options = withOptions({
    folder,
    docString,
    includeHeaders,
    namePrefix,
    fileExtension,
    compressed: table.compressed ? 'true' : '',
    compressionType: table.compressionType ?? '',
    encoding: table.encoding ?? '',
  });
  const strings = connectionStrings.map(quote).join(', ');
  return [
    `.create-or-alter external table ${name} (${cslSchema(columns)}) kind=storage dataformat=${source.format} (${strings}) ${options}`.trimEnd(),
    ...table.mappings.map(
      (mapping) => `.create external table ${name} mapping ${quote(mapping.name)} ${quote(mapping.mapping)}`,
    ),
  ];
}

function viewScript(view: MaterializedViewEntity, isOverView: boolean): string {
  const { name, sourceTable, query, folder, docString, lookback = '', lookbackColumn = '' } = view;
  const dimensions = view.dimensionTables ?? [];
  const options = withOptions({
    folder,
    docString,
    lookback,
    lookback_column: lookbackColumn,
    autoUpdateSchema: view.autoUpdateSchema ? 'true' : '',
    dimensionTables: dimensions.length === 0 ? '' : JSON.stringify(dimensions),
  });
  const source = `${isOverView ? 'materialized-view' : 'table'} ${bracketName(sourceTable)}`;
  return `.create ifnotexists materialized-view ${options}${bracketName(name)} on ${source} { ${query} }`;
}

function withOptions(options: Record<string, string>): string {
  const given = Object.entries(options).filter(([, value]) => value !== '');
  if (given.length === 0) return '';
  return `with (${given.map(([name, value]) => `${name}=${quote(value)}`).join(', ')}) `;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
}
