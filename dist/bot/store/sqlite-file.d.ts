/** Entries in one SQLite file, on Node's own SQLite: nothing native to build. It blocks its thread. */
export declare class SqliteFile {
    #private;
    /**
     * @param path a file, or `:memory:`
     * @param maxBytes the largest that the file may grow
     * @throws WordbrushError `io` for a file that cannot be opened or is no database
     */
    constructor(path: string, maxBytes: number);
    get(key: string): Uint8Array | undefined;
    /** `expires` is a time in milliseconds since 1970, or null. */
    set(key: string, bytes: Uint8Array, expires: number | null): void;
    /** Whether there was one. */
    delete(key: string): boolean;
    /** The first keys behind one that begin with a prefix, in order. */
    keys(prefix: string, after: string, count: number): string[];
    /** Deletes what has expired. */
    sweep(): void;
    /** Deleted bytes are overwritten in the file at once; its log may still hold them. */
    scrub(): void;
    close(): void;
}
