import { columnIdentifiers } from '../../types/physical.ts';
import type { Column, Expression, Plan } from '../plan/logical.ts';
import type { Emitter } from './emitter.ts';
import { emitExpression, type Fragment, type Surroundings } from './expression.ts';
import { operatorEmissions } from './operators/registry.ts';
import type { Relation } from './relation.ts';

interface Cte {
  name: string;
  sql: string;
  isMaterialized: boolean;
}

/** Turns plans into one SQL statement: one CTE per operator, in order. */
export class SqlEmitter implements Emitter {
  readonly wraps: boolean;
  readonly parameters: Set<string>;
  readonly #ctes: Cte[] = [];
  readonly #relations = new Map<Plan, Relation>();
  readonly #outer: { emitter: SqlEmitter; plan: Plan } | null;
  readonly #names: { next: number };

  constructor(options: { wraps: boolean }, outer: { emitter: SqlEmitter; plan: Plan } | null = null) {
    this.wraps = options.wraps;
    this.#outer = outer;
    this.parameters = outer === null ? new Set() : outer.emitter.parameters;
    this.#names = outer === null ? { next: 1 } : outer.emitter.#names;
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
  ): Relation {
    const identifiers = columnIdentifiers(columns.map((column) => column.name));
    const source = this.add(build(identifiers));
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
    const nested = new SqlEmitter({ wraps: this.wraps }, { emitter: this, plan: outer });
    nested.#relations.set(outer, relation);
    const result = nested.relation(plan);
    return { sql: nested.#withClause(), relation: result };
  }

  dependsOn(plan: Plan, outer: Plan): boolean {
    return plan === outer || inputsOf(plan).some((input) => this.dependsOn(input, outer));
  }

  /** The statement that selects `select` after every CTE that it needs. */
  statement(select: string): string {
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

function inputsOf(plan: Plan): Plan[] {
  switch (plan.kind) {
    case 'table':
    case 'rows':
    case 'range':
    case 'outer':
      return [];
    case 'join':
      return [plan.left, plan.right];
    case 'union':
      return plan.inputs.map((input) => input.plan);
    case 'apply':
      return [plan.input, plan.body];
    case 'matching':
      return [plan.input, plan.source];
    case 'filter':
    case 'project':
    case 'aggregate':
    case 'sort':
    case 'take':
    case 'expand':
    case 'series':
    case 'materialize':
      return [plan.input];
  }
}
