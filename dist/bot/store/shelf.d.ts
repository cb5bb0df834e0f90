/** Where bytes are kept under keys: a SQLite file, or Redis. Failures are thrown. */
export interface Shelf {
    get(key: string): Promise<Uint8Array | undefined>;
    /** `expires` is a time in milliseconds since 1970. */
    set(key: string, bytes: Uint8Array, expires: number | undefined): Promise<void>;
    delete(key: string): Promise<boolean>;
    /** Every entry whose key starts with a prefix, in no order. */
    entries(prefix: string): AsyncGenerator<[key: string, bytes: Uint8Array]>;
    /** Makes sure that what was deleted cannot be read from the files any more. */
    scrub(): Promise<void>;
    /**
     * Writes, reads and deletes one entry.
     *
     * @throws WordbrushError `io` with a sentence for the operator
     */
    check(): Promise<void>;
    close(): Promise<void>;
}
