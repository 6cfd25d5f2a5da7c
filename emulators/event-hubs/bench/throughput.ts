import { EventHubConsumerClient, EventHubProducerClient } from '@azure/event-hubs';

const port = process.argv[3];
const role = process.argv[2];
const total = Number(process.argv[4] ?? 200000);
const size = Number(process.argv[5] ?? 200);
const batchSize = Number(process.argv[6] ?? 500);
const cs = `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true`;
const t0 = Date.now();
const c0 = process.cpuUsage();
if (role === 'p') {
  const p = new EventHubProducerClient(cs, 'telemetry');
  const body = Buffer.alloc(size, 'x');
  const per = total / 4;
  await Promise.all(
    [0, 1, 2, 3].map(async (id) => {
      for (let i = 0; i < per; i += batchSize) {
        await p.sendBatch(
          Array.from({ length: batchSize }, () => ({ body })),
          { partitionId: String(id) },
        );
      }
    }),
  );
  await p.close();
} else {
  const c = new EventHubConsumerClient('$Default', cs, 'telemetry');
  let n = 0;
  await new Promise<void>((r) => {
    c.subscribe(
      {
        processEvents: async (e) => {
          n += e.length;
          if (n >= total) r();
        },
        processError: async (e) => console.log(e),
      },
      {
        startPosition: { offset: '-1' },
        maxBatchSize: 1000,
        maxWaitTimeInSeconds: 1,
        skipParsingBodyAsJson: true,
      },
    );
  });
  setTimeout(() => process.exit(), 100).unref();
  console.log(role, n);
}
const c = process.cpuUsage(c0);
const dt = (Date.now() - t0) / 1000;
console.log(role, 'ev/s', Math.round(total / dt), 'cpu us/ev', ((c.user + c.system) / total).toFixed(2));
process.exit();
