import { randomBytes } from 'node:crypto';
import Keyv from 'keyv';
import type { Subject } from '../../pipeline/types.ts';
import type { Learned } from '../learned/learned.ts';
import type { KeptJob, KeptRequest } from '../queue/kept-job.ts';
import type { MessageRef, Requester } from '../request/requests.ts';
import type { Settings, Thread } from '../thread/thread.ts';
import type { Backend } from './backend/backend.ts';
import { BackendStore, type OnDamage } from './backend/backend-store.ts';
import { RedisBackend } from './backend/redis-backend.ts';
import { RoomMaker } from './backend/room-maker.ts';
import { SqliteBackend } from './backend/sqlite-backend.ts';
import { Insistence } from './insistence.ts';
import { InversionStore } from './inversion-store.ts';
import { checkVersion, migrate } from './migrations.ts';

export { entriesOf } from './entries.ts';

/** What a message shows. */
export interface ShownBy {
  readonly result: string;
  readonly message: MessageRef;
  /** The `personKey` of whose thread it is in; earlier versions did not write it. */
  readonly owner?: string;
}

/** A message that says that work goes on. */
export interface Working {
  /** The ids of the job that it is about, and of the result or the learned subject that this makes. */
  readonly job: string;
  readonly result: string;
  readonly message: MessageRef;
}

/** Everything that is kept, and what `/forget` has to delete. */
export interface Stores {
  /** By `placeKey`. */
  readonly threads: Keyv<Thread>;
  /** The thread's key, by result id. */
  readonly results: Keyv<string>;
  /** Which result a message shows, by `messageKey`. */
  readonly messages: Keyv<ShownBy>;
  /** Threads whose own entry was damaged, by `placeKey`: what hung on them can still be forgotten. */
  readonly lost: Keyv<true>;
  readonly inversions: InversionStore;
  /** Picture files: uploads that wait for their inversion, and PNG results. */
  readonly pictures: Keyv<Uint8Array>;
  /** The subjects that people teach or have taught, by `workspaceKey`; see `learned-subjects.ts`. */
  readonly learned: Keyv<readonly Learned[]>;
  /** The model's part of a learned subject: LoRA and token, a few MiB. It cannot be made again. */
  readonly subjects: Keyv<Subject>;
  /** Defaults by `placeKey`. */
  readonly settings: Keyv<Settings>;
  /** Jobs whose reply has not been delivered, by id: a bot that starts again takes them up. */
  readonly jobs: Keyv<KeptJob>;
  /** Messages that say that work goes on, by `messageKey`; see `at-work.ts`. */
  readonly working: Keyv<Working>;
  /** Requests that have not become jobs yet, by the id that their job will have. */
  readonly requests: Keyv<KeptRequest>;
  /** By the id of a result with reactions that have not been drawn: who reacted last. */
  readonly bursts: Keyv<Requester>;
  /** When pictures were asked for in the last hour, by `personKey` and by the channel's `placeKey`. */
  readonly asked: Keyv<readonly number[]>;
  /** How long what was written is kept, in milliseconds. */
  readonly keepMs: number;
  /** The ids of all pictures, inversions, subjects or entries of an adapter's that start with a prefix. */
  ids(of: string, prefix: string): AsyncGenerator<string>;
  /**
   * Brings what earlier versions kept up to date; how many versions that was. Called before anything
   * else is done with the stores.
   *
   * @throws WordbrushError `io` for a store of a later version
   */
  migrate(): Promise<number>;
  /**
   * Whether the stores are as this version keeps them; for workers.
   *
   * @throws WordbrushError `io` when they are not
   */
  checkVersion(): Promise<void>;
  /** What tells this store from any other, whatever its address; undefined before a bot has used it. */
  identity(): Promise<string | undefined>;
  /** A store of an adapter's own. */
  open<Value>(namespace: string): Keyv<Value>;
  /**
   * Does work that has to be done sooner or later: what a store refuses is tried again, less and less
   * often, until there is newer work of the same name. Resolves after the first try; true when it is
   * done.
   */
  insist(name: string, work: () => Promise<unknown>): Promise<boolean>;
  /** Makes sure that what was deleted cannot be read from the files any more. */
  scrub(): Promise<void>;
  /**
   * Whether the stores take and give.
   *
   * @throws WordbrushError `io` with a sentence for the operator
   */
  check(): Promise<void>;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** What the inversions may take in all, in bytes; the oldest go. Default 2 GiB. */
  readonly inversionBytes?: number;
  /** What a SQLite file may take, in bytes; then nothing more is accepted. Default 20 GiB. */
  readonly maxBytes?: number;
  readonly onDamage?: OnDamage;
  /** Hears of what was refused and is tried again. */
  readonly onRefusal?: (error: unknown, work: string) => void;
}

/** What the keys of threads begin with. */
const THREAD = 'thread:';
/** Counts of an hour: longer, because the clock that entries expire by may be set forward. */
const ASKED_MS = 3 * 60 * 60 * 1_000;

/**
 * Opens the stores; everything but settings expires `ttlMs` after it was last written.
 *
 * @param where a SQLite file, `:memory:`, or the `redis://` address of a Redis
 */
export function openStores(where: string, ttlMs: number, options: StoreOptions = {}): Stores {
  const { inversionBytes = 2 * 2 ** 30, maxBytes = 20 * 2 ** 30 } = options;
  const { onDamage = () => {}, onRefusal = () => {} } = options;
  const backend: Backend = isRedis(where)
    ? new RedisBackend(where)
    : new SqliteBackend(where, maxBytes);
  const room = new RoomMaker(backend, (bytes) => inversions.giveUp(bytes));
  const insistence = new Insistence(onRefusal);
  const noteDamage: OnDamage = async (key, error) => {
    if (key.startsWith(THREAD)) {
      const lost = key.slice(THREAD.length);
      await insistence.on(`lost ${lost}`, () => stores.lost.set(lost, true));
    }
    await onDamage(key, error);
  };
  const open = <Value>(namespace: string, ttl?: number): Keyv<Value> => {
    const store = new BackendStore(backend, room, noteDamage);
    return new Keyv<Value>({ store, namespace, serialization: false, ...(ttl && { ttl }) });
  };
  const inversions = new InversionStore({
    inversions: open('inversion', ttlMs),
    sizes: open('inversion-size', ttlMs),
    maxBytes: inversionBytes,
  });
  const version = open<number>('meta');
  const identity = open<string>('identity');
  const stores: Stores = {
    threads: open('thread', ttlMs),
    results: open('result', ttlMs),
    messages: open('shown', ttlMs),
    lost: open('lost', ttlMs),
    inversions,
    pictures: open('picture', ttlMs),
    learned: open('learned', ttlMs),
    subjects: open('subject', ttlMs),
    settings: open('settings'),
    jobs: open('job', ttlMs),
    working: open('working', ttlMs),
    requests: open('request', ttlMs),
    bursts: open('burst', ttlMs),
    asked: open('asked', ASKED_MS),
    keepMs: ttlMs,
    async *ids(of, prefix) {
      for await (const key of backend.keys(`${of}:${prefix}`)) yield key.slice(of.length + 1);
    },
    async migrate() {
      const versions = await migrate(stores, version);
      if (!(await identity.has('store')))
        await identity.set('store', randomBytes(12).toString('base64url'));
      return versions;
    },
    identity: () => identity.get('store'),
    checkVersion: () => checkVersion(version),
    open: (namespace) => open(namespace, ttlMs),
    insist: (name, work) => insistence.on(name, work),
    scrub: () => backend.scrub(),
    check: () => room.check(),
    async close() {
      insistence.close();
      await backend.close();
    },
  };
  return stores;
}

export function isRedis(where: string): boolean {
  return /^rediss?:\/\//u.test(where);
}
