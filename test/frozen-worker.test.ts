import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Gallery } from '../src/bot/gallery.ts';
import { Sweeping } from '../src/bot/job/leftovers/sweeping.ts';
import { entriesOf, openStores, type Stores } from '../src/bot/store/stores.ts';
import { assetsOf } from '../src/bot/thread/thread.ts';
import { BotUnderFire } from './chaos/bot-under-fire.ts';
import { WorkerUnderFire } from './chaos/worker-under-fire.ts';
import { hasRedis, NEEDS_REDIS, openRedis, type TestRedis } from './redis.ts';

const MODEL = new URL('../models/emoji-world', import.meta.url).pathname;
const WAIT = { timeout: 30_000, interval: 50 };
/** A job takes four of these: long enough to be caught in the middle of one. */
const SLOW_MS = 400;
const LOST_AFTER_MS = 1_000;

if (!hasRedis) it.skip(NEEDS_REDIS);
else
  describe('a worker that was frozen and wakes when another has its job', () => {
    let redis: TestRedis;
    let stores: Stores;
    let bot: BotUnderFire;
    let frozen: WorkerUnderFire;
    let other: WorkerUnderFire | undefined;
    beforeAll(async () => {
      redis = await openRedis();
    });
    afterAll(() => redis.close());
    beforeEach(async () => {
      const client = new Redis(redis.url);
      await client.flushall();
      client.disconnect();
      stores = openStores(redis.url, 60_000);
      bot = await BotUnderFire.start(redis.url, 'workers');
      frozen = await WorkerUnderFire.start(redis.url, SLOW_MS, LOST_AFTER_MS);
      const gallery = await Gallery.open(MODEL);
      const [example] = gallery.matching('a cat');
      const picture = await gallery.read(example!);
      expect(await bot.say('/settings fidelity:quick')).toBe(true);
      expect(await bot.say('a cat', { picture })).toBe(true);
    });
    afterEach(async () => {
      await Promise.all([bot.kill(), frozen.kill(), other?.kill()]);
      other = undefined;
      await stores.close();
    });

    const tones = async (): Promise<(string | undefined)[]> => {
      const [thread = ''] = (await bot.state()).threads;
      return (await bot.thread(thread)).map(({ view }) => view?.tone);
    };
    const isRunning = async (): Promise<void> => {
      await vi.waitFor(async () => {
        const [thread = ''] = (await bot.state()).threads;
        expect(JSON.stringify(await bot.thread(thread))).toMatch(/apart and drawing/);
      }, WAIT);
    };
    const ids = async (): Promise<string[]> => {
      const all: string[] = [];
      for (const kind of ['picture', 'inversion'] as const)
        for await (const id of stores.ids(kind, '')) all.push(id);
      return all.sort();
    };

    it('leaves the pictures of that one alone', async () => {
      await isRunning();
      frozen.freeze();
      other = await WorkerUnderFire.start(redis.url, 10, LOST_AFTER_MS);
      await vi.waitFor(async () => expect(await tones()).toContain('done'), WAIT);
      const before = await ids();
      frozen.thaw();
      await sleep(6 * SLOW_MS);
      // Everything that is shown is there, and nothing but that.
      const held: string[] = [];
      for await (const [, thread] of entriesOf(stores.threads)) {
        const { pictures, inversions } = assetsOf(thread);
        held.push(...pictures, ...inversions);
      }
      expect(await ids()).toEqual(before);
      expect(held.filter((id) => !before.includes(id))).toEqual([]);
      expect(before.filter((id) => !held.includes(id))).toEqual([]);
    }, 60_000);

    it('writes nothing of what was forgotten meanwhile', async () => {
      await isRunning();
      frozen.freeze();
      const [thread = ''] = (await bot.state()).threads;
      await bot.say('/forget thread', { thread });
      await vi.waitFor(async () => expect((await bot.state()).threads).toEqual([]), WAIT);
      expect(await ids()).toEqual([]);
      frozen.thaw();
      await sleep(6 * SLOW_MS);
      expect(await ids()).toEqual([]);
    }, 60_000);

    it('that writes and is killed leaves nothing that is not swept', async () => {
      await isRunning();
      await frozen.kill();
      // As if it had been killed after its first picture.
      const [job] = await keysOf(stores);
      await stores.pictures.set(`${job}.killed.0`, Uint8Array.of(1));
      other = await WorkerUnderFire.start(redis.url, 10, LOST_AFTER_MS);
      await vi.waitFor(async () => expect(await tones()).toContain('done'), WAIT);
      await vi.waitFor(async () => expect(await ids()).not.toContain(`${job}.killed.0`), WAIT);
      // And what comes even later is nobody's.
      await stores.pictures.set(`${job}.late.0`, Uint8Array.of(1));
      expect(await new Sweeping(stores, () => {}, 0).sweep()).toBe(1);
      expect(await ids()).not.toContain(`${job}.late.0`);
    }, 60_000);
  });

async function keysOf(stores: Stores): Promise<string[]> {
  const keys: string[] = [];
  for await (const [key] of entriesOf(stores.jobs)) keys.push(key);
  return keys;
}
