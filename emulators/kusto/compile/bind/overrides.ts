import { type FunctionSymbol, type GlobalState, items, type LanguageService, type TypeSymbol } from '../parse/service.ts';

/** Functions whose result the binder declares as int; Microsoft's engine answers with long. */
const longFunctions = new Set([
  'getyear', 'getmonth', 'monthofyear', 'dayofmonth', 'dayofyear', 'hourofday', 'week_of_year', 'weekofyear', 'datetime_part', 'datepart',
]);
/** Aggregates that the engine names after all of their arguments, e.g. covariance_x_y. */
const namedByTwo = new Set(['covariance', 'covarianceif', 'covariancep', 'covariancepif']);

/** Symbols in which the binder differs from Microsoft's engine, replaced so that later operators see the right types. */
export function withOverrides(service: LanguageService, globals: GlobalState): GlobalState {
  const functions = service.Functions.All.map((symbol) => functionOverride(service, symbol));
  return globals.WithFunctions(functions).WithPlugIns([...service.PlugIns.All, service.PlugIns.SchemaMerge]);
}

function functionOverride(service: LanguageService, symbol: FunctionSymbol): FunctionSymbol {
  const { ScalarTypes, FunctionSymbol: functions } = service.Symbols;
  const [signature] = [...items(symbol.Signatures)];
  if (signature === undefined) return symbol;
  const returning = (type: TypeSymbol | undefined) =>
    type === undefined ? symbol : new functions.$ctor6(symbol.Name, type, signature.Parameters, null).WithResultNameKind(symbol.ResultNameKind);
  if (longFunctions.has(symbol.Name)) return returning(ScalarTypes['Long']);
  if (symbol.Name === 'ceiling') return returning(ScalarTypes['Real']);
  if (symbol.Name !== 'datetime_diff') return symbol;
  // Weeks are answered as a real.
  const resultType = (call: { Arguments: { getItem(index: number): { ToString(trivia: number): string } } }) =>
    /^["']week["']$/i.test(call.Arguments.getItem(0).ToString(2)) ? ScalarTypes['Real'] : ScalarTypes['Long'];
  return new functions.ctor(symbol.Name, resultType, 1, [...items(signature.Parameters)]);
}

/** The engine's name of an unnamed aggregate column, where it differs from the binder's. */
export function isNamedByTwoArguments(aggregate: string): boolean {
  return namedByTwo.has(aggregate);
}
