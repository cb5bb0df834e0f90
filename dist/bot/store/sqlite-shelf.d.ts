import type { Shelf } from './shelf.ts';
/**
 * One SQLite file. A write is in the file when it is done, and whoever waits for the disk is a thread
 * of its own: the event loop never does.
 */
export declare class SqliteShelf implements Shelf {
    #private;
    /**
     * @param path a file, or `:memory:`
     * @param maxBytes the largest that the file may grow
     * @throws WordbrushError `io` for a file that cannot be opened or is no database
     */
    constructor(path: string, maxBytes: number);
    get(key: string): Promise<Uint8Array | undefined>;
    set(key: string, bytes: Uint8Array, expires: number | undefined): Promise<void>;
    delete(key: string): Promise<boolean>;
    entries(prefix: string): AsyncGenerator<[key: string, bytes: Uint8Array]>;
    scrub(): Promise<void>;
    check(): Promise<void>;
    close(): Promise<void>;
}
