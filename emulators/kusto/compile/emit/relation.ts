import type { KustoType } from '../../types/schema.ts';

/** A column as SQL sees it. */
export interface RelationColumn {
  name: string;
  type: KustoType;
  /** Unquoted; differs from the name where names differ by case only. */
  identifier: string;
  isNullable: boolean;
}

/** What a plan became: a CTE or a stored table, and its columns. */
export interface Relation {
  /** As it stands after FROM. */
  source: string;
  columns: RelationColumn[];
  /** The source still has the hidden column with the ingestion time. */
  hasIngestionTime: boolean;
  /**
   * Inside a subquery that runs for each row, where SQL keeps no order: the hidden column, quoted, by which the rows are
   * in order.
   */
  rank?: string;
}
