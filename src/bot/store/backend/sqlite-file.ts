import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { WordbrushError } from '../../../pipeline/errors.ts';
import { StoreFull } from '../store-full.ts';
import { Reserve } from './reserve.ts';

const PAGE_BYTES = 4_096;
const LOG_BYTES = 64 * 2 ** 20;
/** SQLite's own default. */
const MAX_LOG_PAGES = 1_000;
const SQLITE_FULL = 13;

type Statements = Readonly<
  Record<'get' | 'set' | 'delete' | 'keys' | 'sweep' | 'scrub' | 'shrink', StatementSync>
>;

/** Entries in one SQLite file, on Node's own SQLite: nothing native to build. It blocks its thread. */
export class SqliteFile {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  /** None in memory. */
  readonly #reserve: Reserve | null;

  /**
   * @param path a file, or `:memory:`
   * @param maxBytes the largest that the file may grow
   * @throws WordbrushError `io` for a file that cannot be opened or is no database
   */
  constructor(path: string, maxBytes: number) {
    this.#path = path;
    try {
      if (path !== ':memory:') createPrivate(path);
      this.#database = new DatabaseSync(path);
      this.#reserve = path === ':memory:' ? null : new Reserve(path);
      // The log goes into the file while the reserve could still take it.
      const logPages = Math.min(
        MAX_LOG_PAGES,
        Math.ceil((this.#reserve?.bytes ?? LOG_BYTES) / 2 / PAGE_BYTES),
      );
      this.#database.exec(`
        PRAGMA busy_timeout = 5000;
        PRAGMA page_size = ${PAGE_BYTES};
        PRAGMA auto_vacuum = INCREMENTAL;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        PRAGMA secure_delete = ON;
        PRAGMA journal_size_limit = ${LOG_BYTES};
        PRAGMA wal_autocheckpoint = ${logPages};
        PRAGMA max_page_count = ${Math.ceil(maxBytes / PAGE_BYTES)};
        CREATE TABLE IF NOT EXISTS entries (
          key TEXT PRIMARY KEY, value BLOB NOT NULL, expires INTEGER
        ) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS entries_expires ON entries (expires);
      `);
      this.#statements = statementsOf(this.#database);
      if (path !== ':memory:') makePrivate(path);
    } catch (error) {
      throw new WordbrushError(
        'io',
        `Cannot open the store ${path}: ${whyOf(codeOf(error), error)}`,
        {
          cause: error,
        },
      );
    }
  }

  get(key: string): Uint8Array | undefined {
    const value = this.#do('get', key)[0]?.value;
    return value instanceof Uint8Array ? value : undefined;
  }

  /**
   * `expires` is a time in milliseconds since 1970, or null.
   *
   * @throws StoreFull
   */
  set(key: string, bytes: Uint8Array, expires: number | null): void {
    // What is written must leave the room that deleting takes.
    if (this.#reserve && !this.#reserve.hold()) throw this.#failure(SQLITE_FULL, undefined);
    this.#do('set', key, bytes, expires);
  }

  /** Whether there was one. */
  delete(key: string): boolean {
    return this.#do('delete', key).length > 0;
  }

  /** The first keys behind one that begin with a prefix, in order. */
  keys(prefix: string, after: string, count: number): string[] {
    const end = `${prefix}\u{10ffff}`;
    return this.#do('keys', after, end, count).map(({ key }) => String(key));
  }

  /** Deletes what has expired. */
  sweep(): void {
    this.#do('sweep', Date.now());
  }

  /** Gives what was deleted back to the disk, and puts the reserve aside again. */
  reclaim(): void {
    this.#do('shrink');
    this.#do('scrub');
    this.#reserve?.hold();
  }

  /** Deleted bytes are overwritten in the file at once; its log may still hold them. */
  scrub(): void {
    this.#do('scrub');
  }

  close(): void {
    this.#database.close();
  }

  #do(name: keyof Statements, ...values: (string | number | Uint8Array | null)[]) {
    try {
      return this.#statements[name].all(...values);
    } catch (error) {
      if (codeOf(error) !== SQLITE_FULL || name === 'set' || !this.#reserve)
        throw this.#failure(codeOf(error), error);
      // What makes room may take the room that was put aside for it.
      this.#reserve.release();
      return this.#again(name, values);
    }
  }

  #again(name: keyof Statements, values: (string | number | Uint8Array | null)[]) {
    try {
      if (name !== 'scrub') this.#statements.scrub.all();
      return this.#statements[name].all(...values);
    } catch (error) {
      throw this.#failure(codeOf(error), error);
    }
  }

  #failure(code: number, cause: unknown): WordbrushError {
    const message = `The store ${this.#path} failed: ${whyOf(code, cause)}`;
    if (code === SQLITE_FULL) return new StoreFull(message, { cause });
    return new WordbrushError('io', message, { cause });
  }
}

function statementsOf(database: DatabaseSync): Statements {
  return {
    get: database.prepare('SELECT value FROM entries WHERE key = ?'),
    set: database.prepare('INSERT OR REPLACE INTO entries VALUES (?, ?, ?)'),
    delete: database.prepare('DELETE FROM entries WHERE key = ? RETURNING 1'),
    keys: database.prepare(
      'SELECT key FROM entries WHERE key > ? AND key < ? ORDER BY key LIMIT ?',
    ),
    sweep: database.prepare('DELETE FROM entries WHERE expires < ?'),
    scrub: database.prepare('PRAGMA wal_checkpoint(TRUNCATE)'),
    shrink: database.prepare('PRAGMA incremental_vacuum'),
  };
}

/** SQLite's result codes that an operator can do something about. */
const FAILURES: Readonly<Record<number, string>> = {
  5: 'another process holds it. Stop the other Wordbrush that uses this folder.',
  8: 'it can only be read. Change its permissions, or set WORDBRUSH_DATA to another folder.',
  10: 'the disk does not take it or give it back. Look at the disk.',
  11: 'it is damaged. Put a backup in its place, or move it away to start afresh.',
  13: 'its disk is full, or it has grown as large as it may. Make room, then try again.',
  14: 'it cannot be opened. Check that the folder exists and is yours.',
  26: 'it is no database. Put a backup in its place, or move it away to start afresh.',
};

/** SQLite's result code, without its details. */
function codeOf(error: unknown): number {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : -1;
}

function whyOf(code: number, error: unknown): string {
  return FAILURES[code] ?? `${error instanceof Error ? error.message : error}.`;
}

/** What people send is for nobody else on this machine; SQLite gives its log the file's own mode. */
function createPrivate(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(path, 'a', 0o600));
  } catch {
    // SQLite says why better.
  }
}

/** The same for a file of an earlier version. */
function makePrivate(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`])
    try {
      chmodSync(file, 0o600);
    } catch {
      // Not there, or somebody else's: then it is theirs to guard.
    }
}
