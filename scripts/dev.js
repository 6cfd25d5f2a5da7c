import path from 'node:path';
import { entryPoints } from './setup/build.js';
import { installDependencies } from './setup/install.js';
import { checkDataFolder, checkPortIsFree, readOptions, startStack } from './setup/plan.js';
import { checkNodeVersion, projectFolder } from './setup/project.js';
import { runCommand, say } from './setup/say.js';
import { Supervisor, untilStopped } from './setup/supervisor.js';

// The same processes as npm start, from their sources: tsx restarts a process when a file that it imports changes
// (the data stays), and Next reloads pages and components in place.
await runCommand(async () => {
  await checkNodeVersion();
  const options = readOptions(process.argv.slice(2), process.env);
  await checkDataFolder(options.dataFolder);
  await checkPortIsFree(options.port, options.host);
  await installDependencies();
  const supervisor = new Supervisor(path.join(options.dataFolder, 'logs'));
  const stopped = untilStopped();
  try {
    const starting = startStack({
      options,
      supervisor,
      env: process.env,
      progress: say,
      runner: {
        mode: 'development',
        nodeArgs: (name, args) => [
          path.join(projectFolder, 'node_modules', 'tsx', 'dist', 'cli.mjs'),
          'watch',
          '--clear-screen=false',
          // Next compiles pages into this folder while the server runs.
          '--exclude=.next/**',
          path.join(projectFolder, entryPoints[name]),
          ...args,
        ],
      },
    });
    const stack = await Promise.race([starting, stopped]);
    if (!stack) return;
    say(`\nTidewatch (development) is ready: ${stack.url}\nLogs: ${path.join(options.dataFolder, 'logs')}`);
    await stopped;
  } finally {
    await supervisor.stop();
  }
});
