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

/** A call of a user function that is being inlined. */
export interface FunctionFrame {
  call: SyntaxNode;
  /** Its text is parsed on its own. */
  body: SyntaxNode;
}

/** Thrown while lowering: the query's columns are unknown until `probe` has run; then they are written after the call. */
export class SchemaNeeded extends Error {
  override readonly name = 'SchemaNeeded';
  readonly probe: SchemaProbe;
  /** Where the schema clause belongs: in the text of the innermost function, or of the query outside of functions. */
  readonly textOffset: number;
  /** The functions in which the call stands, the innermost first. */
  readonly frames: FunctionFrame[] = [];

  constructor(probe: SchemaProbe, textOffset: number) {
    super('the schema depends on data');
    this.probe = probe;
    this.textOffset = textOffset;
  }

  /** Notes the function in whose body `work` lowers. */
  static within<T>(frame: FunctionFrame, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof SchemaNeeded) error.frames.push(frame);
      throw error;
    }
  }
}
