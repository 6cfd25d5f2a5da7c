import { setTimeout as delay } from 'node:timers/promises';
import { EventHubProducerClient } from '@azure/event-hubs';
import { expect, test } from '../fixtures.ts';

/** Sends a reading twice a second until it is told to stop; the temperature may change in between. */
class HotSensor implements AsyncDisposable {
  temperatureC: number;
  readonly #producer: EventHubProducerClient;
  readonly #sensorId: string;
  readonly #sending: Promise<void>;
  #stopped = false;

  constructor(connectionString: string, sensorId: string, temperatureC: number) {
    this.temperatureC = temperatureC;
    this.#sensorId = sensorId;
    this.#producer = new EventHubProducerClient(connectionString, 'sensors');
    this.#sending = this.#send();
  }

  async #send(): Promise<void> {
    while (!this.#stopped) {
      const body = {
        Timestamp: new Date().toISOString(),
        SensorId: this.#sensorId,
        Site: 'Test bench',
        TemperatureC: this.temperatureC,
        HumidityPercent: 40,
        BatteryPercent: 90,
        State: this.temperatureC > 80 ? 'hot' : 'ok',
        Simulated: true,
      };
      await this.#producer.sendBatch([{ body, properties: { Table: 'SensorReadings' } }], {
        partitionKey: this.#sensorId,
      });
      await delay(500);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    await this.#sending;
    await this.#producer.close();
  }
}

test('a sensor that stays too hot fires, reaches the app and the webhook, and resolves when it cools', async ({
  page,
  stack,
  receiver,
}) => {
  const sensorId = 'test-sensor-1';
  await page.goto(`${stack.url}/alerts`);
  const episode = page.getByTestId('episode').filter({ hasText: sensorId });
  await using sensor = new HotSensor(stack.eventHubsConnectionString, sensorId, 40);
  await delay(2_000);
  sensor.temperatureC = 95;
  await expect(episode).toHaveAttribute('data-state', 'firing', { timeout: 30_000 });
  await expect(episode).toContainText('Simulated');
  await expect(page.getByTestId('toast').filter({ hasText: sensorId })).toBeVisible();
  await expect.poll(() => kindsFor(sensorId)).toEqual(['fired']);
  sensor.temperatureC = 40;
  await expect(episode).toHaveAttribute('data-state', 'resolved', { timeout: 30_000 });
  await expect.poll(() => kindsFor(sensorId)).toEqual(['fired', 'resolved']);
  await expect(episode.getByTestId('delivery')).toContainText(/delivered/i);
  expect(receiver.refused).toEqual([]);

  function kindsFor(objectKey: string): string[] {
    return receiver.alerts.filter((alert) => alert.objectKey === objectKey).map(({ kind }) => kind);
  }
});

test('a sensor that goes silent while it fires is not resolved', async ({ page, stack, receiver }) => {
  const sensorId = 'test-sensor-2';
  await page.goto(`${stack.url}/alerts`);
  const episode = page.getByTestId('episode').filter({ hasText: sensorId });
  {
    await using _hot = new HotSensor(stack.eventHubsConnectionString, sensorId, 95);
    await expect(episode).toHaveAttribute('data-state', 'firing', { timeout: 30_000 });
  }
  await expect(episode).toContainText(/last known/, { timeout: 60_000 });
  await expect(episode).toHaveAttribute('data-state', 'firing');
  expect(receiver.alerts.filter((alert) => alert.objectKey === sensorId).map(({ kind }) => kind)).toEqual([
    'fired',
  ]);
});
