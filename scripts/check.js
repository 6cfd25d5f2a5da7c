import { runChecks } from './setup/checks.js';
import { installDependencies } from './setup/install.js';
import { checkNodeVersion } from './setup/project.js';
import { runCommand, say } from './setup/say.js';

await runCommand(async () => {
  await checkNodeVersion();
  await installDependencies();
  const { passed, failed } = await runChecks();
  say(`\n${passed} checks passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
});
