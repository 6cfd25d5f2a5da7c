import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { findViolations } from './layers/find-violations.ts';
import { layers } from './layers/layers.ts';

const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
});
const files = listed
  .split('\n')
  .filter((name) => /\.(ts|tsx|js|mjs)$/.test(name) && existsSync(name))
  .map((name) => ({ name, text: readFileSync(name, 'utf8') }));

if (process.argv.includes('--table')) {
  for (const { folder, mayImport, isPure } of layers) {
    console.log(
      `| \`${folder}\` | ${mayImport.map((name) => `\`${name}\``).join(', ') || '–'} | ${isPure ? 'pure' : ''} |`,
    );
  }
} else {
  const violations = findViolations(files, layers);
  for (const { file, line, specifier, reason } of violations) {
    console.error(`${file}:${line} imports '${specifier}': ${reason}`);
  }
  console.log(`${files.length} files read, ${violations.length} forbidden imports`);
  if (violations.length > 0 || files.length === 0) process.exitCode = 1;
}
