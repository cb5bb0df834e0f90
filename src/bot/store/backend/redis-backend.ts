import { Redis } from 'ioredis';
import { WordbrushError } from '../../../pipeline/errors.ts';
import { isFullRedis, StoreFull } from '../store-full.ts';
import type { Backend } from './backend.ts';

/** How long a command waits for a Redis that is away, in milliseconds. */
const PATIENCE_MS = 120_000;
const CHECK_MS = 2_000;
const BATCH = 100;
const PREFIX = 'wordbrush:';

/**
 * Entries in Redis, which several machines share. A Redis that goes away for a while makes commands
 * wait: the client connects again and sends what was not answered.
 */
export class RedisBackend implements Backend {
  readonly #redis: Redis;

  /** `url` is `redis://` or `rediss://`. */
  constructor(url: string) {
    this.#redis = new Redis(url, {
      lazyConnect: true,
      maxRetriesPerRequest: null,
      commandTimeout: PATIENCE_MS,
      retryStrategy: (attempt) => Math.min(2_000, 50 * 2 ** attempt),
    });
    // Every command that fails says so itself.
    this.#redis.on('error', () => {});
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    return (await this.#do(this.#redis.getBuffer(PREFIX + key))) ?? undefined;
  }

  async set(key: string, bytes: Uint8Array, expires: number | undefined): Promise<void> {
    const value = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    await this.#do(
      expires === undefined
        ? this.#redis.set(PREFIX + key, value)
        : this.#redis.set(PREFIX + key, value, 'PXAT', expires),
    );
  }

  async delete(key: string): Promise<boolean> {
    return (await this.#do(this.#redis.unlink(PREFIX + key))) > 0;
  }

  async *keys(prefix: string): AsyncGenerator<string> {
    const seen = new Set<string>();
    let cursor = '0';
    do {
      const [next, keys] = await this.#do(
        this.#redis.scan(cursor, 'MATCH', `${PREFIX}${prefix}*`, 'COUNT', BATCH),
      );
      cursor = next;
      for (const full of keys) {
        // A scan may give a key twice.
        if (seen.has(full)) continue;
        seen.add(full);
        yield full.slice(PREFIX.length);
      }
    } while (cursor !== '0');
  }

  /** Redis does both by itself. */
  async sweep(): Promise<void> {}
  async reclaim(): Promise<void> {}

  /** What Redis writes to its disk is Redis's to rewrite. */
  async scrub(): Promise<void> {}

  async check(): Promise<void> {
    const late = AbortSignal.timeout(CHECK_MS);
    const gone = new Promise<never>((_, reject) => {
      late.addEventListener('abort', () => reject(new Error('no answer')), { once: true });
    });
    await this.#do(Promise.race([this.#redis.set(`${PREFIX}check:`, '1', 'PX', CHECK_MS), gone]));
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }

  async #do<Value>(command: Promise<Value>): Promise<Value> {
    try {
      return await command;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (isFullRedis(error))
        throw new StoreFull(
          `The store in Redis takes nothing more (${why.replace(/\.$/u, '')}). Give its machine more memory or disk, or raise its maxmemory.`,
          { cause: error },
        );
      throw new WordbrushError(
        'io',
        `The store in Redis failed: ${why}. Check that Redis runs, has memory left, and that STORE_URL is right.`,
        { cause: error },
      );
    }
  }
}
