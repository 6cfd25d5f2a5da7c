import {
  type ColumnSymbol,
  type FunctionSymbol,
  items,
  type LanguageService,
  type NetList,
  type TypeSymbol,
} from '../parse/service.ts';
import { nodeName, parentOf, type SyntaxNode } from '../parse/syntax-tree.ts';

/** Functions that give several columns; sorting does so for several arrays. */
export const tupleFunctions: ReadonlySet<string> = new Set([
  'array_sort_asc',
  'array_sort_desc',
  'series_decompose',
  'series_decompose_anomalies',
  'series_fft',
  'series_fit_2lines',
  'series_fit_line',
  'series_fit_poly',
  'series_ifft',
  'series_periods_detect',
  'series_periods_validate',
  'series_stats',
]);

interface CallContext {
  /** The name in the call. */
  Location: SyntaxNode;
}

interface TupleSignature {
  Layout: object;
  CustomReturnType(context: CallContext): TypeSymbol & { Columns: NetList<ColumnSymbol> };
  /** A copy with a layout of the arguments. */
  WithLayout(layout: object): object;
}

interface SignatureClasses {
  FunctionSymbol: { $ctor4: new (name: string, signatures: object[]) => FunctionSymbol };
}

/** Given one name, as in `extend a = series_fit_line(y)`, such a function gives its first column only. */
export function firstColumnWhenNamed(service: LanguageService, symbol: FunctionSymbol): FunctionSymbol {
  const { TupleSymbol } = service.Symbols;
  const { FunctionSymbol: functions } = service.Symbols as unknown as SignatureClasses;
  const [signature] = [...items(symbol.Signatures)] as unknown as TupleSignature[];
  if (signature === undefined) return symbol;
  const resultType = (context: CallContext): TypeSymbol => {
    const tuple = signature.CustomReturnType(context);
    const [first] = [...items(tuple.Columns)];
    const call = parentOf(context.Location);
    const parent = call === null ? null : parentOf(call);
    const isNamed = parent !== null && nodeName(parent) === 'SimpleNamedExpression';
    return isNamed && first !== undefined ? new TupleSymbol.ctor([first]) : tuple;
  };
  // Everything else is the signature's own.
  const changed = Object.create(signature, { CustomReturnType: { value: resultType } }) as TupleSignature;
  return new functions.$ctor4(symbol.Name, [changed.WithLayout(signature.Layout)]).WithResultNameKind(
    symbol.ResultNameKind,
  );
}
