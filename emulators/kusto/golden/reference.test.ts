import { afterAll, beforeAll } from 'vitest';
import { TestEngine } from './engine.ts';
import { expansionProperties } from './reference/expansion.ts';
import { expressionProperties } from './reference/expressions.ts';
import { graphProperties } from './reference/graphs.ts';
import { joinProperties } from './reference/joins.ts';
import { rowProperties } from './reference/rows.ts';
import { summarizeProperties } from './reference/summarize.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await TestEngine.open();
});

afterAll(() => engine[Symbol.dispose]());

const properties = [
  expressionProperties,
  rowProperties,
  joinProperties,
  summarizeProperties,
  expansionProperties,
  graphProperties,
];

for (const add of properties) add(() => engine);
