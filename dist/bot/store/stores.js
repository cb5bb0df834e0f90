import Keyv from 'keyv';
import { InversionStore } from './inversion-store.js';
import { RedisShelf } from './redis-shelf.js';
import { ShelfStore } from './shelf-store.js';
import { SqliteShelf } from './sqlite-shelf.js';
export { entriesOf } from './entries.js';
/**
 * Opens the stores; everything but settings expires `ttlMs` after it was last written.
 *
 * @param where a SQLite file, `:memory:`, or the `redis://` address of a Redis
 */
export function openStores(where, ttlMs, options = {}) {
    const { inversionBytes = 2 * 2 ** 30, maxBytes = 20 * 2 ** 30, onDamage = () => { } } = options;
    const shelf = /^rediss?:\/\//u.test(where)
        ? new RedisShelf(where)
        : new SqliteShelf(where, maxBytes);
    const open = (namespace, ttl) => {
        const store = new ShelfStore(shelf, onDamage);
        return new Keyv({ store, namespace, serialization: false, ...(ttl && { ttl }) });
    };
    return {
        threads: open('thread', ttlMs),
        results: open('result', ttlMs),
        messages: open('shown', ttlMs),
        inversions: new InversionStore({
            inversions: open('inversion', ttlMs),
            sizes: open('inversion-size', ttlMs),
            maxBytes: inversionBytes,
        }),
        pictures: open('picture', ttlMs),
        settings: open('settings'),
        jobs: open('job', ttlMs),
        requests: open('request', ttlMs),
        bursts: open('burst', ttlMs),
        asked: open('asked', 60 * 60 * 1_000),
        open: (namespace) => open(namespace, ttlMs),
        scrub: () => shelf.scrub(),
        check: () => shelf.check(),
        close: () => shelf.close(),
    };
}
