import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { StartError } from '#shared/node/run-service.ts';
import type { Retention } from './log/retention.ts';

/** An event hub as the broker is told to offer it. */
export interface HubConfig {
  name: string;
  partitionCount: number;
  consumerGroups: string[];
  retention: Retention;
}

const defaultConsumerGroup = '$Default';
const megabyte = 1024 * 1024;
const hour = 3_600_000;
const defaultRetention = { hours: 24, megabytes: 256 };

const hubName = z
  .string()
  .regex(
    /^[A-Za-z0-9]([A-Za-z0-9._-]{0,254}[A-Za-z0-9])?$/,
    'must be 1 to 256 letters, digits, ".", "-" or "_", and begin and end with a letter or digit',
  );
const groupName = z
  .string()
  .regex(/^(\$[Dd]efault|[A-Za-z0-9][A-Za-z0-9._-]{0,49})$/, 'is no consumer group name');

const entitySchema = z.object({
  Name: hubName,
  PartitionCount: z.coerce.number().int().min(1).max(1024),
  ConsumerGroups: z
    .array(z.object({ Name: groupName }))
    .max(1000)
    .default([]),
  /** Ours: how long events are kept. */
  RetentionHours: z.coerce.number().positive().default(defaultRetention.hours),
  /** Ours: how much a partition keeps. */
  RetentionMegabytesPerPartition: z.coerce.number().min(16).default(defaultRetention.megabytes),
});

/** config.json of the official Event Hubs emulator; the number of hubs is not limited. */
const emulatorConfigSchema = z.object({
  UserConfig: z.object({
    NamespaceConfig: z.array(z.object({ Entities: z.array(entitySchema).min(1) })).length(1),
  }),
});

/** The hubs that a broker without configuration offers. */
export const defaultHubs: readonly HubConfig[] = [
  demoHub('telemetry', 4),
  demoHub('earthquakes', 2),
  demoHub('sensors', 4),
];

/** Reads a file in the format of the official emulator. Throws StartError with the first thing that is wrong. */
export async function readHubConfigs(file: string): Promise<HubConfig[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`The configuration ${file} cannot be read: ${error.message}.`);
  });
  const parsed = emulatorConfigSchema.safeParse(parseJson(file, text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new StartError(
      `The configuration ${file} is wrong at ${issue?.path.join('.') || 'its root'}: ${issue?.message}.`,
    );
  }
  const hubs = parsed.data.UserConfig.NamespaceConfig.flatMap(({ Entities }) => Entities.map(toHubConfig));
  const names = hubs.map(({ name }) => name.toLowerCase());
  const repeated = hubs.find(({ name }, i) => names.indexOf(name.toLowerCase()) !== i);
  if (!repeated) return hubs;
  throw new StartError(`The configuration ${file} has the event hub '${repeated.name}' twice.`);
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StartError(`The configuration ${file} is not JSON: ${(error as Error).message}.`);
  }
}

function toHubConfig(entity: z.infer<typeof entitySchema>): HubConfig {
  const groups = entity.ConsumerGroups.map(({ Name }) => Name);
  const isListed = groups.some((name) => name.toLowerCase() === defaultConsumerGroup.toLowerCase());
  return {
    name: entity.Name,
    partitionCount: entity.PartitionCount,
    consumerGroups: isListed ? groups : [defaultConsumerGroup, ...groups],
    retention: {
      maxAgeMs: entity.RetentionHours * hour,
      maxBytes: entity.RetentionMegabytesPerPartition * megabyte,
    },
  };
}

function demoHub(name: string, partitionCount: number): HubConfig {
  return toHubConfig({
    Name: name,
    PartitionCount: partitionCount,
    ConsumerGroups: [{ Name: 'tidewatch-ingestion' }, { Name: 'tidewatch-rules' }],
    RetentionHours: defaultRetention.hours,
    RetentionMegabytesPerPartition: defaultRetention.megabytes,
  });
}
