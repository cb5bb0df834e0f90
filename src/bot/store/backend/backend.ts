/** Where bytes are kept under keys: a SQLite file, or Redis. Failures are thrown. */
export interface Backend {
  get(key: string): Promise<Uint8Array | undefined>;
  /**
   * `expires` is a time in milliseconds since 1970.
   *
   * @throws StoreFull when there is no room for it
   */
  set(key: string, bytes: Uint8Array, expires: number | undefined): Promise<void>;
  delete(key: string): Promise<boolean>;
  /** Every key that starts with a prefix, in no order. */
  keys(prefix: string): AsyncGenerator<string>;
  /** Deletes what has expired. */
  sweep(): Promise<void>;
  /** Gives the room of what was deleted to whatever needs it. */
  reclaim(): Promise<void>;
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
