import { runEventToPixel } from './event-to-pixel/run.ts';
import { runKql } from './kql/run.ts';

/** Each benchmark prints one JSON object a line and returns when it is done. */
const benchmarks: Record<string, (args: string[]) => Promise<void>> = {
  'event-to-pixel': runEventToPixel,
  kql: runKql,
};

const [name = '', ...args] = process.argv.slice(2);
const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
if (benchmark) await benchmark(args);
else {
  process.stderr.write(
    `There is no benchmark '${name}'. Usage: npm run bench -- ${Object.keys(benchmarks).join(' | ')}\n`,
  );
  process.exitCode = 1;
}
