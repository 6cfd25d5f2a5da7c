import { items, type LanguageService, type NetList } from '../parse/service.ts';

/** What the binder hands to a symbol that makes its own result type. */
interface CallContext {
  RowScope: ResultTable;
  Arguments: NetList<{ ReferencedSymbol: { Name: string } | null }>;
}

interface ResultTable {
  Columns: NetList<NamedSymbol>;
}

interface NamedSymbol {
  Name: string;
}

interface PluginSymbol extends NamedSymbol {
  Signatures: NetList<{ Parameters: NetList<object>; CustomReturnType: ResultOf }>;
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
  const known = new Map((service.PlugIns.All as PluginSymbol[]).map((symbol) => [symbol.Name, symbol]));
  const all = new Map<string, object>(known);
  for (const [name, arrange] of Object.entries(arrangements)) {
    const symbol = known.get(name);
    if (symbol !== undefined) all.set(name, rearranged(service, symbol, arrange));
  }
  const bagUnpackSymbol = known.get('bag_unpack');
  if (bagUnpackSymbol !== undefined) all.set('bag_unpack', bagUnpack(service, bagUnpackSymbol));
  all.set('schema_merge', schemaMerge(service));
  all.set('diffpatterns_text', diffPatternsText(service));
  return [...all.values()];
}

type Arrange = (columns: NamedSymbol[], context: CallContext) => NamedSymbol[];

/** What the engine makes of the columns that the binder gives. */
const arrangements: Record<string, Arrange> = {
  /** The columns of the lookup table come before those of the source. */
  ipv6_lookup: (columns, { RowScope }) => [
    ...columns.slice(RowScope.Columns.Count),
    ...columns.slice(0, RowScope.Columns.Count),
  ],
  autocluster: withoutArguments(1),
  basket: withoutArguments(1),
  diffpatterns: withoutArguments(0, 3),
};

/** Columns that split or weigh the rows are in no pattern. */
function withoutArguments(...places: number[]): Arrange {
  return (columns, { Arguments, RowScope }) => {
    const used = places
      .filter((place) => place < Arguments.Count)
      .map((place) => Arguments.getItem(place).ReferencedSymbol?.Name);
    const source = [...items(RowScope.Columns)].map((column) => column.Name);
    const figures = columns.length - source.length;
    return columns.filter((_, index) => index < figures || !used.includes(source[index - figures]));
  };
}

function rearranged(service: LanguageService, symbol: PluginSymbol, arrange: Arrange): object {
  const classes = service.Symbols as unknown as PluginClasses;
  const [signature] = [...items(symbol.Signatures)];
  if (signature === undefined) throw new Error(`${symbol.Name} has no signature`);
  const result: ResultOf = (context) => {
    const columns = [...items(signature.CustomReturnType(context).Columns)];
    return new classes.TableSymbol.ctor(arrange(columns, context));
  };
  return new classes.FunctionSymbol.ctor(symbol.Name, result, tabular, [...items(signature.Parameters)]);
}

/** The binder knows the first option only. */
function bagUnpack(service: LanguageService, symbol: PluginSymbol): object {
  const classes = service.Symbols as unknown as PluginClasses;
  const [signature] = [...items(symbol.Signatures)];
  const [column] = signature === undefined ? [] : [...items(signature.Parameters)];
  if (signature === undefined || column === undefined) throw new Error('bag_unpack has no signature');
  const options: Declared = [
    ['OutputColumnPrefix', 'String'],
    ['columnsConflict', 'String'],
    ['ignoredProperties', 'Dynamic'],
  ];
  const parameters = options.map((option) => parameterOf(service, option, 0));
  const result: ResultOf = (context) => signature.CustomReturnType(context);
  return new classes.FunctionSymbol.ctor(symbol.Name, result, tabular, [column, ...parameters]);
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
  const parameters = [
    ...required.map((entry) => parameterOf(service, entry, 1)),
    ...optional.map((entry) => parameterOf(service, entry, 0)),
  ];
  return new classes.FunctionSymbol.ctor(name, () => table, tabular, parameters);
}

function parameterOf(service: LanguageService, [name, type]: Declared[number], occurs: 0 | 1): object {
  const { Parameter } = service.Symbols as unknown as PluginClasses;
  const { ScalarTypes } = service.Symbols;
  return new Parameter.$ctor3(name, ScalarTypes[type], 0, undefined, undefined, false, undefined, occurs, 1);
}
