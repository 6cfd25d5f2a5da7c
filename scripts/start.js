import path from 'node:path';
import { buildPages, bundleProcesses } from './setup/build.js';
import { installDependencies } from './setup/install.js';
import { checkDataFolder, checkPortIsFree, readOptions, startStack } from './setup/plan.js';
import { checkNodeVersion, projectFolder } from './setup/project.js';
import { runCommand, say } from './setup/say.js';
import { Supervisor, untilStopped } from './setup/supervisor.js';

await runCommand(async () => {
  await checkNodeVersion();
  const options = readOptions(process.argv.slice(2), process.env);
  await checkDataFolder(options.dataFolder);
  await checkPortIsFree(options.port, options.host);
  await installDependencies();
  await bundleProcesses();
  await buildPages();
  const supervisor = new Supervisor(path.join(options.dataFolder, 'logs'));
  const stopped = untilStopped();
  const started = Date.now();
  try {
    const starting = startStack({
      options,
      supervisor,
      env: process.env,
      progress: say,
      runner: {
        mode: 'production',
        nodeArgs: (name, args) => [
          '--enable-source-maps',
          path.join(projectFolder, 'dist', `${name}.js`),
          ...args,
        ],
      },
    });
    const stack = await Promise.race([starting, stopped]);
    if (!stack) return;
    say(`\nTidewatch is ready after ${((Date.now() - started) / 1000).toFixed(1)} s: ${stack.url}`);
    if (stack.kusto) say(`  Kusto emulator       ${stack.kusto}`);
    if (stack.eventHubs) say(`  Event Hubs emulator  ${stack.eventHubs}`);
    say(`  Data and logs        ${options.dataFolder}\nPress ctrl-c to stop.`);
    await stopped;
  } finally {
    say('Stopping …');
    await supervisor.stop();
  }
});
