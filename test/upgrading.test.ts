import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { expect, it, vi } from 'vitest';
import { messageKey } from '../src/bot/request/requests.ts';
import { VERSION } from '../src/bot/store/migrations.ts';
import { entriesOf, openStores } from '../src/bot/store/stores.ts';
import { Threads } from '../src/bot/store/threads.ts';
import { assetsOf, Thread } from '../src/bot/thread/thread.ts';
import { BotUnderFire } from './chaos/bot-under-fire.ts';
import { hasRedis, NEEDS_REDIS, openRedis } from './redis.ts';
import { temporaryPath } from './temporary.ts';

/**
 * Stores that earlier code made, each named by its version and commit: a picture, its long inversion,
 * two edits, one of them of two variations, and a reaction.
 */
const FOLDER = fileURLToPath(new URL('fixtures/stores', import.meta.url));
const FIXTURES = readdirSync(FOLDER).filter((name) => name.endsWith('.sqlite'));
const CENTURY_MS = 3_000_000_000_000;

function copyOf(fixture: string): string {
  const copy = temporaryPath('wordbrush.sqlite');
  copyFileSync(join(FOLDER, fixture), copy);
  return copy;
}

it('there are stores of a hundred, thirty and no commits before versions began', () => {
  expect(FIXTURES).toHaveLength(3);
});

it.each(FIXTURES)(
  '%s: everything that was kept is there, and messages show their results',
  async (fixture) => {
    const stores = openStores(copyOf(fixture), CENTURY_MS);
    expect(await stores.migrate()).toBe(VERSION);
    expect(await stores.migrate()).toBe(0);
    await stores.checkVersion();
    const threads = new Threads(stores);
    let results = 0;
    for await (const [, kept] of entriesOf(stores.threads)) {
      const thread = Thread.parse(kept);
      for (const { id, message, pictures } of thread.results) {
        results++;
        if (!message) throw new Error(`The result ${id} was shown by no message.`);
        expect((await threads.ofMessage(message))?.result.id).toBe(id);
        // What `/forget` has to delete: the message, in its thread.
        expect(await stores.messages.get(messageKey(message))).toEqual({ result: id, message });
        for (const picture of pictures) expect(await stores.pictures.get(picture)).toBeDefined();
      }
      const { pictures, inversions } = assetsOf(thread);
      for (const id of pictures) expect(await stores.pictures.get(id)).toBeDefined();
      for (const id of inversions)
        expect((await stores.inversions.get(id))?.report.method).toBe('null-text');
    }
    expect(results).toBe(4);
    for await (const [key] of entriesOf(stores.open('message'))) expect(key).toBe('nothing');
    await stores.close();
  },
);

it.each(FIXTURES)(
  '%s: a bot goes on with it',
  async (fixture) => {
    const bot = await BotUnderFire.start(copyOf(fixture), 'stand-in');
    try {
      const [thread = ''] = (await bot.state()).threads;
      const shown = (await bot.thread(thread)).filter(({ view }) => view?.tone === 'done');
      expect(shown).toHaveLength(4);
      // A reply to the second picture goes on from that, not from the newest.
      await bot.say('"lion" -> "tiger w1w"', { thread, replyTo: shown[1]!.id });
      await vi.waitFor(async () => {
        const tones = (await bot.thread(thread))
          .filter(({ view }) => view && JSON.stringify(view).includes('w1w'))
          .map(({ view }) => view?.tone);
        expect(tones).toEqual(['done']);
      }, 20_000);
    } finally {
      await bot.kill();
    }
  },
  60_000,
);

it('a store that nothing is in yet is of this version at once', async () => {
  const stores = openStores(':memory:', CENTURY_MS);
  expect(await stores.migrate()).toBe(0);
  expect(await stores.open<number>('meta').get('version')).toBe(VERSION);
  await stores.close();
});

it('a store of a later version is refused with what to do', async () => {
  const path = copyOf(FIXTURES[0]!);
  const later = openStores(path, CENTURY_MS);
  await later.migrate();
  await later.close();
  const file = new DatabaseSync(path);
  const { value } = file.prepare("SELECT value FROM entries WHERE key = 'meta:version'").get()!;
  expect(value).toBeDefined();
  file.close();
  const stores = openStores(path, CENTURY_MS);
  const version = stores.open<number>('meta');
  await version.set('version', VERSION + 1);
  await expect(stores.migrate()).rejects.toThrow(/made by a later Wordbrush.*Update it/);
  await expect(stores.checkVersion()).rejects.toThrow(/made by a later Wordbrush/);
  await version.set('version', VERSION - 1);
  await expect(stores.checkVersion()).rejects.toThrow(/start the bot first/);
  await stores.close();
});

if (!hasRedis) it.skip(NEEDS_REDIS);
else
  it.each(FIXTURES)('%s: the same in Redis', async (fixture) => {
    const redis = await openRedis();
    try {
      const client = new Redis(redis.url);
      const file = new DatabaseSync(join(FOLDER, fixture), { readOnly: true });
      for (const { key, value } of file.prepare('SELECT key, value FROM entries').all())
        if (value instanceof Uint8Array) await client.set(`wordbrush:${key}`, Buffer.from(value));
      file.close();
      client.disconnect();
      const stores = openStores(redis.url, CENTURY_MS);
      expect(await stores.migrate()).toBe(VERSION);
      const threads = new Threads(stores);
      for await (const [, { results }] of entriesOf(stores.threads))
        for (const { id, message } of results)
          expect((await threads.ofMessage(message!))?.result.id).toBe(id);
      await stores.close();
    } finally {
      await redis.close();
    }
  });

it('the fixtures stay small', () => {
  for (const name of FIXTURES)
    expect(readFileSync(join(FOLDER, name)).length).toBeLessThan(100_000);
});
