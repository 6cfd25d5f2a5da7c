import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{components,emulators,ingestion,kql,scripts,server,shared}/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
