import {
  type FunctionSymbol,
  type GlobalState,
  items,
  type LanguageService,
  type TypeSymbol,
} from '../parse/service.ts';
import { columnIfExists } from './column-if-exists.ts';
import { showGraphProperties } from './graph-conditions.ts';
import { innerNodes } from './inner-nodes.ts';
import { replaceParsedColumns } from './parsed-columns.ts';
import { pluginSymbols } from './plugin-symbols.ts';
import { dropUnwantedMatchId } from './scan-columns.ts';
import { firstColumnWhenNamed, tupleFunctions } from './tuple-functions.ts';

/** Functions whose result the binder declares as int; Microsoft's engine answers with long. */
const longFunctions = new Set([
  'getyear',
  'getmonth',
  'monthofyear',
  'dayofmonth',
  'dayofyear',
  'hourofday',
  'week_of_year',
  'weekofyear',
  'datetime_part',
  'datepart',
]);
/** Aggregates that the engine names after all of their arguments, e.g. covariance_x_y. */
const namedByTwo = new Set(['covariance', 'covarianceif', 'covariancep', 'covariancepif']);

/** Symbols in which the binder differs from Microsoft's engine, replaced so that later operators see the right types. */
export function withOverrides(service: LanguageService, globals: GlobalState): GlobalState {
  const known = overridden.get(globals);
  if (known !== undefined) return known;
  const replaced = replaceSymbols(service, globals);
  overridden.set(globals, replaced);
  return replaced;
}

const overridden = new WeakMap<GlobalState, GlobalState>();

function replaceSymbols(service: LanguageService, globals: GlobalState): GlobalState {
  dropUnwantedMatchId(service);
  replaceParsedColumns(service);
  showGraphProperties(service);
  const functions = service.Functions.All.map((symbol) => functionOverride(service, symbol));
  const aggregates = service.Aggregates.All.map((symbol) =>
    namedByTwo.has(symbol.Name) ? covariance(service, symbol) : symbol,
  );
  return globals.WithFunctions(functions).WithAggregates(aggregates).WithPlugIns(pluginSymbols(service));
}

/** A tuple of one column is the way to give a column a name of one's own. */
function covariance(service: LanguageService, symbol: FunctionSymbol): FunctionSymbol {
  const { ColumnSymbol, FunctionSymbol: functions, ScalarTypes, TupleSymbol } = service.Symbols;
  const [signature] = [...items(symbol.Signatures)];
  if (signature === undefined) return symbol;
  const resultType = ({ Arguments }: CallContext) => {
    const names = [0, 1]
      .map((index) => Arguments.getItem(index).ToString(2))
      .map((text) => (/^\w+$/.test(text) ? `_${text}` : '_'));
    return new TupleSymbol.ctor([
      new ColumnSymbol.ctor(`${symbol.Name}${names.join('')}`, ScalarTypes.Real, null),
    ]);
  };
  return new functions.ctor(symbol.Name, resultType, 1, [...items(signature.Parameters)]);
}

interface CallContext {
  Arguments: { getItem(index: number): { ToString(trivia: number): string } };
}

function functionOverride(service: LanguageService, symbol: FunctionSymbol): FunctionSymbol {
  const { ScalarTypes, FunctionSymbol: functions } = service.Symbols;
  const [signature] = [...items(symbol.Signatures)];
  if (signature === undefined) return symbol;
  const returning = (type: TypeSymbol | undefined) =>
    type === undefined
      ? symbol
      : new functions.$ctor6(symbol.Name, type, signature.Parameters, null).WithResultNameKind(
          symbol.ResultNameKind,
        );
  if (longFunctions.has(symbol.Name)) return returning(ScalarTypes.Long);
  if (symbol.Name === 'ceiling' || symbol.Name === 'jaccard_index') return returning(ScalarTypes.Real);
  if (/^column_?ifexists$/.test(symbol.Name)) return columnIfExists(service, symbol);
  if (symbol.Name === 'inner_nodes') return innerNodes(service, symbol);
  if (tupleFunctions.has(symbol.Name)) return firstColumnWhenNamed(service, symbol);
  if (symbol.Name !== 'datetime_diff') return symbol;
  // Weeks are answered as a real.
  const resultType = (call: CallContext) =>
    /^["']week["']$/i.test(call.Arguments.getItem(0).ToString(2)) ? ScalarTypes.Real : ScalarTypes.Long;
  return new functions.ctor(symbol.Name, resultType, 1, [...items(signature.Parameters)]);
}
