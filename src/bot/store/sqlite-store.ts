import { EventEmitter } from 'node:events';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { deserialize, serialize } from 'node:v8';
import type { KeyvStoreAdapter, StoredData } from 'keyv';

const SWEEP_INTERVAL_MS = 60 * 60 * 1_000;

/** One SQLite file, on Node's own SQLite: nothing native to build. */
export class SqliteFile {
  readonly statements: Readonly<
    Record<'get' | 'set' | 'delete' | 'list' | 'clear' | 'sweep', StatementSync>
  >;
  readonly #database: DatabaseSync;
  readonly #sweeper: NodeJS.Timeout;

  /** `path` may be `:memory:`. */
  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA secure_delete = ON;
      CREATE TABLE IF NOT EXISTS entries (
        key TEXT PRIMARY KEY, value BLOB NOT NULL, expires INTEGER
      ) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS entries_expires ON entries (expires);
    `);
    this.statements = {
      get: this.#database.prepare('SELECT value FROM entries WHERE key = ?'),
      set: this.#database.prepare('INSERT OR REPLACE INTO entries VALUES (?, ?, ?)'),
      delete: this.#database.prepare('DELETE FROM entries WHERE key = ?'),
      list: this.#database.prepare('SELECT key, value FROM entries WHERE key >= ? AND key < ?'),
      clear: this.#database.prepare('DELETE FROM entries WHERE key >= ? AND key < ?'),
      sweep: this.#database.prepare('DELETE FROM entries WHERE expires < ?'),
    };
    const sweep = (): void => void this.statements.sweep.run(Date.now());
    sweep();
    this.#sweeper = setInterval(sweep, SWEEP_INTERVAL_MS).unref();
  }

  close(): void {
    clearInterval(this.#sweeper);
    if (this.#database.isOpen) this.#database.close();
  }
}

/**
 * One namespace of a file as a Keyv store; Keyv writes its namespace into the store, so that each
 * needs its own. Values are kept in V8's structured form: tensors and pictures stay typed arrays.
 */
export class SqliteStore extends EventEmitter implements KeyvStoreAdapter {
  // Keyv iterates only over stores whose dialect it knows.
  readonly opts = { dialect: 'sqlite' };
  namespace?: string;
  readonly #statements: SqliteFile['statements'];

  constructor(file: SqliteFile) {
    super();
    this.#statements = file.statements;
  }

  async get<Value>(key: string): Promise<StoredData<Value> | undefined> {
    const row = this.#statements.get.get(key);
    return row ? decode(row.value) : undefined;
  }

  async set(key: string, value: unknown, ttl?: number): Promise<void> {
    this.#statements.set.run(key, serialize(value), ttl === undefined ? null : Date.now() + ttl);
  }

  async delete(key: string): Promise<boolean> {
    return this.#statements.delete.run(key).changes > 0;
  }

  async clear(): Promise<void> {
    this.#statements.clear.run(...range(`${this.namespace ?? ''}:`));
  }

  async *iterator<Value>(
    namespace?: string,
  ): AsyncGenerator<Array<string | Awaited<Value> | undefined>, void> {
    for (const row of this.#statements.list.all(...range(`${namespace ?? ''}:`)))
      yield [String(row.key), decode(row.value)];
  }
}

/** Keyv knows what it stored under a key; here it is bytes. */
function decode(value: unknown) {
  return value instanceof Uint8Array ? deserialize(value) : undefined;
}

/** The keys that start with a prefix, as a half-open range of the index. */
function range(prefix: string): [string, string] {
  return [prefix, `${prefix}\u{10ffff}`];
}
