import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { WordbrushError } from '../../pipeline/errors.ts';
import type { Shelf } from './shelf.ts';

const SWEEP_INTERVAL_MS = 60 * 60 * 1_000;
const PAGE_BYTES = 4_096;
/** Entries are listed in batches, so that a change between two of them is seen. */
const BATCH = 64;
const LOG_BYTES = 64 * 2 ** 20;

type Statements = Readonly<Record<'get' | 'set' | 'delete' | 'keys' | 'sweep', StatementSync>>;

/**
 * One SQLite file, on Node's own SQLite: nothing native to build. Every write is on disk when it is
 * done. SQLite works on this thread, so each operation gets a turn of the event loop of its own: a
 * burst of them lets everything else go on in between.
 */
export class SqliteShelf implements Shelf {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #sweeper: NodeJS.Timeout;
  #lastTurn: Promise<void> = Promise.resolve();

  /**
   * @param path a file, or `:memory:`
   * @param maxBytes the largest that the file may grow
   * @throws WordbrushError `io` for a file that cannot be opened or is no database
   */
  constructor(path: string, maxBytes: number) {
    this.#path = path;
    try {
      if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
      this.#database = new DatabaseSync(path);
      this.#database.exec(`
        PRAGMA busy_timeout = 5000;
        PRAGMA page_size = ${PAGE_BYTES};
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        PRAGMA secure_delete = ON;
        PRAGMA journal_size_limit = ${LOG_BYTES};
        PRAGMA max_page_count = ${Math.ceil(maxBytes / PAGE_BYTES)};
        CREATE TABLE IF NOT EXISTS entries (
          key TEXT PRIMARY KEY, value BLOB NOT NULL, expires INTEGER
        ) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS entries_expires ON entries (expires);
      `);
      this.#statements = statementsOf(this.#database);
      this.#sweep();
    } catch (error) {
      throw new WordbrushError('io', `Cannot open the store ${path}: ${whyOf(error)}`, {
        cause: error,
      });
    }
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_INTERVAL_MS).unref();
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const value = (await this.#do(() => this.#statements.get.get(key)))?.value;
    return value instanceof Uint8Array ? value : undefined;
  }

  async set(key: string, bytes: Uint8Array, expires: number | undefined): Promise<void> {
    await this.#do(() => this.#statements.set.run(key, bytes, expires ?? null));
  }

  async delete(key: string): Promise<boolean> {
    return (await this.#do(() => this.#statements.delete.run(key))).changes > 0;
  }

  async *entries(prefix: string): AsyncGenerator<[key: string, bytes: Uint8Array]> {
    for (let after = prefix; ; ) {
      const end = `${prefix}\u{10ffff}`;
      const rows = await this.#do(() => this.#statements.keys.all(after, end, BATCH));
      for (const { key } of rows) {
        after = String(key);
        const bytes = await this.get(after);
        if (bytes) yield [after, bytes];
      }
      if (rows.length < BATCH) return;
    }
  }

  /** Deleted bytes are overwritten in the file at once; its log may still hold them. */
  async scrub(): Promise<void> {
    await this.#do(() => this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
  }

  async check(): Promise<void> {
    await this.set('check:', Uint8Array.of(1), undefined);
    await this.delete('check:');
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    await this.#lastTurn;
    if (this.#database.isOpen) this.#database.close();
  }

  #sweep(): void {
    this.#statements.sweep.run(Date.now());
  }

  async #do<Value>(operation: () => Value): Promise<Value> {
    const turn = this.#lastTurn.then(() => setImmediate());
    this.#lastTurn = turn;
    await turn;
    try {
      return operation();
    } catch (error) {
      throw new WordbrushError('io', `The store ${this.#path} failed: ${whyOf(error)}`, {
        cause: error,
      });
    }
  }
}

function statementsOf(database: DatabaseSync): Statements {
  return {
    get: database.prepare('SELECT value FROM entries WHERE key = ?'),
    set: database.prepare('INSERT OR REPLACE INTO entries VALUES (?, ?, ?)'),
    delete: database.prepare('DELETE FROM entries WHERE key = ?'),
    keys: database.prepare(
      'SELECT key FROM entries WHERE key > ? AND key < ? ORDER BY key LIMIT ?',
    ),
    sweep: database.prepare('DELETE FROM entries WHERE expires < ?'),
  };
}

/** SQLite's result codes that an operator can do something about. */
const FAILURES: Readonly<Record<number, string>> = {
  5: 'another process holds it. Stop the other Wordbrush that uses this folder.',
  8: 'it can only be read. Change its permissions, or set WORDBRUSH_DATA to another folder.',
  10: 'the disk does not take it or give it back. Look at the disk.',
  11: 'it is damaged. Put a backup in its place, or move it away to start afresh.',
  13: 'the disk, or the room that WORDBRUSH_DISK_MIB gives, is full. Make room, then try again.',
  14: 'it cannot be opened. Check that the folder exists and is yours.',
  26: 'it is no database. Put a backup in its place, or move it away to start afresh.',
};

function whyOf(error: unknown): string {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : -1;
  return FAILURES[code] ?? `${error instanceof Error ? error.message : error}.`;
}
