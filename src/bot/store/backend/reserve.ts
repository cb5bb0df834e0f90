import { closeSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const MAX_BYTES = 16 * 2 ** 20;
const SHARE = 4;
const CHUNK = Buffer.alloc(2 ** 18);

/**
 * Room that is put aside on a disk, because on a full one SQLite cannot even delete: that goes
 * through its log. A file of zeros that is removed when the room is needed.
 */
export class Reserve {
  /** At most a quarter of what was free when it was first taken. */
  readonly bytes: number;
  readonly #path: string;

  constructor(database: string) {
    this.#path = `${database}-reserve`;
    const { bavail, bsize } = statfsSync(dirname(database));
    this.bytes = this.#held() || Math.min(MAX_BYTES, Math.floor((bavail * bsize) / SHARE));
  }

  /** Makes sure that the room is there; false when it cannot be had. */
  hold(): boolean {
    if (this.#held() >= this.bytes) return true;
    let file: number | undefined;
    try {
      file = openSync(this.#path, 'w', 0o600);
      for (let left = this.bytes; left > 0; )
        left -= writeSync(file, CHUNK, 0, Math.min(left, CHUNK.length));
      return true;
    } catch {
      this.release();
      return false;
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }

  release(): void {
    rmSync(this.#path, { force: true });
  }

  #held(): number {
    return statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
  }
}
