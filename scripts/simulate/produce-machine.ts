import { every } from './every.ts';
import { machineEvents, processEvents } from './machine/machine-events.ts';
import { MachineReader } from './machine/read-machine.ts';
import type { MachineSample, ProcessSample } from './machine/sample.ts';
import type { Message } from './send/message.ts';

const sampleMs = 250;
const processesMs = 1_000;

/** The telemetry of this machine, four times a second; its processes once a second. */
export async function produceMachine(
  host: string,
  { put, signal }: { put: (messages: Message[]) => void; signal: AbortSignal },
): Promise<void> {
  const reader = new MachineReader();
  let sample: MachineSample = await reader.readSample();
  let processes: ProcessSample | null = await reader.readProcesses();
  const sampling = every(sampleMs, signal, async () => {
    const now = await reader.readSample();
    put(machineEvents(host, sample, now));
    sample = now;
  });
  const listing = every(processesMs, signal, async () => {
    const now = await reader.readProcesses();
    if (processes !== null && now !== null) put(processEvents(host, processes, now));
    processes = now;
  });
  await Promise.all([sampling, listing]);
}
