import type Keyv from 'keyv';
import { WordbrushError } from '../../pipeline/errors.ts';
import type { MessageRef } from '../request/requests.ts';
import type { Thread } from '../thread/thread.ts';
import { entriesOf } from './entries.ts';

/** What migrations change. */
export interface Migrated {
  readonly threads: Keyv<Thread>;
  readonly results: Keyv<string>;
  readonly messages: Keyv<{ readonly result: string; readonly message: MessageRef }>;
  readonly open: <Value>(namespace: string) => Keyv<Value>;
}

type Migration = (stores: Migrated) => Promise<void>;

/**
 * What brings stored data from each version to the next. A store without a version is of version 0.
 * Each may be cut short and done again.
 */
const MIGRATIONS: readonly Migration[] = [showMessages];

/** The version of what this code keeps. */
export const VERSION = MIGRATIONS.length;
const KEY = 'version';

/**
 * Brings a store to this code's version; how many versions it came up: none for one that nothing is in yet.
 *
 * @throws WordbrushError `io` for a store of a later Wordbrush
 */
export async function migrate(stores: Migrated, version: Keyv<number>): Promise<number> {
  const from = await readVersion(version);
  if (from === VERSION) return 0;
  const isFresh = await isEmpty(stores);
  if (!isFresh) for (const migration of MIGRATIONS.slice(from)) await migration(stores);
  await version.set(KEY, VERSION);
  return isFresh ? 0 : VERSION - from;
}

/** Whether there is nothing yet that a migration could change. */
async function isEmpty({ threads, results, messages, open }: Migrated): Promise<boolean> {
  for (const store of [threads, results, messages, open('message')])
    for await (const _ of entriesOf<unknown>(store)) return false;
  return true;
}

/**
 * For workers, which change no store: it has to be of this code's version, or empty.
 *
 * @throws WordbrushError `io`
 */
export async function checkVersion(version: Keyv<number>): Promise<void> {
  const from = await version.get(KEY);
  if (from !== undefined) await readVersion(version);
  if (from !== undefined && from < VERSION)
    throw new WordbrushError(
      'io',
      `The store is of version ${from}, and this worker wants ${VERSION}. Update and start the bot first: it brings the store up to date.`,
    );
}

async function readVersion(version: Keyv<number>): Promise<number> {
  const from = (await version.get(KEY)) ?? 0;
  if (from > VERSION)
    throw new WordbrushError(
      'io',
      `The store is of version ${from}, made by a later Wordbrush; this one knows ${VERSION}. Update it, or use a backup from before.`,
    );
  return from;
}

/** 0 → 1: what a message shows was the result's id alone; now it says which message that is too. */
async function showMessages({ messages, results, threads, open }: Migrated): Promise<void> {
  const before = open<string>('message');
  for await (const [key, result] of entriesOf(before)) {
    const thread = await threads.get((await results.get(result)) ?? '');
    const id = decodeURIComponent(key.split('/').at(-1) ?? '');
    if (thread && !(await messages.has(key)))
      await messages.set(key, { result, message: { place: thread.place, id } });
    await before.delete(key);
  }
}
