import { StoreFull } from '../store-full.ts';
import type { Backend } from './backend.ts';

/** How often room is made for one entry. */
const ROUNDS = 3;
/** Where others fill the disk, giving things up does not help: after this long it is tried again. */
const PAUSE_MS = 30_000;
const MIN_FREED = 2 ** 20;
const MAX_PROBE = 4 * 2 ** 20;

/** Makes room in a backend when there is none, and knows when it could not. */
export class RoomMaker implements Pick<Backend, 'set' | 'check'> {
  readonly #backend: Backend;
  readonly #giveUp: (bytes: number) => Promise<number>;
  #making: Promise<boolean> | null = null;
  #pausedUntil = 0;
  /** The size of the least entry that there was no room for. */
  #refused: number | null = null;

  /** `giveUp` deletes what can be made again until that many bytes are free; how many they were. */
  constructor(backend: Backend, giveUp: (bytes: number) => Promise<number>) {
    this.#backend = backend;
    this.#giveUp = giveUp;
  }

  async set(key: string, bytes: Uint8Array, expires: number | undefined): Promise<void> {
    for (let round = 0; ; round++) {
      try {
        return await this.#backend.set(key, bytes, expires);
      } catch (error) {
        if (!(error instanceof StoreFull)) throw error;
        if (round < ROUNDS && (await this.#makeRoom(bytes.length))) continue;
        this.#refused = Math.min(this.#refused ?? MAX_PROBE, bytes.length, MAX_PROBE);
        throw error;
      }
    }
  }

  /** Takes an entry as large as the one that was refused last: a small one may still fit. */
  async check(): Promise<void> {
    if (this.#refused !== null) {
      await this.#backend.set('check:', new Uint8Array(this.#refused), undefined);
      await this.#backend.delete('check:');
      this.#refused = null;
    }
    await this.#backend.check();
  }

  /** Whether it is worth another try. All who wait for room have it made once. */
  async #makeRoom(bytes: number): Promise<boolean> {
    if (performance.now() < this.#pausedUntil) return false;
    this.#making ??= this.#make(bytes).finally(() => {
      this.#making = null;
    });
    return await this.#making;
  }

  async #make(bytes: number): Promise<boolean> {
    try {
      await this.#backend.sweep();
      const freed = await this.#giveUp(Math.max(MIN_FREED, 2 * bytes));
      await this.#backend.reclaim();
      if (freed > 0) return true;
    } catch {
      // A store that cannot even delete is reported by whoever asked it to keep something.
    }
    this.#pausedUntil = performance.now() + PAUSE_MS;
    return false;
  }
}
