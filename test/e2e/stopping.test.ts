import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Gallery } from '../../src/bot/gallery.ts';
import { PROMPT } from '../contract/adapter-contract.ts';
import { hasRedis, openRedis } from '../redis.ts';
import { temporaryFolder } from '../temporary.ts';
import { HttpWorld, Machines, MODEL } from './workers-world.ts';

const WAIT = { timeout: 120_000, interval: 50 };

let folder: string;
let machines: Machines | undefined;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await machines?.close();
});

const examplePicture = async (): Promise<Uint8Array> => {
  const gallery = await Gallery.open(MODEL);
  const [example] = gallery.matching(PROMPT);
  if (!example) throw new Error('The bundled model has no example of this prompt.');
  return await gallery.read(example);
};

it('a bot that is asked to stop ends well, and the next one finishes its work', async () => {
  machines = new Machines({ WORDBRUSH_DATA: folder, WORDBRUSH_STOP_SECONDS: '20' });
  const first = await machines.bot();
  await new HttpWorld(first.said).startEditing(await examplePicture(), PROMPT);
  expect(await first.stop()).toBe(0);
  await expect(fetch(first.said)).rejects.toThrow();

  const next = new HttpWorld((await machines.bot()).said);
  const [thread] = await next.threads();
  await vi.waitFor(async () => {
    const shown = (await thread?.messages())?.filter(({ text }) =>
      /As close as it gets|Very close|Close\.|Rough/.test(text),
    );
    expect(shown).toHaveLength(1);
  }, WAIT);
}, 180_000);

it.skipIf(!hasRedis)(
  'a bot whose Redis is away stops within the time given',
  async () => {
    const redis = await openRedis();
    try {
      machines = new Machines({
        ...{ STORE_URL: redis.url, QUEUE_URL: redis.url },
        WORDBRUSH_STOP_SECONDS: '1',
      });
      const bot = await machines.bot();
      await redis.kill();
      // On its way in, and held up by the store.
      const asked = new HttpWorld(bot.said).say({ text: '/help' }).catch(() => {});
      expect(await bot.stop()).toBe(0);
      await asked;
    } finally {
      await redis.close();
    }
  },
  60_000,
);

it.skipIf(!hasRedis)(
  'a worker whose Redis is away stops too',
  async () => {
    const redis = await openRedis();
    try {
      machines = new Machines({ STORE_URL: redis.url, QUEUE_URL: redis.url });
      const worker = await machines.worker();
      await redis.kill();
      expect(await worker.stop()).toBe(0);
    } finally {
      await redis.close();
    }
  },
  60_000,
);

it('a second bot on the same folder ends with a sentence; after a kill the folder is free', async () => {
  machines = new Machines({ WORDBRUSH_DATA: folder });
  const first = await machines.bot();
  await expect(machines.bot()).rejects.toThrow(/Another Wordbrush already uses/);
  await first.kill();
  await machines.bot();
}, 120_000);

it.skipIf(!hasRedis)(
  'a second bot for a platform on the same Redis ends with a sentence; after a kill it may start',
  async () => {
    const redis = await openRedis();
    try {
      machines = new Machines({ STORE_URL: redis.url, QUEUE_URL: redis.url });
      const first = await machines.bot();
      await expect(machines.bot()).rejects.toThrow(/Another Wordbrush already serves the web chat/);
      await first.kill();
      await machines.bot();
    } finally {
      await redis.close();
    }
  },
  120_000,
);
