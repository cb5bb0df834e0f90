import { Worker } from 'node:worker_threads';
import { WordbrushError } from '../../../pipeline/errors.ts';
import { moduleBeside } from '../../../pipeline/process/module-beside.ts';
import { LoopTurns } from '../../../turns/loop-turns.ts';
import { StoreFull } from '../store-full.ts';
import type { Backend } from './backend.ts';
import { SqliteFile } from './sqlite-file.ts';
import type { Operation, OperationResult, ThreadData } from './sqlite-thread.ts';

/** Entries are listed in batches, so that a change between two of them is seen. */
const BATCH = 64;

/**
 * Node calls its SQLite experimental, which operators need not hear. None of the process's own flags: a thread
 * refuses some, such as `--expose-gc`, and needs none.
 */
const QUIET = ['--disable-warning=ExperimentalWarning'];

interface Waiting {
  resolve(result: OperationResult): void;
  reject(error: unknown): void;
}

/**
 * One SQLite file. A write is in the file when it is done, and whoever waits for the disk is a thread
 * of its own: the event loop never does.
 */
export class SqliteBackend implements Backend {
  readonly #path: string;
  readonly #thread: Worker;
  /** Operations of this turn of the event loop: they go over together, for each going costs a wake-up. */
  readonly #operations: Operation[] = [];
  /** Operations whose result has not come, in the order in which it will. */
  readonly #waiting: Waiting[] = [];
  readonly #loop = new LoopTurns();
  #lost: Error | undefined;
  #closing: Promise<unknown> | undefined;

  /**
   * @param path a file, or `:memory:`
   * @param maxBytes the largest that the file may grow
   * @throws WordbrushError `io` for a file that cannot be opened or is no database
   */
  constructor(path: string, maxBytes: number) {
    this.#path = path;
    // The thread could say so only later.
    new SqliteFile(path, maxBytes).close();
    this.#thread = new Worker(moduleBeside(import.meta, 'sqlite-thread'), {
      workerData: { path, maxBytes } satisfies ThreadData,
      execArgv: QUIET,
    });
    this.#thread.on('message', (results: readonly OperationResult[]) => {
      for (const result of results) this.#waiting.shift()?.resolve(result);
      if (this.#waiting.length === 0) this.#thread.unref();
    });
    this.#thread.on('error', (error) => this.#lose(error));
    this.#thread.on('exit', () => this.#lose(new Error('it was closed')));
    this.#thread.unref();
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const value = await this.#ask({ name: 'get', key });
    return value instanceof Uint8Array ? value : undefined;
  }

  async set(key: string, bytes: Uint8Array, expires: number | undefined): Promise<void> {
    await this.#ask({ name: 'set', key, bytes, expires: expires ?? null });
  }

  async delete(key: string): Promise<boolean> {
    return (await this.#ask({ name: 'delete', key })) === true;
  }

  async *keys(prefix: string): AsyncGenerator<string> {
    for (let after = prefix; ; ) {
      const found = await this.#ask({ name: 'keys', prefix, after, count: BATCH });
      const keys = Array.isArray(found) ? found : [];
      yield* keys;
      const last = keys.at(-1);
      if (last === undefined || keys.length < BATCH) return;
      after = last;
    }
  }

  async sweep(): Promise<void> {
    await this.#ask({ name: 'sweep' });
  }

  async reclaim(): Promise<void> {
    await this.#ask({ name: 'reclaim' });
  }

  async scrub(): Promise<void> {
    await this.#ask({ name: 'scrub' });
  }

  async check(): Promise<void> {
    await this.set('check:', Uint8Array.of(1), undefined);
    await this.delete('check:');
  }

  async close(): Promise<void> {
    if (!this.#lost) this.#closing ??= this.#ask({ name: 'close' });
    await this.#closing;
  }

  async #ask(operation: Operation) {
    const result = await new Promise<OperationResult>((resolve, reject) => {
      if (this.#lost) return reject(this.#failure(this.#lost.message));
      this.#thread.ref();
      this.#waiting.push({ resolve, reject });
      this.#operations.push(operation);
      if (this.#operations.length === 1)
        setImmediate(() => this.#thread.postMessage(this.#operations.splice(0)));
    });
    await this.#loop.next();
    if (!('failure' in result)) return result.value;
    throw result.full ? new StoreFull(result.failure) : new WordbrushError('io', result.failure);
  }

  #lose(error: Error): void {
    this.#lost ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure(error.message));
  }

  #failure(why: string): WordbrushError {
    return new WordbrushError('io', `The store ${this.#path} failed: ${why}.`);
  }
}
