import '@kusto/language-service-next/bridge.min.js';
import '@kusto/language-service-next/Kusto.Language.Bridge.min.js';

import type { GraphSymbolOf, TreeBinder } from '../bind/graph-conditions.ts';
import type { NodeBinder } from '../bind/scan-columns.ts';

/** What a bridged .NET list offers. */
export interface NetList<T> {
  Count: number;
  getItem(index: number): T;
}

export interface TypeSymbol {
  Name: string;
}

export interface ColumnSymbol {
  Name: string;
  Type: TypeSymbol;
}

/** A table, or the tuple of columns that a function such as arg_max gives. */
export interface TableSymbol extends TypeSymbol {
  Columns: NetList<ColumnSymbol>;
  IsOpen?: boolean;
}

export interface Diagnostic {
  Code: string;
  Severity: string;
  Message: string;
  Start: number;
  Length: number;
}

/** Opaque: pass it on to the service, read nothing from it. */
export interface GlobalState {
  readonly brand: 'GlobalState';
  WithCluster(cluster: object): GlobalState;
  WithDatabase(database: object): GlobalState;
  WithFunctions(functions: FunctionSymbol[]): GlobalState;
  WithAggregates(aggregates: FunctionSymbol[]): GlobalState;
  WithPlugIns(plugIns: object[]): GlobalState;
}

/** A node of the bound syntax tree; its other members are read through syntax-tree.ts. */
export interface RawNode {
  Kind: number;
  IsToken: boolean;
  ChildCount: number;
  TextStart: number;
  End: number;
  ResultType: TypeSymbol | TableSymbol | null;
  ReferencedSymbol: { Name: string; Type?: TypeSymbol } | null;
  GetChild(index: number): RawNode | null;
  ToString(includeTrivia: number): string;
}

export interface AnalyzedCode {
  Kind: string;
  Syntax: RawNode;
  Text: string;
  ResultType: TypeSymbol | TableSymbol | null;
  GetDiagnostics(): NetList<Diagnostic>;
}

/** A built-in function as the binder knows it. */
export interface FunctionSymbol {
  Name: string;
  ResultNameKind: number;
  Signatures: NetList<{ Parameters: NetList<object> }>;
  WithResultNameKind(kind: number): FunctionSymbol;
}

interface Constructors {
  ctor: new (name: string, members: object[]) => object;
}

/** The part of Microsoft's language service that the compiler uses. The package puts it on the global object. */
export interface LanguageService {
  KustoCode: {
    Parse(text: string): AnalyzedCode;
    ParseAndAnalyze(text: string, globals: GlobalState): AnalyzedCode;
  };
  GlobalState: { Default: GlobalState };
  Functions: { All: FunctionSymbol[] };
  Aggregates: { All: FunctionSymbol[] };
  PlugIns: { All: object[]; SchemaMerge: object };
  Binding: {
    Binder: {
      GetExpressionResultName(node: object, defaultName: null, row: null): string | null;
      NodeBinder: { prototype: NodeBinder };
      TreeBinder: { prototype: TreeBinder };
      GetGraphSymbol: GraphSymbolOf;
    };
  };
  Symbols: {
    DatabaseSymbol: Constructors;
    ClusterSymbol: Constructors;
    ColumnSymbol: { ctor: new (name: string, type: TypeSymbol, docString: string | null) => ColumnSymbol };
    TableSymbol: { $ctor4: new (name: string, columns: ColumnSymbol[]) => object };
    ExternalTableSymbol: { $ctor1: new (name: string, columns: ColumnSymbol[]) => object };
    MaterializedViewSymbol: {
      $ctor2: new (name: string, columns: ColumnSymbol[], query: string, docString: string) => object;
    };
    FunctionSymbol: {
      $ctor16: new (name: string, parameters: string, body: string, docString: string) => object;
      $ctor6: new (
        name: string,
        type: TypeSymbol,
        parameters: NetList<object>,
        docString: null,
      ) => FunctionSymbol;
      ctor: new (
        name: string,
        type: (call: never) => TypeSymbol | undefined,
        tabularity: number,
        parameters: object[],
      ) => FunctionSymbol;
    };
    TupleSymbol: {
      ctor: new (columns: ColumnSymbol[]) => TypeSymbol;
      $ctor1: new (columns: NetList<object>, relatedTable: object) => TypeSymbol;
    };
    ScalarTypes: { Long: TypeSymbol; Real: TypeSymbol } & Record<string, TypeSymbol>;
  };
}

/** The language service; loading it took place when this module was imported. */
export function languageService(): LanguageService {
  return (globalThis as unknown as { Kusto: { Language: LanguageService } }).Kusto.Language;
}

export function* items<T>(list: NetList<T>): Generator<T> {
  for (let index = 0; index < list.Count; index++) yield list.getItem(index);
}
