import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Gallery } from '../../src/bot/gallery.ts';
import { openStores } from '../../src/bot/store/stores.ts';
import { describeStory, PROMPT } from '../contract/adapter-contract.ts';
import type { ChatWorld } from '../contract/chat-world.ts';
import { hasRedis, NEEDS_REDIS, openRedis, type TestRedis } from '../redis.ts';
import { HttpWorld, type Machine, Machines, MODEL } from './workers-world.ts';

const WAIT = { timeout: 120_000, interval: 20 };

function tellOnMachines(): void {
  let redis: TestRedis;
  let machines: Machines;
  let world: ChatWorld;
  let workers: Machine[];
  beforeAll(async () => {
    redis = await openRedis();
    machines = new Machines({ STORE_URL: redis.url, QUEUE_URL: redis.url });
    world = new HttpWorld((await machines.bot()).said);
    workers = [await machines.worker(), await machines.worker()];
  });
  afterAll(async () => {
    await machines?.close();
    await redis?.close();
  });

  describeStory('Wordbrush with two workers on Redis', async () => {
    const stores = openStores(redis.url, 60_000);
    const gallery = await Gallery.open(MODEL);
    return { world, stores, gallery, close: () => stores.close() };
  });

  it('ends a job once whose first worker is stopped and whose second is killed', async () => {
    const gallery = await Gallery.open(MODEL);
    const [example] = gallery.matching(PROMPT);
    if (!example) throw new Error('The examples of the bundled model have none of this story.');
    const thread = await world.startEditing(await gallery.read(example), PROMPT);
    const shows = (wanted: RegExp) =>
      vi.waitFor(async () => {
        const shown = (await thread.messages()).filter(({ text }) => wanted.test(text));
        expect(shown.map(({ text }) => text)).toHaveLength(1);
      }, WAIT);
    await shows(/As close as it gets|Very close|Close\.|Rough/);
    await thread.say('"blue" -> "red" x9');
    await shows(/Drawing/);
    // Whichever has the job: once one has put it back, or never had it, the other one draws.
    const [one, other] = workers;
    expect(await one?.stop()).toBe(0);
    await shows(/Drawing/);
    await other?.kill();
    await machines.worker();
    await shows(/^a cat on a red background[\s\S]*x9 by/);
  }, 180_000);
}

if (hasRedis) tellOnMachines();
else it.skip(NEEDS_REDIS);
