import { unsupported } from '../../../types/kql-error.ts';
import { child, isOpen, maybeChild, type SyntaxNode } from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import type { Column, Plan } from '../logical.ts';
import { bagUnpack } from '../plugins/bag-unpack.ts';
import { narrow, pivot } from '../plugins/pivot.ts';
import { type Plugin, SchemaNeeded } from '../plugins/plugin.ts';
import { functionName } from '../special-calls.ts';

/** Plugins by name; one file each in plan/plugins. */
const plugins: Record<string, Plugin> = { bag_unpack: bagUnpack, narrow, pivot };

/** Throws SchemaNeeded for a plugin whose columns depend on data and that has no schema clause. */
export function lowerEvaluate(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const call = child(node, 'FunctionCall');
  const name = functionName(call);
  const plugin = plugins[name];
  if (plugin === undefined) throw unsupported(`The plugin ${name}()`);
  const shape = { call, input, lowering, columns };
  if (maybeChild(node, 'Schema') !== null || plugin.probe === undefined || !isOpen(node))
    return plugin.lower(shape);
  if (lowering.scope.depth > 0)
    throw unsupported(`evaluate ${name}() without an output schema inside a function`);
  throw new SchemaNeeded(plugin.probe(shape), call.End);
}
