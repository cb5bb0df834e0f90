import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { Sweeping } from '../../src/bot/job/leftovers/sweeping.ts';
import { entriesOf, isRedis, openStores } from '../../src/bot/store/stores.ts';
import { assetsOf, isToImprove } from '../../src/bot/thread/thread.ts';
import type { BotUnderFire, Message } from './bot-under-fire.ts';
import { KEEP_MS } from './keep.ts';

/** Pictures of messages that cannot be opened. */
export async function missingPictures(
  bot: BotUnderFire,
  messages: readonly Message[],
): Promise<number> {
  const urls = new Set(JSON.stringify(messages).match(/\/pictures\/[\w-]+/gu) ?? []);
  let missing = 0;
  for (const url of urls) if (!(await bot.opens(url))) missing++;
  return missing;
}

export interface Kept {
  /** Pictures that a thread holds and that are not there. */
  readonly missing: number;
  /** What is kept and neither shown nor held by anything, once what attempts left has been swept. */
  readonly orphans: number;
  /** What had to be swept. */
  readonly swept: number;
  /** Pictures whose long inversion was to follow the quick one, and has not. */
  readonly unimproved: number;
}

/** Looks through a store that no bot uses, after `messages` were the last to be shown. */
export async function checkKept(where: string, messages: readonly Message[]): Promise<Kept> {
  const stores = openStores(where, KEEP_MS);
  try {
    const swept = await new Sweeping(stores, () => {}, 0).sweep();
    const held = { picture: new Set<string>(), inversion: new Set<string>() };
    const results = new Set<string>();
    const threads = new Set<string>();
    let unimproved = 0;
    for await (const [, thread] of entriesOf(stores.threads)) {
      const { pictures, inversions } = assetsOf(thread);
      for (const id of pictures) held.picture.add(id);
      for (const id of inversions) held.inversion.add(id);
      for (const { id } of thread.results) results.add(id);
      threads.add(thread.place.thread ?? '');
      unimproved += Object.values(thread.sources).filter(isToImprove).length;
    }
    const kept = async (namespace: string): Promise<string[]> => {
      const ids: string[] = [];
      for await (const id of stores.ids(namespace, '')) ids.push(id);
      return ids;
    };
    const pictures = await kept('picture');
    const shown = JSON.stringify(messages);
    const opened = new Set(messages.flatMap(({ id, thread }) => (id === thread ? [] : [thread])));
    const orphans = [
      ...pictures.filter((id) => !held.picture.has(id)),
      ...(await kept('inversion')).filter((id) => !held.inversion.has(id)),
      ...(await kept('result')).filter((id) => !results.has(id)),
      ...(await kept('web-picture')).filter((hash) => !shown.includes(hash)),
      // One in which something was answered can be forgotten, whatever became of its picture.
      ...(await kept('web-thread')).filter((id) => !threads.has(id) && !opened.has(id)),
      // Nothing is on its way any more.
      ...(await kept('job')),
      ...(await kept('request')),
      ...(await kept('burst')),
      ...(await kept('working')),
    ];
    for await (const [key, { result }] of entriesOf(stores.messages))
      if (!results.has(result)) orphans.push(key);
    const there = new Set(pictures);
    const missing = [...held.picture].filter((id) => !there.has(id));
    if (orphans.length + missing.length > 0)
      process.stderr.write(`${where} ${JSON.stringify({ orphans, missing })}\n`);
    return { missing: missing.length, orphans: orphans.length, swept, unimproved };
  } finally {
    await stores.close();
  }
}

/** Which of some words are anywhere in the bytes of a store; says on stderr what holds them. */
export async function wordsLeft(where: string, words: readonly string[]): Promise<string[]> {
  const held = isRedis(where) ? await bytesInRedis(where) : bytesOnDisk(where);
  const left: string[] = [];
  for (const word of words) {
    // People write it behind a space; random ids hold every short word sooner or later.
    const holders = [...held].filter(([, chunk]) => chunk.includes(` ${word}`));
    if (holders.length === 0) continue;
    left.push(word);
    for (const [name, chunk] of holders)
      process.stderr.write(`${name} holds ${word}: ${around(chunk, word)}\n`);
  }
  return left;
}

/** What stands before and after a word, for whoever looks for the reason. */
function around(chunk: Buffer, word: string): string {
  const at = chunk.indexOf(` ${word}`);
  const text = chunk.subarray(Math.max(0, at - 600), at + 600).toString('latin1');
  return text.replace(/[^ -~]+/gu, ' ');
}

/** By the file's name, and for what an entry of it holds by the entry's key. */
function bytesOnDisk(where: string): Map<string, Buffer> {
  const folder = dirname(where);
  const bytes = new Map<string, Buffer>();
  for (const name of readdirSync(folder))
    if (name.startsWith(basename(where))) bytes.set(name, readFileSync(join(folder, name)));
  const file = new DatabaseSync(where, { readOnly: true });
  for (const entry of file.prepare('SELECT key, value FROM entries').iterate()) {
    const { key, value } = Entry.parse(entry);
    bytes.set(`entry ${key}`, Buffer.from(value));
  }
  file.close();
  return bytes;
}

const Entry = z.object({ key: z.string(), value: z.instanceof(Uint8Array) });

/** By the key; Redis compresses what it dumps, so each kind of value is read. */
async function bytesInRedis(where: string): Promise<Map<string, Buffer>> {
  const client = new Redis(where);
  const read: Readonly<Record<string, (key: string) => Promise<unknown>>> = {
    hash: (key) => client.hgetall(key),
    list: (key) => client.lrange(key, 0, -1),
    set: (key) => client.smembers(key),
    zset: (key) => client.zrange(key, '0', '-1'),
    stream: (key) => client.xrange(key, '-', '+'),
  };
  const bytes = new Map<string, Buffer>();
  for (const key of await client.keys('*')) {
    const type = await client.type(key);
    const value = await (type === 'string' ? client.getBuffer(key) : read[type]?.(key));
    const whole = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value ?? null));
    bytes.set(`${type} ${key}`, Buffer.concat([Buffer.from(key), whole]));
  }
  client.disconnect();
  return bytes;
}
