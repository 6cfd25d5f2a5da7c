import type { SyntaxNode } from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import type { Column, Plan } from '../logical.ts';

/** A call of `evaluate`: `columns` are the binder's, by an explicit schema where the plugin has none of its own. */
export interface PluginCall {
  call: SyntaxNode;
  input: Plan;
  lowering: Lowering;
  columns: Column[];
}

/** A plugin whose columns depend on the data: `plan` reads what decides them, `columnsOf` makes them of its rows. */
export interface SchemaProbe {
  plan: Plan;
  columnsOf(rows: readonly (readonly unknown[])[]): Column[];
}

export interface Plugin {
  lower(call: PluginCall): Plan;
  probe?(call: PluginCall): SchemaProbe;
}

/** Thrown while lowering: the query's columns are unknown until `probe` has run; then they are written after the call. */
export class SchemaNeeded extends Error {
  override readonly name = 'SchemaNeeded';
  readonly probe: SchemaProbe;
  /** Where in the query text the schema clause belongs. */
  readonly textOffset: number;

  constructor(probe: SchemaProbe, textOffset: number) {
    super('the schema depends on data');
    this.probe = probe;
    this.textOffset = textOffset;
  }
}
