import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Keyv from 'keyv';
import type { Inversion } from '../../pipeline/types.ts';
import type { Job } from '../queue/job-queue.ts';
import type { Settings, Thread } from '../threads.ts';
import { SqliteFile, SqliteStore } from './sqlite-store.ts';

/** Everything that is kept, and what `/forget` has to delete. */
export interface Stores {
  /** By `placeKey`. */
  readonly threads: Keyv<Thread>;
  /** The thread's key, by result id. */
  readonly results: Keyv<string>;
  /** The result's id, by `messageKey`. */
  readonly messages: Keyv<string>;
  readonly inversions: Keyv<Inversion>;
  /** Picture files: uploads that wait for their inversion, and PNG results. */
  readonly pictures: Keyv<Uint8Array>;
  /** Defaults by `placeKey`. */
  readonly settings: Keyv<Settings>;
  /** Jobs that are not done, by id: a bot that starts again takes them up. */
  readonly jobs: Keyv<Job>;
  /** A store of an adapter's own. */
  open<Value>(namespace: string): Keyv<Value>;
  close(): Promise<void>;
}

/** Opens the stores; everything but settings expires `ttlMs` after it was last written. */
export function openStores(path: string, ttlMs: number): Stores {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const file = new SqliteFile(path);
  const open = <Value>(namespace: string, ttl?: number): Keyv<Value> => {
    const store = new SqliteStore(file);
    const keyv = new Keyv<Value>({ store, namespace, throwOnErrors: true, ...(ttl && { ttl }) });
    // The store keeps typed arrays as they are; JSON would not.
    keyv.serialize = undefined;
    keyv.deserialize = undefined;
    return keyv;
  };
  return {
    threads: open('thread', ttlMs),
    results: open('result', ttlMs),
    messages: open('message', ttlMs),
    inversions: open('inversion', ttlMs),
    pictures: open('picture', ttlMs),
    settings: open('settings'),
    jobs: open('job', ttlMs),
    open: (namespace) => open(namespace, ttlMs),
    close: async () => file.close(),
  };
}

/** Every entry of a store. */
export async function* entriesOf<Value>(keyv: Keyv<Value>): AsyncGenerator<[string, Value]> {
  for await (const [key, value] of keyv.iterator?.(keyv.namespace) ?? []) yield [key, value];
}
