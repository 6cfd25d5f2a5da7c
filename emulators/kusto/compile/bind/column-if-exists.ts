import {
  type FunctionSymbol,
  items,
  type LanguageService,
  type NetList,
  type TypeSymbol,
} from '../parse/service.ts';

interface CallContext {
  Arguments: NetList<{ ConstantValue: unknown }>;
  ArgumentTypes: NetList<TypeSymbol>;
  RowScope: { Columns: NetList<{ Name: string; Type: TypeSymbol }>; IsOpen: boolean };
}

/**
 * column_ifexists() has the type of the column that is there; the binder takes that of the default. Inside a function's
 * declaration, where the name is a parameter, it has none.
 */
export function columnIfExists(service: LanguageService, symbol: FunctionSymbol): FunctionSymbol {
  const { FunctionSymbol: functions, ScalarTypes } = service.Symbols;
  const [signature] = [...items(symbol.Signatures)];
  const unknown = ScalarTypes.Unknown;
  if (signature === undefined || unknown === undefined) return symbol;
  const resultType = ({ Arguments, ArgumentTypes, RowScope }: CallContext) => {
    const name = Arguments.Count > 0 ? Arguments.getItem(0).ConstantValue : null;
    if (typeof name !== 'string') return unknown;
    const column = [...items(RowScope.Columns)].find((candidate) => candidate.Name === name);
    if (column !== undefined) return column.Type;
    return RowScope.IsOpen || ArgumentTypes.Count < 2 ? unknown : ArgumentTypes.getItem(1);
  };
  return new functions.ctor(symbol.Name, resultType, 1, [...items(signature.Parameters)]).WithResultNameKind(
    symbol.ResultNameKind,
  );
}
