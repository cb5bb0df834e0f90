import { createHash } from 'node:crypto';
import type { SourceLook } from '../../model/parts/noise-predictor.ts';
import type { Tensor } from '../../tensor.ts';

/** A source as a model sees it: whatever is equal here looks the same at every step. */
export interface SeenSource {
  /** Itself, not its name: LoRAs and subjects make another model of it. */
  readonly model: object;
  /** t per step. */
  readonly timesteps: readonly number[];
  /** z̄_T … z̄_0, [T + 1, C, h, w]. */
  readonly trajectory: Tensor;
  /** Embedding of its prompt, [1, L, D]. */
  readonly context: Tensor;
}

/** What is kept of one source; steps are counted from the noisiest. */
export interface KeptSource {
  /** What was kept of a step; null for nothing. */
  at(step: number): SourceLook | null;
  /** Whether it has not come up against the limit yet. */
  readonly hasRoom: boolean;
  /** Keeps it beside what was kept of that step, where there is room. */
  keep(step: number, look: SourceLook): void;
}

interface Entry {
  readonly looks: Map<number, SourceLook>;
  isFull: boolean;
}

/**
 * What edits looked at of their sources, so that the next edit of the same picture need not run its
 * source again. What is longest unused makes room; a source that is larger than all the room keeps
 * what of it fits, its noisiest steps, and the others are run as before.
 */
export class SourceMemory {
  readonly #limit: number;
  #bytes = 0;
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry>();
  readonly #models = new WeakMap<object, string>();
  #modelCount = 0;

  /** @param limit bytes; 0 keeps nothing */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What is kept of a source, which is now the most recently used one. */
  of(source: SeenSource): KeptSource {
    const key = this.#keyOf(source);
    const entry = this.#entries.get(key) ?? { looks: new Map(), isFull: this.#limit === 0 };
    if (this.#entries.delete(key)) this.#entries.set(key, entry);
    // Asked for anew each time: another edit may have begun to keep the same source, or let this one go.
    const now = () => this.#entries.get(key) ?? entry;
    return {
      at: (step) => now().looks.get(step) ?? null,
      get hasRoom() {
        return !now().isFull;
      },
      keep: (step, look) => this.#keep(key, now(), step, look),
    };
  }

  #keep(key: string, entry: Entry, step: number, look: SourceLook): void {
    const known = entry.looks.get(step);
    const both = known ? together(known, look) : look;
    const more = bytesOf(both) - (known ? bytesOf(known) : 0);
    const own = [...entry.looks.values()].reduce((sum, one) => sum + bytesOf(one), more);
    if (own > this.#limit) {
      entry.isFull = true; // whatever went for it
      return;
    }
    for (const [other, { looks }] of this.#entries) {
      if (this.#bytes + more <= this.#limit) break;
      if (other === key) continue;
      this.#entries.delete(other);
      for (const one of looks.values()) this.#bytes -= bytesOf(one);
      looks.clear(); // whoever still holds it finds it empty
    }
    entry.looks.set(step, both);
    this.#entries.set(key, entry);
    this.#bytes += more;
  }

  #keyOf({ model, timesteps, trajectory, context }: SeenSource): string {
    const name = this.#models.get(model) ?? String(this.#modelCount++);
    this.#models.set(model, name);
    const hash = createHash('sha256').update(JSON.stringify([name, timesteps, trajectory.dims]));
    for (const { data } of [trajectory, context])
      hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return hash.digest('hex');
  }
}

function together(a: SourceLook, b: SourceLook): SourceLook {
  return {
    parts: new Map([...a.parts, ...b.parts]),
    crossAttention: a.crossAttention || b.crossAttention,
    replaceSelfAttention: a.replaceSelfAttention || b.replaceSelfAttention,
    observe: a.observe || b.observe,
  };
}

function bytesOf({ parts }: SourceLook): number {
  return [...parts.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
}
