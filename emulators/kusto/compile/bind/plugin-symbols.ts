import { items, type LanguageService } from '../parse/service.ts';

/** What the binder hands to a symbol that makes its own result type. */
interface CallContext {
  RowScope: { Columns: { Count: number } };
}

interface ResultTable {
  Columns: { Count: number; getItem(index: number): object };
}

type ResultOf = (context: CallContext) => ResultTable;

/** Classes of the language service that its own declarations do not give here. */
interface PluginClasses {
  FunctionSymbol: {
    ctor: new (name: string, result: ResultOf, tabularity: number, parameters: object[]) => object;
  };
  Parameter: { $ctor3: new (...settings: unknown[]) => object };
  TableSymbol: { ctor: new (columns: object[]) => ResultTable };
  ColumnSymbol: { ctor: new (name: string, type: unknown, docString: null) => object };
}

/** Columns or parameters by name and type. */
type Declared = readonly (readonly [name: string, type: string])[];

/** Kusto.Language.Symbols.Tabularity.Tabular */
const tabular = 2;

/** Plugins as Microsoft's engine has them where the binder's differ or are missing. */
export function pluginSymbols(service: LanguageService): object[] {
  const replaced = new Set(['ipv6_lookup', 'schema_merge', 'diffpatterns_text']);
  const known = service.PlugIns.All.filter((symbol) => !replaced.has((symbol as { Name: string }).Name));
  return [...known, ipv6Lookup(service), schemaMerge(service), diffPatternsText(service)];
}

/** The engine gives the columns of the lookup table before those of the source. */
function ipv6Lookup(service: LanguageService): object {
  const classes = service.Symbols as unknown as PluginClasses;
  const symbol = service.PlugIns.All.find(
    (candidate) => (candidate as { Name: string }).Name === 'ipv6_lookup',
  ) as {
    Signatures: Parameters<
      typeof items<{ Parameters: Parameters<typeof items<object>>[0]; CustomReturnType: ResultOf }>
    >[0];
  };
  const [signature] = [...items(symbol.Signatures)];
  if (signature === undefined) throw new Error('ipv6_lookup has no signature');
  const result: ResultOf = (context) => {
    const table = signature.CustomReturnType(context);
    const columns = Array.from({ length: table.Columns.Count }, (_, index) => table.Columns.getItem(index));
    const ofSource = context.RowScope.Columns.Count;
    return new classes.TableSymbol.ctor([...columns.slice(ofSource), ...columns.slice(0, ofSource)]);
  };
  return new classes.FunctionSymbol.ctor('ipv6_lookup', result, tabular, [...items(signature.Parameters)]);
}

function schemaMerge(service: LanguageService): object {
  const columns: Declared = [
    ['ColumnName', 'String'],
    ['ColumnOrdinal', 'Long'],
    ['DataType', 'String'],
    ['ColumnType', 'String'],
  ];
  return declared(service, 'schema_merge', [], [['PreserveOrder', 'Bool']], columns);
}

function diffPatternsText(service: LanguageService): object {
  const required: Declared = [
    ['TextColumn', 'String'],
    ['BooleanCondition', 'Bool'],
  ];
  const optional: Declared = [
    ['MinTokens', 'Long'],
    ['Threshold', 'Real'],
    ['MaxTokens', 'Long'],
  ];
  const columns: Declared = [
    ['Count_of_True', 'Long'],
    ['Count_of_False', 'Long'],
    ['Percent_of_True', 'Real'],
    ['Percent_of_False', 'Real'],
    ['Pattern', 'String'],
  ];
  return declared(service, 'diffpatterns_text', required, optional, columns);
}

/** A plugin with fixed columns. Its code checks the arguments' types: here every scalar type is taken. */
function declared(
  service: LanguageService,
  name: string,
  required: Declared,
  optional: Declared,
  columns: Declared,
): object {
  const classes = service.Symbols as unknown as PluginClasses;
  const types = service.Symbols.ScalarTypes;
  const table = new classes.TableSymbol.ctor(
    columns.map(([column, type]) => new classes.ColumnSymbol.ctor(column, types[type], null)),
  );
  const parameter = (occurs: 0 | 1) => (entry: Declared[number]) =>
    new classes.Parameter.$ctor3(
      entry[0],
      types[entry[1]],
      0,
      undefined,
      undefined,
      false,
      undefined,
      occurs,
      1,
    );
  const parameters = [...required.map(parameter(1)), ...optional.map(parameter(0))];
  return new classes.FunctionSymbol.ctor(name, () => table, tabular, parameters);
}
