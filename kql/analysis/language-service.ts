/** What a bridged .NET list offers. */
interface NetList<T> {
  Count: number;
  getItem(index: number): T;
}

export interface RawSymbol {
  Name: string;
}

export interface RawDiagnostic {
  Code: string;
  Severity: string;
  Message: string;
  Start: number;
}

/** A node of the syntax tree; ReferencedSymbol is set where a name was bound. */
export interface RawNode {
  ChildCount: number;
  ReferencedSymbol: (RawSymbol & { Members?: NetList<RawSymbol> }) | null;
  GetChild(index: number): RawNode | null;
}

export interface RawCode {
  Syntax: RawNode;
  GetDiagnostics(): NetList<RawDiagnostic>;
}

export interface GlobalState {
  WithCluster(cluster: object): GlobalState;
  WithDatabase(database: object): GlobalState;
}

/** The part of Microsoft's KQL language service that analysis uses. */
export interface LanguageService {
  KustoCode: {
    Parse(text: string): RawCode;
    ParseAndAnalyze(text: string, globals: GlobalState): RawCode;
  };
  GlobalState: { Default: GlobalState };
  Symbols: {
    ClusterSymbol: { ctor: new (name: string, databases: object[]) => object };
    DatabaseSymbol: { ctor: new (name: string, members: object[]) => object };
    ColumnSymbol: { ctor: new (name: string, type: object, docString: null) => object };
    TableSymbol: { $ctor4: new (name: string, columns: object[]) => object };
    MaterializedViewSymbol: {
      $ctor2: new (name: string, columns: object[], query: string, docString: string) => object;
    };
    FunctionSymbol: {
      $ctor16: new (name: string, parameters: string, body: string, docString: string) => object;
    };
    ScalarTypes: Record<string, object>;
  };
}

/** Loads the service: about 0.3 s and 100 MB once per process. The package puts itself on the global object. */
export async function loadLanguageService(): Promise<LanguageService> {
  await import('@kusto/language-service-next/bridge.min.js');
  await import('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
  const kusto: unknown = Reflect.get(globalThis, 'Kusto');
  if (typeof kusto !== 'object' || kusto === null || !('Language' in kusto))
    throw new Error('@kusto/language-service-next did not load.');
  return kusto.Language as LanguageService;
}

export function items<T>(list: NetList<T>): T[] {
  return Array.from({ length: list.Count }, (_, index) => list.getItem(index));
}

/** The name of a bridged object's class without its namespace, e.g. `TableSymbol`. */
export function className(object: object): string {
  const fullName: unknown = Reflect.get(object.constructor, '$$name');
  return typeof fullName === 'string' ? fullName.slice(fullName.lastIndexOf('.') + 1) : '';
}
