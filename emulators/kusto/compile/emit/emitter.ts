import type { Column, Expression, Plan, PlanOf } from '../plan/logical.ts';
import type { Fragment, Surroundings } from './expression.ts';
import type { Relation } from './relation.ts';

/** What the files of emit/operators use to turn their plan node into SQL. */
export interface Emitter {
  readonly wraps: boolean;
  /** Emits a subquery that runs for each row of another relation. */
  readonly isCorrelated: boolean;
  /** Names of the parameters that the statement uses. */
  readonly parameters: Set<string>;
  /** The plan's relation; a plan that is used twice is emitted once. */
  relation(plan: Plan): Relation;
  /** Adds a CTE and returns its name. */
  add(sql: string, materialized?: 'materialized'): string;
  expression(expression: Expression, surroundings: Surroundings): Fragment;
  /** A relation over a new CTE whose columns have these names. */
  derived(
    columns: readonly Column[],
    nullable: (index: number) => boolean,
    build: (identifiers: string[]) => string,
    materialized?: 'materialized',
  ): Relation;
  /** Emits a plan inside a correlated subquery in which `outer` stands for the enclosing row. */
  correlated(plan: Plan, outer: Plan, relation: Relation): { sql: string; relation: Relation };
  /** Adds a stage that runs before the statement; returns the source that holds its rows. */
  stage(plan: PlanOf<'compute'>): string;
  /** The plan reads the row that `outer` stands for. */
  dependsOn(plan: Plan, outer: Plan): boolean;
}
