import { setMaxListeners } from 'node:events';
import { createLogger } from '#shared/node/logger.ts';
import { runService, StartError } from '#shared/node/run-service.ts';
import { readSensorFaults, writeSensorFaults } from '#shared/node/sensor-faults.ts';
import { readConfig, type SimulateConfig, type SourceName } from './config.ts';
import { produceEarthquakes } from './produce-earthquakes.ts';
import { produceMachine } from './produce-machine.ts';
import { produceSensors } from './produce-sensors.ts';
import { HubSender } from './send/hub-sender.ts';
import type { Message } from './send/message.ts';
import { createFleet } from './sensors/fleet.ts';
import { switchFault } from './sensors/switch-fault.ts';

type Produce = (output: { put: (messages: Message[]) => void; signal: AbortSignal }) => Promise<void>;

await runService(createLogger('simulate', 'info'), async (signal) => {
  const config = readConfig(process.argv.slice(2));
  if (config.task.kind === 'fault') await switchFaults(config, config.task.words);
  else await send(config, { ...config.task, signal });
});

async function send(
  config: SimulateConfig,
  {
    sources,
    earthquakeSpeed,
    signal,
  }: { sources: SourceName[]; earthquakeSpeed: number; signal: AbortSignal },
): Promise<void> {
  const { connectionString, host, dataFolder, logLevel } = config;
  const logger = createLogger('simulate', logLevel);
  // Every source waits for it in several places.
  setMaxListeners(0, signal);
  const producers: Record<SourceName, { hub: string; produce: Produce }> = {
    machine: { hub: 'telemetry', produce: (output) => produceMachine(host, output) },
    earthquakes: { hub: 'earthquakes', produce: (output) => produceEarthquakes(earthquakeSpeed, output) },
    sensors: { hub: 'sensors', produce: (output) => produceSensors({ dataFolder, logger }, output) },
  };
  const running = sources.map(async (name) => {
    const { hub, produce } = producers[name];
    await using sender = new HubSender({ connectionString, hub, logger });
    const put = (messages: Message[]) => sender.put(messages);
    await Promise.all([sender.run(signal), produce({ put, signal })]);
  });
  logger.info({ event: 'simulate.ready', sources });
  process.stdout.write('simulate ready\n');
  await Promise.all(running);
}

/** The running simulation sees it within a second. */
async function switchFaults({ dataFolder }: SimulateConfig, words: string[]): Promise<void> {
  const ids = createFleet().map(({ id }) => id);
  const switched = switchFault(await readSensorFaults(dataFolder), words, ids);
  if ('problem' in switched) throw new StartError(switched.problem);
  if (words[0] !== 'list') await writeSensorFaults(dataFolder, switched);
  if (words[0] === 'list') process.stdout.write(`sensors: ${ids.join(', ')}\n`);
  process.stdout.write(
    `overheating: ${switched.overheating.join(', ') || 'none'}; automatic: ${switched.automatic ? 'on' : 'off'}\n`,
  );
}
