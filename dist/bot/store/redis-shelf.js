import { Redis } from 'ioredis';
import { WordbrushError } from '../../pipeline/errors.js';
/** How long a command waits for a Redis that is away, in milliseconds. */
const PATIENCE_MS = 120_000;
const CHECK_MS = 2_000;
const BATCH = 100;
const PREFIX = 'wordbrush:';
/**
 * Entries in Redis, which several machines share. A Redis that goes away for a while makes commands
 * wait: the client connects again and sends what was not answered.
 */
export class RedisShelf {
    #redis;
    /** `url` is `redis://` or `rediss://`. */
    constructor(url) {
        this.#redis = new Redis(url, {
            lazyConnect: true,
            maxRetriesPerRequest: null,
            commandTimeout: PATIENCE_MS,
            retryStrategy: (attempt) => Math.min(2_000, 50 * 2 ** attempt),
        });
        // Every command that fails tells so itself.
        this.#redis.on('error', () => { });
    }
    async get(key) {
        return (await this.#do(this.#redis.getBuffer(PREFIX + key))) ?? undefined;
    }
    async set(key, bytes, expires) {
        const value = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        await this.#do(expires === undefined
            ? this.#redis.set(PREFIX + key, value)
            : this.#redis.set(PREFIX + key, value, 'PXAT', expires));
    }
    async delete(key) {
        return (await this.#do(this.#redis.unlink(PREFIX + key))) > 0;
    }
    async *entries(prefix) {
        const seen = new Set();
        let cursor = '0';
        do {
            const [next, keys] = await this.#do(this.#redis.scan(cursor, 'MATCH', `${PREFIX}${prefix}*`, 'COUNT', BATCH));
            cursor = next;
            for (const full of keys) {
                // A scan may give a key twice.
                if (seen.has(full))
                    continue;
                seen.add(full);
                const key = full.slice(PREFIX.length);
                const bytes = await this.get(key);
                if (bytes)
                    yield [key, bytes];
            }
        } while (cursor !== '0');
    }
    /** What Redis writes to its disk is Redis's to rewrite. */
    async scrub() { }
    async check() {
        const late = AbortSignal.timeout(CHECK_MS);
        const gone = new Promise((_, reject) => {
            late.addEventListener('abort', () => reject(new Error('no answer')), { once: true });
        });
        await this.#do(Promise.race([this.#redis.set(`${PREFIX}check:`, '1', 'PX', CHECK_MS), gone]));
    }
    async close() {
        this.#redis.disconnect();
    }
    async #do(command) {
        try {
            return await command;
        }
        catch (error) {
            const why = error instanceof Error ? error.message : String(error);
            throw new WordbrushError('io', `The store in Redis failed: ${why}. Check that Redis runs, has memory left, and that STORE_URL is right.`, { cause: error });
        }
    }
}
