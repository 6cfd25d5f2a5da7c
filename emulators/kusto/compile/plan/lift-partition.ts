import {
  type Column,
  callOf,
  columnReference,
  type Expression,
  filterOf,
  literal,
  type Plan,
  type PlanOf,
  passThrough,
  projectOf,
  sortOf,
} from './logical.ts';
import { operandsOf } from './map-expression.ts';
import type { ScanOperator } from './operators/scan.ts';

/**
 * The body of `partition`, which reads the rows of one key, as a plan over the rows of all keys at once: each operator
 * works within the values of the column `$partition`. Null where an operator cannot.
 */
export function liftedPartition(body: Plan, rows: PlanOf<'matching'>): Plan | null {
  const key = rows.input.columns.find((column) => column.name === rows.key);
  if (key === undefined) return null;
  const lifted = new Lift(rows, { name: '$partition', type: key.type }).plan(body);
  if (lifted === null) return null;
  return projectOf(lifted, passThrough(body.columns));
}

class Lift {
  readonly #rows: PlanOf<'matching'>;
  readonly #partition: Column;

  constructor(rows: PlanOf<'matching'>, partition: Column) {
    this.#rows = rows;
    this.#partition = partition;
  }

  plan(plan: Plan): Plan | null {
    if (plan === this.#rows) {
      const key = { name: this.#rows.key, type: this.#partition.type };
      return projectOf(this.#rows.input, [
        ...passThrough(this.#rows.columns),
        { ...this.#partition, expression: columnReference(key) },
      ]);
    }
    switch (plan.kind) {
      case 'filter':
        return this.#filter(plan);
      case 'project':
        return this.#project(plan);
      case 'aggregate':
        return this.#aggregate(plan);
      case 'sort':
        return this.#sort(plan);
      case 'take':
        return this.#take(plan);
      case 'expand':
        return this.#over(plan, (input) => ({ ...plan, input, columns: this.#with(plan.columns) }));
      case 'compute':
        return this.#compute(plan);
      default:
        return null;
    }
  }

  #with(columns: readonly Column[]): Column[] {
    return [...columns, this.#partition];
  }

  #over(plan: Plan & { input: Plan }, make: (input: Plan) => Plan): Plan | null {
    const input = this.plan(plan.input);
    return input === null ? null : make(input);
  }

  #filter(plan: PlanOf<'filter'>): Plan | null {
    if (!isLocal(plan.predicate)) return null;
    const columns = this.#with(plan.columns);
    return this.#over(plan, (input) => ({ ...plan, input, columns, partitionBy: this.#partition.name }));
  }

  #project(plan: PlanOf<'project'>): Plan | null {
    if (!plan.items.every((item) => isLocal(item.expression))) return null;
    const items = [...plan.items, ...passThrough([this.#partition])];
    return this.#over(plan, (input) => ({
      ...plan,
      input,
      items,
      columns: this.#with(plan.columns),
      partitionBy: this.#partition.name,
    }));
  }

  /** Without keys, a partition that has lost all of its rows would still give a row. */
  #aggregate(plan: PlanOf<'aggregate'>): Plan | null {
    if (plan.keys.length === 0 && !keepsSomeRow(plan.input, this.#rows)) return null;
    if (![...plan.keys, ...plan.items].every((item) => isLocal(item.expression))) return null;
    const keys = [...plan.keys, ...passThrough([this.#partition])];
    const columns = [...keys, ...plan.items].map(({ name, type }) => ({ name, type }));
    return this.#over(plan, (input) => ({ ...plan, input, keys, columns }));
  }

  #sort(plan: PlanOf<'sort'>): Plan | null {
    if (!plan.keys.every((key) => isLocal(key.expression))) return null;
    const sorted = this.#over(plan, (input) => ({
      ...plan,
      input,
      keys: [this.#partitionKey(), ...plan.keys],
      limit: null,
      columns: this.#with(plan.columns),
    }));
    return sorted === null || plan.limit === null ? sorted : this.#first(sorted, plan.limit);
  }

  #take(plan: PlanOf<'take'>): Plan | null {
    if (plan.isSample) return null;
    return this.#over(plan, (input) => this.#first(input, plan.count));
  }

  #partitionKey() {
    return { expression: columnReference(this.#partition), isDescending: false, nullsFirst: true };
  }

  /** The first rows of each partition. */
  #first(input: Plan, count: Expression): Plan {
    const number: Expression = callOf('row_number', 'long', literal('long', 1n));
    const isFirst = callOf('<=', 'bool', number, count);
    return { ...filterOf(input, isFirst), partitionBy: this.#partition.name };
  }

  /** scan empties its state where the partition changes, so the rows of each must be together. */
  #compute(plan: PlanOf<'compute'>): Plan | null {
    const [only] = plan.inputs;
    if (plan.operator.name !== 'scan' || only === undefined) return null;
    const input = this.plan(only);
    if (input === null) return null;
    const scan = plan.operator as ScanOperator;
    const order: Column = { name: '$order', type: 'long' };
    const number: Expression = callOf('row_number', 'long', literal('long', 1n));
    const [record, prepared] = [
      only.columns.slice(0, scan.recordColumns),
      only.columns.slice(scan.recordColumns),
    ];
    const layout = [...record, this.#partition, ...prepared];
    const numbered = projectOf(input, [...passThrough(layout), { ...order, expression: number }]);
    const byOrder = { ...this.#partitionKey(), expression: columnReference(order) };
    const sorted = sortOf(numbered, [this.#partitionKey(), byOrder]);
    const operator: ScanOperator = {
      ...scan,
      recordColumns: scan.recordColumns + 1,
      resetBy: this.#partition.name,
      state: scan.state,
    };
    const columns = [
      ...plan.columns.slice(0, scan.recordColumns),
      this.#partition,
      ...plan.columns.slice(scan.recordColumns),
    ];
    return { ...plan, inputs: [projectOf(sorted, passThrough(layout))], operator, columns };
  }
}

/** Reads nothing but the row: a table inside of the expression might be that of the partition. */
function isLocal(expression: Expression): boolean {
  if (expression.kind === 'toscalar' || expression.kind === 'inTable') return false;
  return operandsOf(expression).every(isLocal);
}

function keepsSomeRow(plan: Plan, rows: Plan): boolean {
  if (plan === rows) return true;
  if (plan.kind === 'project' || (plan.kind === 'sort' && plan.limit === null))
    return keepsSomeRow(plan.input, rows);
  return plan.kind === 'aggregate' && keepsSomeRow(plan.input, rows);
}
