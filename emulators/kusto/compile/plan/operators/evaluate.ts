import { unsupported } from '../../../types/kql-error.ts';
import { functionName } from '../../parse/calls.ts';
import { child, isOpen, maybeChild, type SyntaxNode } from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import type { Column, Plan } from '../logical.ts';
import { disabledPlugin } from '../plugins/disabled.ts';
import { SchemaNeeded } from '../plugins/plugin.ts';
import { plugins } from '../plugins/registry.ts';

/** Throws SchemaNeeded for a plugin whose columns depend on data and that has no schema clause. */
export function lowerEvaluate(node: SyntaxNode, input: Plan, lowering: Lowering, columns: Column[]): Plan {
  const call = child(node, 'FunctionCall');
  const name = functionName(call);
  const plugin = plugins.get(name);
  if (plugin === undefined) throw disabledPlugin(name) ?? unsupported(`The plugin ${name}()`);
  const shape = { call, input, lowering, columns };
  if (maybeChild(node, 'Schema') !== null || plugin.probe === undefined || !isOpen(node))
    return plugin.lower(shape);
  // The text of a function that comes to stand in the query would see what is restricted there.
  if (lowering.scope.depth > 0 && lowering.scope.restriction !== null)
    throw unsupported(`evaluate ${name}() without an output schema inside a function under restrict access`);
  throw new SchemaNeeded(plugin.probe(shape), call.End);
}
