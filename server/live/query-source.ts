import type { QueryResult } from '#shared/kusto/query-result.ts';
import type { Cell } from '#shared/kusto/types.ts';
import type { CommandRequest, QueryRequest } from '../query/kusto-source.ts';

/** Where live queries run: KustoSource. Every failure is an AppError. */
export interface QuerySource {
  readonly id: string;
  readonly name: string;
  query(request: QueryRequest): Promise<QueryResult>;
  command(request: CommandRequest): Promise<Cell[][]>;
}
