import type Keyv from 'keyv';
import { fromHalf, type HalfTensor, toHalf } from '../../pipeline/inversion-file/half.ts';
import type { Inversion } from '../../pipeline/types.ts';
import { entriesOf } from './entries.ts';

/** An inversion with its tensors in half precision, half the size and the same pictures. */
type Compact = Omit<Inversion, 'trajectory' | 'nullEmbeddings' | 'attention'> & {
  readonly trajectory: HalfTensor;
  readonly nullEmbeddings: HalfTensor;
  readonly attention: HalfTensor;
};

/** What one inversion takes, and when it was made: for eviction without reading it. */
interface Size {
  readonly bytes: number;
  readonly at: number;
}

export interface InversionStoreParts {
  readonly inversions: Keyv<Compact>;
  readonly sizes: Keyv<Size>;
  /** What all of them may take together. */
  readonly maxBytes: number;
}

/**
 * Inversions by id. They expire like everything else, and the oldest go when all of them together
 * take too much room: a picture that is still kept can be inverted again.
 */
export class InversionStore {
  readonly #parts: InversionStoreParts;

  constructor(parts: InversionStoreParts) {
    this.#parts = parts;
  }

  async get(id: string): Promise<Inversion | undefined> {
    const kept = await this.#parts.inversions.get(id);
    return (
      kept && {
        ...kept,
        trajectory: fromHalf(kept.trajectory),
        nullEmbeddings: fromHalf(kept.nullEmbeddings),
        attention: fromHalf(kept.attention),
      }
    );
  }

  async set(id: string, inversion: Inversion): Promise<void> {
    const compact: Compact = {
      ...inversion,
      trajectory: toHalf(inversion.trajectory),
      nullEmbeddings: toHalf(inversion.nullEmbeddings),
      attention: toHalf(inversion.attention),
    };
    // A clock that was set back must not make the newest the first to go.
    const newest = (await this.#byAge()).at(-1)?.[1].at ?? 0;
    const at = Math.max(Date.now(), newest + 1);
    // The size first: what is not counted would never be evicted.
    await this.#parts.sizes.set(id, { bytes: bytesOf(compact), at });
    await this.#evict(id);
    await this.#parts.inversions.set(id, compact);
  }

  async delete(id: string): Promise<void> {
    await this.#parts.inversions.delete(id);
    await this.#parts.sizes.delete(id);
  }

  async *keys(): AsyncGenerator<string> {
    for await (const [id] of entriesOf(this.#parts.sizes)) yield id;
  }

  /** What all of them take together. */
  async bytes(): Promise<number> {
    let bytes = 0;
    for await (const [, size] of entriesOf(this.#parts.sizes)) bytes += size.bytes;
    return bytes;
  }

  /** Deletes the oldest until so many bytes are free; how many they were. */
  async giveUp(bytes: number): Promise<number> {
    let freed = 0;
    for (const [id, size] of await this.#byAge()) {
      if (freed >= bytes) break;
      await this.delete(id);
      freed += size.bytes;
    }
    return freed;
  }

  /** Makes room; the newest stays, however large it is. */
  async #evict(newest: string): Promise<void> {
    const kept = await this.#byAge();
    let total = kept.reduce((sum, [, { bytes }]) => sum + bytes, 0);
    for (const [id, { bytes }] of kept) {
      if (total <= this.#parts.maxBytes) return;
      if (id === newest) continue;
      await this.delete(id);
      total -= bytes;
    }
  }

  async #byAge(): Promise<[id: string, size: Size][]> {
    const kept: [id: string, size: Size][] = [];
    for await (const entry of entriesOf(this.#parts.sizes)) kept.push(entry);
    return kept.sort(([, a], [, b]) => a.at - b.at);
  }
}

function bytesOf({ trajectory, nullEmbeddings, attention, picture }: Compact): number {
  const tensors = [trajectory, nullEmbeddings, attention];
  return tensors.reduce((sum, { bits }) => sum + bits.byteLength, picture.byteLength);
}
