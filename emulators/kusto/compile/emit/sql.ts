import { unsupported } from '../../types/kql-error.ts';
import { columnIdentifiers, quoteIdentifier } from '../../types/physical.ts';
import type { ComputedOperator } from '../plan/computed.ts';
import type { Column, Expression, Plan, PlanOf } from '../plan/logical.ts';
import { inputsOf } from '../plan/plan-inputs.ts';
import { externalReads } from '../plan/rewrite/external-reads.ts';
import type { Emitter } from './emitter.ts';
import { emitExpression, type Fragment, placeholder, type Surroundings } from './expression.ts';
import { operatorEmissions } from './operators/registry.ts';
import type { Relation } from './relation.ts';
import { type Program, type Stage, type Statement, selectCells } from './statement.ts';

interface Cte {
  name: string;
  sql: string;
  isMaterialized: boolean;
}

/** What runs for a plan; `wraps` is for arithmetic on long that wraps around. */
export function programFor(plan: Plan, wraps: boolean): Program {
  const stages: StageList = { list: [], sources: new Map(), operators: externalReads(plan) };
  const statement = new SqlEmitter({ wraps, stages }).select(plan);
  return { stages: stages.list, statement };
}

/** The stages of one program; a plan that is computed for two statements is computed once. */
interface StageList {
  list: Stage[];
  sources: Map<Plan, string>;
  /** Operators that read less than their plan says. */
  operators: ReadonlyMap<Plan, ComputedOperator>;
}

/** Turns plans into one SQL statement: one CTE per operator, in order. */
class SqlEmitter implements Emitter {
  readonly wraps: boolean;
  readonly parameters: Set<string>;
  readonly #ctes: Cte[] = [];
  readonly #relations = new Map<Plan, Relation>();
  readonly #outer: { emitter: SqlEmitter; plan: Plan } | null;
  readonly #names: { next: number };
  readonly #stages: StageList;

  constructor(
    options: { wraps: boolean; stages: StageList },
    outer: { emitter: SqlEmitter; plan: Plan } | null = null,
  ) {
    this.wraps = options.wraps;
    this.#stages = options.stages;
    this.#outer = outer;
    this.parameters = outer === null ? new Set() : outer.emitter.parameters;
    this.#names = outer === null ? { next: 1 } : outer.emitter.#names;
  }

  get isCorrelated(): boolean {
    return this.#outer !== null;
  }

  /** The statement that gives the plan's rows. */
  select(plan: Plan): Statement {
    const sql = this.#statement(selectCells(this.relation(plan)));
    return {
      sql,
      columns: plan.columns.map(({ name, type }) => ({ name, type })),
      parameterNames: usedIn(sql, this.parameters),
    };
  }

  stage(plan: PlanOf<'compute'>): string {
    if (this.#outer !== null)
      throw unsupported(`${plan.operator.name} inside a subquery that runs for each row`);
    const known = this.#stages.sources.get(plan);
    if (known !== undefined) return known;
    const options = { wraps: this.wraps, stages: this.#stages };
    const inputs = plan.inputs.map((input) => new SqlEmitter(options).select(input));
    const table = `$stage${this.#stages.list.length + 1}`;
    const columns = plan.columns.map(({ name, type }) => ({ name, type }));
    const identifiers = columnIdentifiers(columns.map((column) => column.name));
    const operator = this.#stages.operators.get(plan) ?? plan.operator;
    this.#stages.list.push({ operator, inputs, table, columns, identifiers });
    const source = `temp.main.${quoteIdentifier(table)}`;
    this.#stages.sources.set(plan, source);
    return source;
  }

  relation(plan: Plan): Relation {
    const known = this.#relations.get(plan);
    if (known !== undefined) return known;
    if (this.#outer !== null && !this.dependsOn(plan, this.#outer.plan))
      return this.#outer.emitter.relation(plan);
    const emit = operatorEmissions[plan.kind] as (plan: Plan, emitter: Emitter) => Relation;
    const relation = emit(plan, this);
    this.#relations.set(plan, relation);
    return relation;
  }

  add(sql: string, materialized?: 'materialized'): string {
    const name = `t${this.#names.next}`;
    this.#names.next += 1;
    this.#ctes.push({ name, sql, isMaterialized: materialized !== undefined });
    return name;
  }

  expression(expression: Expression, surroundings: Surroundings): Fragment {
    return emitExpression(expression, surroundings, this);
  }

  derived(
    columns: readonly Column[],
    nullable: (index: number) => boolean,
    build: (identifiers: string[]) => string,
    materialized?: 'materialized',
  ): Relation {
    const identifiers = columnIdentifiers(columns.map((column) => column.name));
    const source = this.add(build(identifiers), materialized);
    return {
      source,
      hasIngestionTime: false,
      columns: columns.map((column, index) => ({
        name: column.name,
        type: column.type,
        identifier: identifiers[index] ?? column.name,
        isNullable: column.type !== 'string' && nullable(index),
      })),
    };
  }

  correlated(plan: Plan, outer: Plan, relation: Relation): { sql: string; relation: Relation } {
    const options = { wraps: this.wraps, stages: this.#stages };
    const nested = new SqlEmitter(options, { emitter: this, plan: outer });
    nested.#relations.set(outer, relation);
    const result = nested.relation(plan);
    return { sql: nested.#withClause(), relation: result };
  }

  dependsOn(plan: Plan, outer: Plan): boolean {
    const seen = new Set<Plan>();
    const reads = (candidate: Plan): boolean => {
      if (candidate === outer) return true;
      if (seen.has(candidate)) return false;
      seen.add(candidate);
      return inputsOf(candidate).some(reads);
    };
    return reads(plan);
  }

  /** The statement that selects `select` after every CTE that it needs. */
  #statement(select: string): string {
    const clause = this.#withClause();
    return clause === '' ? select : `${clause}\n${select}`;
  }

  #withClause(): string {
    if (this.#ctes.length === 0) return '';
    const parts = this.#ctes.map(
      (cte) => `${cte.name} AS ${cte.isMaterialized ? 'MATERIALIZED ' : ''}(${cte.sql})`,
    );
    return `WITH ${parts.join(',\n')}`;
  }
}

/** Functions such as gettype() need no value of what they are given. */
function usedIn(sql: string, names: ReadonlySet<string>): string[] {
  const placeholders = new Set(sql.match(/\$\w+/g));
  return [...names].filter((name) => placeholders.has(`$${placeholder(name)}`));
}
