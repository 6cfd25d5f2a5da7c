import { type CatalogState, notFound, requireDatabase } from '../../catalog/catalog-state.ts';
import type { FunctionEntity } from '../../catalog/entities.ts';
import { validateName } from '../../catalog/validate-names.ts';
import type { CellValue } from '../../encode/cells.ts';
import { KustoError } from '../../types/kusto-error.ts';
import type { CommandCall, CommandDefinition, CommandRows } from '../command.ts';
import { inputParameters } from '../databases/schema-json.ts';
import { sharedSchemas } from '../result-columns.ts';

const columns = sharedSchemas.function;

export const functionCommands: readonly CommandDefinition[] = [
  {
    kind: 'CreateFunction',
    syntax: 'create function',
    access: 'write',
    columns,
    run: (call) => store(call, 'create'),
  },
  {
    kind: 'CreateOrAlterFunction',
    syntax: 'create-or-alter function',
    access: 'write',
    columns,
    run: (call) => store(call, 'create-or-alter'),
  },
  {
    kind: 'AlterFunction',
    syntax: 'alter function',
    access: 'write',
    columns,
    run: (call) => store(call, 'alter'),
  },
  {
    kind: 'ShowFunctions',
    syntax: 'show functions .',
    access: 'read',
    columns,
    run: (call) => allRows(call.engine.catalog.state, call),
  },
  {
    kind: 'ShowFunction',
    syntax: 'show function {function}',
    access: 'read',
    columns,
    run(call) {
      call.reader.properties();
      call.reader.expectEnd();
      return [functionRow(requireFunction(call.engine.catalog.state, call, call.name('function')))];
    },
  },
  {
    kind: 'AlterFunctionDocString',
    syntax: 'alter function {function} docstring',
    access: 'write',
    columns,
    run: (call) => describe(call, 'docString'),
  },
  {
    kind: 'AlterFunctionFolder',
    syntax: 'alter function {function} folder',
    access: 'write',
    columns,
    run: (call) => describe(call, 'folder'),
  },
  {
    kind: 'DropFunction',
    syntax: 'drop function {function}',
    access: 'write',
    columns: 'Name',
    async run(call) {
      await drop(call, [call.name('function')]);
      return [[call.name('function')]];
    },
  },
  {
    kind: 'DropFunctions',
    syntax: 'drop functions {functions*}',
    access: 'write',
    columns,
    async run(call) {
      const state = await drop(call, call.names('functions'));
      return allRows(state, call);
    },
  },
];

async function store(call: CommandCall, rule: 'create' | 'create-or-alter' | 'alter'): Promise<CommandRows> {
  const { reader } = call;
  let ifNotExists = reader.take('ifnotexists');
  const options = reader.properties();
  ifNotExists = reader.take('ifnotexists') || ifNotExists;
  const name = reader.name();
  const parameters = reader.group('(', ')');
  const body = reader.group('{', '}');
  reader.expectEnd();
  validateName('Function', name);
  inputParameters(parameters);
  const state = await call.engine.catalog.change((current) => {
    const database = requireDatabase(current, call.database);
    const existing = database.functions.get(name);
    if (existing !== undefined && rule === 'create') {
      if (ifNotExists) return {};
      throw new KustoError('BadRequest_EntityAlreadyExists', `Function '${name}' already exists.`);
    }
    if (existing === undefined && rule === 'alter') {
      throw new KustoError('BadRequest_EntityNotFound', notFound('Function', name));
    }
    if (options.get('skipvalidation')?.toLowerCase() !== 'true')
      checkFunction(call, database.entity.name, `${parameters} ${body}`);
    const folder = options.get('folder') ?? existing?.folder ?? '';
    const docString = options.get('docstring') ?? existing?.docString ?? '';
    const entity: FunctionEntity = {
      kind: 'function',
      database: database.entity.name,
      name,
      parameters,
      body,
      folder,
      docString,
    };
    return { put: [entity] };
  });
  return [functionRow(requireFunction(state, call, name))];
}

/** Throws KustoError for a function that means nothing over the schema as it is (Kusto docs, create-function.md). */
function checkFunction(call: CommandCall, database: string, definition: string): void {
  call.engine.queries.schemaOf({ database, text: `let checked = ${definition};\nprint true` });
}

async function describe(call: CommandCall, property: 'docString' | 'folder'): Promise<CommandRows> {
  const text = call.reader.string();
  call.reader.expectEnd();
  const name = call.name('function');
  const state = await call.engine.catalog.change((current) => ({
    put: [{ ...requireFunction(current, call, name), [property]: text }],
  }));
  return [functionRow(requireFunction(state, call, name))];
}

async function drop(call: CommandCall, names: readonly string[]): Promise<CatalogState> {
  const ifExists = call.reader.take('ifexists');
  call.reader.expectEnd();
  return await call.engine.catalog.change((current) => {
    const { functions } = requireDatabase(current, call.database);
    const existing = names.filter((name) => !ifExists || functions.has(name));
    return { remove: existing.map((name) => requireFunction(current, call, name)) };
  });
}

function allRows(state: CatalogState, call: CommandCall): CommandRows {
  return [...requireDatabase(state, call.database).functions.values()].map(functionRow);
}

function requireFunction(state: CatalogState, call: CommandCall, name: string): FunctionEntity {
  const found = requireDatabase(state, call.database).functions.get(name);
  if (found === undefined) throw new KustoError('BadRequest_EntityNotFound', notFound('Function', name));
  return found;
}

function functionRow({ name, parameters, body, folder, docString }: FunctionEntity): CellValue[] {
  return [name, parameters, body, folder, docString];
}
