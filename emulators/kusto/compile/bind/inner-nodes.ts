import { type FunctionSymbol, items, type LanguageService } from '../parse/service.ts';

interface BoundNode {
  Parent: BoundNode | null;
  constructor: unknown;
}

interface CallContext {
  Arguments: { getItem(index: number): BoundNode };
}

/**
 * inner_nodes() gives the properties of a node; the binder loses them where nodes have a single property and inside
 * partitioned-by.
 */
export function innerNodes(service: LanguageService, symbol: FunctionSymbol): FunctionSymbol {
  const { FunctionSymbol: functions, TupleSymbol, ScalarTypes } = service.Symbols;
  const [signature] = [...items(symbol.Signatures)];
  const unknown = ScalarTypes.DynamicArrayOfBag;
  if (signature === undefined || unknown === undefined) return symbol;
  const resultType = ({ Arguments }: CallContext) => {
    const operator = operatorAround(Arguments.getItem(0));
    const shape = operator === null ? null : service.Binding.Binder.GetGraphSymbol(operator)?.NodeShape;
    return shape == null ? unknown : new TupleSymbol.$ctor1(shape.Columns, shape);
  };
  return new functions.ctor(symbol.Name, resultType, 1, [...items(signature.Parameters)]);
}

const operators = /\.(GraphMatchOperator|GraphShortestPathsOperator)$/;

function operatorAround(node: BoundNode): BoundNode | null {
  for (let at = node.Parent; at !== null && at !== undefined; at = at.Parent)
    if (operators.test((at.constructor as { $$name: string }).$$name)) return at;
  return null;
}
