import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { WordbrushError } from '../../../pipeline/errors.ts';
import type { Claim } from './claim.ts';

/**
 * One bot's claim to a store's file: two would each take up the jobs of the other. It is a lock that
 * the operating system takes back when the process ends, however it ends.
 */
export class FolderClaim implements Claim {
  readonly #lock: DatabaseSync;

  /** @throws WordbrushError `io` when another process has it */
  constructor(store: string) {
    const path = `${store}-claim`;
    mkdirSync(dirname(store), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', 0o600));
    this.#lock = new DatabaseSync(path);
    try {
      this.#lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
    } catch (error) {
      this.#lock.close();
      throw new WordbrushError(
        'io',
        `Another Wordbrush already uses ${store}. Stop that one, or set WORDBRUSH_DATA to another folder. Several machines share a Redis: see docs/operate.md.`,
        { cause: error },
      );
    }
  }

  async release(): Promise<void> {
    this.#lock.close();
  }
}
