import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { WordbrushError } from '../../pipeline/errors.js';
const PAGE_BYTES = 4_096;
const LOG_BYTES = 64 * 2 ** 20;
/** Entries in one SQLite file, on Node's own SQLite: nothing native to build. It blocks its thread. */
export class SqliteFile {
    #path;
    #database;
    #statements;
    /**
     * @param path a file, or `:memory:`
     * @param maxBytes the largest that the file may grow
     * @throws WordbrushError `io` for a file that cannot be opened or is no database
     */
    constructor(path, maxBytes) {
        this.#path = path;
        try {
            if (path !== ':memory:')
                mkdirSync(dirname(path), { recursive: true });
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
        }
        catch (error) {
            throw new WordbrushError('io', `Cannot open the store ${path}: ${whyOf(error)}`, {
                cause: error,
            });
        }
    }
    get(key) {
        const value = this.#do('get', key)[0]?.value;
        return value instanceof Uint8Array ? value : undefined;
    }
    /** `expires` is a time in milliseconds since 1970, or null. */
    set(key, bytes, expires) {
        this.#do('set', key, bytes, expires);
    }
    /** Whether there was one. */
    delete(key) {
        return this.#do('delete', key).length > 0;
    }
    /** The first keys behind one that begin with a prefix, in order. */
    keys(prefix, after, count) {
        const end = `${prefix}\u{10ffff}`;
        return this.#do('keys', after, end, count).map(({ key }) => String(key));
    }
    /** Deletes what has expired. */
    sweep() {
        this.#do('sweep', Date.now());
    }
    /** Deleted bytes are overwritten in the file at once; its log may still hold them. */
    scrub() {
        this.#do('scrub');
    }
    close() {
        this.#database.close();
    }
    #do(name, ...values) {
        try {
            return this.#statements[name].all(...values);
        }
        catch (error) {
            throw new WordbrushError('io', `The store ${this.#path} failed: ${whyOf(error)}`, {
                cause: error,
            });
        }
    }
}
function statementsOf(database) {
    return {
        get: database.prepare('SELECT value FROM entries WHERE key = ?'),
        set: database.prepare('INSERT OR REPLACE INTO entries VALUES (?, ?, ?)'),
        delete: database.prepare('DELETE FROM entries WHERE key = ? RETURNING 1'),
        keys: database.prepare('SELECT key FROM entries WHERE key > ? AND key < ? ORDER BY key LIMIT ?'),
        sweep: database.prepare('DELETE FROM entries WHERE expires < ?'),
        scrub: database.prepare('PRAGMA wal_checkpoint(TRUNCATE)'),
    };
}
/** SQLite's result codes that an operator can do something about. */
const FAILURES = {
    5: 'another process holds it. Stop the other Wordbrush that uses this folder.',
    8: 'it can only be read. Change its permissions, or set WORDBRUSH_DATA to another folder.',
    10: 'the disk does not take it or give it back. Look at the disk.',
    11: 'it is damaged. Put a backup in its place, or move it away to start afresh.',
    13: 'the disk, or the room that WORDBRUSH_DISK_MIB gives, is full. Make room, then try again.',
    14: 'it cannot be opened. Check that the folder exists and is yours.',
    26: 'it is no database. Put a backup in its place, or move it away to start afresh.',
};
function whyOf(error) {
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : -1;
    return FAILURES[code] ?? `${error instanceof Error ? error.message : error}.`;
}
