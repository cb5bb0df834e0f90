import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { BullQueue } from '../src/bot/queue/bull-queue.ts';
import { BullWorker } from '../src/bot/queue/bull-worker.ts';
import type { Job } from '../src/bot/queue/job-queue.ts';
import { BotUnderFire, type Message } from './chaos/bot-under-fire.ts';
import { NEEDS_MOUNT, SmallDisk } from './chaos/small-disk.ts';
import { hasRedis, NEEDS_REDIS, openRedis, type TestRedis } from './redis.ts';

const WAIT = { timeout: 20_000, interval: 200 };
/** More than this in a run of a minute is a flood. */
const MAX_LOG_LINES = 200;

interface Store {
  readonly where: string;
  /** Leaves no room, as if others had taken it. */
  fill(): Promise<void>;
  empty(): Promise<void>;
}

/** Noise does not compress: as PNG 0.75 MB. */
async function noise(): Promise<Uint8Array> {
  const raw = { width: 512, height: 512, channels: 3 as const };
  return await sharp(randomBytes(3 * raw.width * raw.height), { raw })
    .png()
    .toBuffer();
}

/** What the bot promises of any store that has no room left. */
function describeFull(kind: string, open: (mebibytes: number) => Promise<Store>): void {
  describe(kind, () => {
    let store: Store;
    let bot: BotUnderFire;
    const begin = async (mebibytes: number): Promise<void> => {
      store = await open(mebibytes);
      bot = await BotUnderFire.start(store.where, 'stand-in');
    };
    afterEach(async () => {
      await bot.kill();
    });

    const messages = async (): Promise<Message[]> => {
      const state = await bot.state();
      const threads = await Promise.all(state.threads.map((thread) => bot.thread(thread)));
      return [...state.messages, ...threads.flat()].filter(({ from }) => from === 'bot');
    };
    const tones = async (word = ''): Promise<(string | undefined)[]> =>
      (await messages())
        .filter(({ view }) => JSON.stringify(view).includes(word))
        .map(({ view }) => view?.tone);

    it('filled by pictures: everyone is answered, the bot lives, and its log stays short', async () => {
      await begin(8);
      const taken: string[] = [];
      let refused = 0;
      for (let i = 0; i < 24; i++) {
        if (await bot.say(`a cat w${i}x`, { picture: await noise() })) taken.push(`w${i}x`);
        else refused++;
        expect(bot.lives).toBe(true);
        await sleep(30);
      }
      expect(taken.length).toBeGreaterThan(3);
      await vi.waitFor(async () => {
        const shown = await tones();
        expect(shown).not.toContain('working');
        const endings = shown.filter((tone) => tone === 'done' || tone === 'problem');
        expect(endings.length).toBeGreaterThanOrEqual(taken.length);
      }, WAIT);
      expect((await tones()).includes('problem') || refused > 0).toBe(true);
      expect(bot.logged.length).toBeLessThan(MAX_LOG_LINES);
      expect(bot.lives).toBe(true);
    }, 120_000);

    it('filled by others: says so, apologises, and goes on by itself once there is room', async () => {
      await begin(24);
      expect(await bot.health()).toEqual({ status: 200 });
      expect(await bot.say('a cat first', { picture: await noise() })).toBe(true);
      await vi.waitFor(async () => expect(await tones('first')).toContain('done'), WAIT);
      await vi.waitFor(async () => {
        // The first ones may find room that was freed within the store.
        await store.fill();
        await bot.say('a cat second', { picture: await noise() });
        expect(await bot.health()).toMatchObject({
          status: 503,
          problem: expect.stringMatching(/disk is full|more memory/),
        });
        expect(JSON.stringify(await messages())).toContain('cannot save anything');
      }, WAIT);
      await store.empty();
      await vi.waitFor(async () => expect((await bot.health()).status).toBe(200), WAIT);
      expect(await bot.say('a cat third', { picture: await noise() })).toBe(true);
      await vi.waitFor(async () => expect(await tones('third')).toContain('done'), WAIT);
      expect(bot.lives).toBe(true);
    }, 120_000);
  });
}

const probe = SmallDisk.mount(1);
probe?.unmount();
if (!probe) it.skip(NEEDS_MOUNT);
else {
  let disk: SmallDisk | null = null;
  afterEach(() => {
    disk?.unmount();
    disk = null;
  });
  describeFull('a full disk', async (mebibytes) => {
    const mounted = SmallDisk.mount(mebibytes);
    if (!mounted) throw new Error('The small disk could not be mounted a second time.');
    disk = mounted;
    return {
      where: join(mounted.folder, 'wordbrush.sqlite'),
      fill: async () => mounted.fill(),
      empty: async () => mounted.empty(),
    };
  });
}

if (!hasRedis) it.skip(NEEDS_REDIS);
else {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await openRedis();
  });
  afterAll(() => redis.close());
  describeFull('a full Redis', async (mebibytes) => {
    const client = new Redis(redis.url);
    const allow = async (bytes: string): Promise<void> => {
      await client.config('SET', 'maxmemory', bytes);
    };
    await client.flushall();
    await allow(`${mebibytes}mb`);
    return { where: redis.url, fill: () => allow('1mb'), empty: () => allow('64mb') };
  });

  it('a full Redis has workers rest and warn a few times, and work once there is room', async () => {
    const client = new Redis(redis.url);
    await client.flushall();
    await client.config('SET', 'maxmemory', '64mb');
    const warnings: unknown[] = [];
    const onError = (error: unknown) => void warnings.push(error);
    const done: string[] = [];
    const queue = await BullQueue.open({ url: redis.url, onError });
    queue.listen({
      ...{ moved: () => {}, started: () => {}, progressed: () => {} },
      ended: async ({ id }, { kind }) => void done.push(`${id} ${kind}`),
      isKept: async () => true,
    });
    const place = { platform: 'web', workspace: 'w', channel: 'c' } as const;
    const job: Job = {
      ...{ id: 'first', thread: 't', result: 'r', title: 'a cat', kind: 'edit' as const },
      ...{ requester: { key: 'k', name: 'n' }, message: { id: 'm', place } },
    };
    await queue.add(job);
    await client.config('SET', 'maxmemory', '1mb');
    const worker = await BullWorker.open({
      ...{ url: redis.url, lostAfterMs: 1_000, onError },
      work: async () => ({ kind: 'gone' }),
    });
    try {
      const refused = queue.add({ ...job, id: 'second' });
      await expect(refused).rejects.toThrow(/does not take a job: OOM/);
      await vi.waitFor(() => expect(warnings.length).toBeGreaterThan(0), WAIT);
      await sleep(3_000);
      expect(warnings.length).toBeLessThan(20);
      await client.config('SET', 'maxmemory', '64mb');
      await queue.add({ ...job, id: 'third' });
      await vi.waitFor(() => expect(done).toEqual(['first done', 'third done']), WAIT);
    } finally {
      await client.config('SET', 'maxmemory', '0');
      await worker.close(0);
      await queue.close();
      client.disconnect();
    }
  }, 60_000);
}
