/**
 * An operator that SQL cannot express: plain data that says what to do with the rows of its inputs. `name` finds the code
 * that does it in execute/operators; each operator has a type of its own that extends this one.
 */
export interface ComputedOperator {
  readonly name: string;
}
