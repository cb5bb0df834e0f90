import { Worker } from 'node:worker_threads';
import { WordbrushError } from '../../pipeline/errors.js';
import { sibling } from '../../pipeline/sibling.js';
import { LoopTurns } from '../../turns/loop-turns.js';
import { SqliteFile } from './sqlite-file.js';
/** Entries are listed in batches, so that a change between two of them is seen. */
const BATCH = 64;
/**
 * One SQLite file. A write is in the file when it is done, and whoever waits for the disk is a thread
 * of its own: the event loop never does.
 */
export class SqliteShelf {
    #path;
    #thread;
    /** Orders of this turn of the event loop: they go over together, for each going costs a wake-up. */
    #orders = [];
    /** Orders whose outcome has not come, in the order in which it will. */
    #waiting = [];
    #loop = new LoopTurns();
    #lost;
    #closing;
    /**
     * @param path a file, or `:memory:`
     * @param maxBytes the largest that the file may grow
     * @throws WordbrushError `io` for a file that cannot be opened or is no database
     */
    constructor(path, maxBytes) {
        this.#path = path;
        // The thread could say so only later.
        new SqliteFile(path, maxBytes).close();
        this.#thread = new Worker(sibling('sqlite-thread', import.meta.url), {
            workerData: { path, maxBytes },
        });
        this.#thread.on('message', (outcomes) => {
            for (const outcome of outcomes)
                this.#waiting.shift()?.resolve(outcome);
            if (this.#waiting.length === 0)
                this.#thread.unref();
        });
        this.#thread.on('error', (error) => this.#lose(error));
        this.#thread.on('exit', () => this.#lose(new Error('it was closed')));
        this.#thread.unref();
    }
    async get(key) {
        const value = await this.#ask({ name: 'get', key });
        return value instanceof Uint8Array ? value : undefined;
    }
    async set(key, bytes, expires) {
        await this.#ask({ name: 'set', key, bytes, expires: expires ?? null });
    }
    async delete(key) {
        return (await this.#ask({ name: 'delete', key })) === true;
    }
    async *entries(prefix) {
        for (let after = prefix;;) {
            const found = await this.#ask({ name: 'keys', prefix, after, count: BATCH });
            const keys = Array.isArray(found) ? found : [];
            for (const key of keys) {
                const bytes = await this.get(key);
                if (bytes)
                    yield [key, bytes];
            }
            const last = keys.at(-1);
            if (last === undefined || keys.length < BATCH)
                return;
            after = last;
        }
    }
    async scrub() {
        await this.#ask({ name: 'scrub' });
    }
    async check() {
        await this.set('check:', Uint8Array.of(1), undefined);
        await this.delete('check:');
    }
    async close() {
        if (!this.#lost)
            this.#closing ??= this.#ask({ name: 'close' });
        await this.#closing;
    }
    async #ask(order) {
        const outcome = await new Promise((resolve, reject) => {
            if (this.#lost)
                return reject(this.#failure(this.#lost.message));
            this.#thread.ref();
            this.#waiting.push({ resolve, reject });
            this.#orders.push(order);
            if (this.#orders.length === 1)
                setImmediate(() => this.#thread.postMessage(this.#orders.splice(0)));
        });
        await this.#loop.next();
        if ('failure' in outcome)
            throw new WordbrushError('io', outcome.failure);
        return outcome.value;
    }
    #lose(error) {
        this.#lost ??= error;
        for (const { reject } of this.#waiting.splice(0))
            reject(this.#failure(error.message));
    }
    #failure(why) {
        return new WordbrushError('io', `The store ${this.#path} failed: ${why}.`);
    }
}
