import { hostname } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { StartError } from '#shared/node/run-service.ts';
import { usualSpeed } from './earthquakes/replay.ts';

const usage = `Usage: simulate [--machine] [--earthquakes] [--sensors] [--earthquake-speed N]
       simulate fault list | on SENSOR | off [SENSOR] | automatic on | automatic off`;

const emulatorKey = 'SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE';
const text = z.preprocess((value) => (value === '' ? undefined : value), z.string().optional());

const environmentSchema = z.object({
  EVENT_HUBS_CONNECTION_STRING: text
    .default(`Endpoint=sb://127.0.0.1:5672;${emulatorKey};UseDevelopmentEmulator=true`)
    .refine((value) => /(^|;)\s*Endpoint=sb:\/\//i.test(value), 'has no Endpoint=sb://…'),
  DATA_DIR: text.default('.data'),
  LOG_LEVEL: z
    .preprocess(
      (value) => (value === '' ? undefined : value),
      z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).optional(),
    )
    .default('info'),
});

const sources = ['machine', 'earthquakes', 'sensors'] as const;
export type SourceName = (typeof sources)[number];

export interface SimulateConfig {
  connectionString: string;
  dataFolder: string;
  logLevel: string;
  /** What it is asked to do: to send events, or to switch a fault of the running simulation. */
  task: { kind: 'send'; sources: SourceName[]; earthquakeSpeed: number } | { kind: 'fault'; words: string[] };
  host: string;
}

/** Throws StartError that names every wrong variable or argument. */
export function readConfig(
  args: string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): SimulateConfig {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path: [name], message }) => `  ${String(name)}: ${message}`);
    throw new StartError(`These environment variables are wrong:\n${lines.join('\n')}`);
  }
  return {
    connectionString: parsed.data.EVENT_HUBS_CONNECTION_STRING,
    dataFolder: path.resolve(parsed.data.DATA_DIR),
    logLevel: parsed.data.LOG_LEVEL,
    task: readTask(args),
    host: hostname(),
  };
}

function readTask(args: string[]): SimulateConfig['task'] {
  if (args[0] === 'fault') return { kind: 'fault', words: args.slice(1) };
  const values = parse(args);
  const earthquakeSpeed = Number(values['earthquake-speed'] ?? usualSpeed);
  if (!(earthquakeSpeed > 0 && earthquakeSpeed <= 1_000_000))
    throw new StartError(`--earthquake-speed is not a number from 0 to 1,000,000.\n${usage}`);
  const chosen = sources.filter((name) => values[name]);
  return { kind: 'send', sources: chosen.length === 0 ? [...sources] : chosen, earthquakeSpeed };
}

function parse(args: string[]) {
  try {
    const isChosen = { type: 'boolean' } as const;
    return parseArgs({
      args,
      options: {
        machine: isChosen,
        earthquakes: isChosen,
        sensors: isChosen,
        'earthquake-speed': { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}
