import { printDatetime } from '../../types/datetime.ts';
import { unsupported } from '../../types/kql-error.ts';
import { parseLiteral } from '../../types/literal.ts';
import { printTimespan } from '../../types/timespan.ts';
import {
  child,
  elements,
  literalText,
  nodeName,
  type SyntaxNode,
  scalarType,
  textOf,
  tokenText,
  tokenValue,
} from '../parse/syntax-tree.ts';

/** JSON text of what stands inside dynamic(...); null for dynamic(null). */
export function dynamicLiteral(node: SyntaxNode): string | null {
  const json = jsonOf(node);
  return json === 'null' ? null : json;
}

function jsonOf(node: SyntaxNode): string {
  switch (nodeName(node)) {
    case 'JsonObjectExpression':
      return `{${elements(node, 'Pairs').map(pairJson).join(',')}}`;
    case 'JsonArrayExpression':
      return `[${elements(node, 'Values').map(jsonOf).join(',')}]`;
    case 'LiteralExpression':
      return scalarJson(node);
    case 'PrefixUnaryExpression':
      return `${tokenText(node, 'Operator') === '-' ? '-' : ''}${jsonOf(child(node, 'Expression'))}`;
    case 'DynamicExpression':
      return jsonOf(child(node, 'Expression'));
    default:
      throw unsupported(`'${textOf(node).slice(0, 60)}' inside a dynamic literal`);
  }
}

function pairJson(pair: SyntaxNode): string {
  return `${JSON.stringify(tokenValue(child(pair, 'Name')))}:${jsonOf(child(pair, 'Value'))}`;
}

function scalarJson(node: SyntaxNode): string {
  const type = scalarType(node);
  const text = literalText(node);
  if (type === null || type === 'dynamic') return 'null';
  const value = parseLiteral(type, text);
  if (value === null || value === undefined) return 'null';
  switch (type) {
    case 'datetime':
      return JSON.stringify(printDatetime(BigInt(value)));
    case 'timespan':
      return JSON.stringify(printTimespan(BigInt(value)));
    case 'real':
      return realJson(text, Number(value));
    case 'bool':
    case 'int':
    case 'long':
      return String(value);
    case 'decimal':
    case 'guid':
    case 'string':
      return JSON.stringify(value);
  }
}

/** A number keeps the digits it was written with, where they are JSON. */
function realJson(text: string, value: number): string {
  if (!Number.isFinite(value))
    return JSON.stringify(value > 0 ? 'Infinity' : value < 0 ? '-Infinity' : 'NaN');
  if (/^-?\d+\.\d+$/.test(text)) return text;
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : String(value);
}
