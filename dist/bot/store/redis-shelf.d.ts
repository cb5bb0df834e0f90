import type { Shelf } from './shelf.ts';
/**
 * Entries in Redis, which several machines share. A Redis that goes away for a while makes commands
 * wait: the client connects again and sends what was not answered.
 */
export declare class RedisShelf implements Shelf {
    #private;
    /** `url` is `redis://` or `rediss://`. */
    constructor(url: string);
    get(key: string): Promise<Uint8Array | undefined>;
    set(key: string, bytes: Uint8Array, expires: number | undefined): Promise<void>;
    delete(key: string): Promise<boolean>;
    entries(prefix: string): AsyncGenerator<[key: string, bytes: Uint8Array]>;
    /** What Redis writes to its disk is Redis's to rewrite. */
    scrub(): Promise<void>;
    check(): Promise<void>;
    close(): Promise<void>;
}
