import { buildPages, bundleProcesses } from './setup/build.js';
import { installDependencies } from './setup/install.js';
import { checkNodeVersion } from './setup/project.js';
import { runCommand } from './setup/say.js';

await runCommand(async () => {
  await checkNodeVersion();
  await installDependencies();
  await bundleProcesses();
  await buildPages();
});
