import { describe, expect, test } from 'vitest';
import { findViolations } from './find-violations.ts';
import { layers } from './layers.ts';

const violationsOf = (name: string, text: string) => findViolations([{ name, text }], layers);

describe('imports that the layer table forbids are reported', () => {
  test.each([
    [
      'a page that reaches into the server',
      'app/page.tsx',
      `import { store } from '#server/store/store.ts';`,
    ],
    ['a type-only import', 'app/page.tsx', `import type { Store } from '#server/store/store.ts';`],
    [
      'a component that imports the server',
      'components/a/b.tsx',
      `import { x } from '../../server/main.ts';`,
    ],
    [
      'a relative climb out of a nested layer',
      'server/rules/a.ts',
      `import { x } from '../alerts/deliver.ts';`,
    ],
    [
      'a parent that is not listed for a nested layer',
      'server/store/a.ts',
      `import { x } from '../config.ts';`,
    ],
    [
      'one emulator that imports the other',
      'emulators/kusto/a.ts',
      `import { x } from '#emulators/event-hubs/log/log.ts';`,
    ],
    [
      'an emulator that imports shared types',
      'emulators/kusto/http/a.ts',
      `import { x } from '#shared/errors.ts';`,
    ],
    [
      'the compiler that imports storage',
      'emulators/kusto/compile/a.ts',
      `import { x } from '../storage/b.ts';`,
    ],
    ['the compiler that uses Node', 'emulators/kusto/compile/a.ts', `import fs from 'node:fs';`],
    ['shared that uses Node', 'shared/a.ts', `import { createHash } from 'node:crypto';`],
    ['shared that imports its Node part', 'shared/a.ts', `import { x } from './node/logger.ts';`],
    ['a dynamic import', 'components/a.ts', `const x = await import('#server/main.ts');`],
    ['a re-export', 'kql/a.ts', `export { x } from '#server/query/run.ts';`],
    [
      'stream rules that import the worker',
      'server/streams/a.ts',
      `import { x } from '#ingestion/kusto-sink.ts';`,
    ],
    ['the server that imports the worker', 'server/main.ts', `import { x } from '#ingestion/sources/a.ts';`],
    ['an import over several lines', 'shared/a.ts', `import {\n  x,\n  y,\n} from '#kql/binding/a.ts';`],
  ])('%s', (_name, file, text) => {
    expect(violationsOf(file, text)).toHaveLength(1);
  });
});

describe('imports that the layer table allows are not reported', () => {
  test.each([
    ['app → components', 'app/page.tsx', `import { x } from '#components/ui/button.tsx';`],
    ['server → rules', 'server/alerts/a.ts', `import { x } from '../rules/advance.ts';`],
    ['server → shared/node', 'server/main.ts', `import { x } from '#shared/node/logger.ts';`],
    ['streams → sources', 'server/streams/a.ts', `import { x } from '#ingestion/sources/event-hub.ts';`],
    [
      'compile → functions',
      'emulators/kusto/compile/emit/a.ts',
      `import { x } from '../../functions/scalar/a.ts';`,
    ],
    ['http → compile', 'emulators/kusto/http/a.ts', `import { x } from '../compile/compile.ts';`],
    [
      'scripts → anything it starts',
      'scripts/bench/a.ts',
      `import { x } from '#emulators/kusto/types/a.ts';`,
    ],
    ['a package', 'components/a.ts', `import * as echarts from 'echarts/core';`],
    ['a comment that shows an import', 'shared/a.ts', `// import fs from 'node:fs';`],
    [
      'a test of pure code that reads a file',
      'kql/analysis/a.test.ts',
      `import { readFile } from 'node:fs/promises';`,
    ],
  ])('%s', (_name, file, text) => {
    expect(violationsOf(file, text)).toEqual([]);
  });
});
