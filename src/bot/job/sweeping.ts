import { entriesOf, type Stores } from '../store/stores.ts';
import { type Assets, assetsOf, type Thread } from '../thread/thread.ts';
import { attemptsAt, jobOfAttempt } from './attempt.ts';

/** What a thread holds by its ids; the index entries are by namespace too. */
const KINDS = ['picture', 'inversion'] as const;
const INDEXES = ['result', 'shown'] as const;
type Kind = (typeof KINDS)[number] | (typeof INDEXES)[number];

/** How often what nobody holds is looked for. */
const INTERVAL_MS = 15 * 60 * 1_000;
/** A picture is there before its thread is: what nobody holds for so long is nobody's. */
const GRACE_MS = 10 * 60 * 1_000;

/**
 * Deletes what no thread holds and no job awaits: pictures and inversions of attempts whose worker was
 * killed, or was frozen and woke when another had done its job; uploads that came to nothing; index
 * entries of results that are gone; all that hung on a thread whose own entry was damaged.
 */
export class Sweeping {
  readonly #stores: Stores;
  readonly #graceMs: number;
  readonly #onFault: (error: unknown) => void;
  /** Since when what has been seen is nobody's. */
  #suspects = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;

  constructor(stores: Stores, onFault: (error: unknown) => void, graceMs = GRACE_MS) {
    this.#stores = stores;
    this.#onFault = onFault;
    this.#graceMs = graceMs;
  }

  /** Sweeps now and then until it is closed. */
  start(): void {
    this.#timer = setInterval(() => {
      this.sweep().catch(this.#onFault);
    }, INTERVAL_MS).unref();
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  /** Deletes what was made for a job that is over, but for what its thread took. */
  async afterJob(id: string, thread: Thread | undefined): Promise<void> {
    const held = thread && assetsOf(thread);
    for (const kind of KINDS)
      for await (const made of this.#stores.ids(kind, attemptsAt(id)))
        if (!held || !holds(held, kind, made)) await this.#delete(kind, made);
  }

  /** How many entries it deleted. */
  async sweep(): Promise<number> {
    // What is made is there before it is held: so it is listed before the holders are.
    const found: (readonly [Kind, string])[] = [];
    for (const kind of [...KINDS, ...INDEXES])
      for await (const id of this.#stores.ids(kind, '')) found.push([kind, id]);
    const jobs = new Set<string>();
    for await (const [id] of entriesOf(this.#stores.jobs)) jobs.add(id);
    const held: Assets[] = [];
    const results = new Set<string>();
    for await (const [, thread] of entriesOf(this.#stores.threads)) {
      held.push(assetsOf(thread));
      for (const { id } of thread.results) results.add(id);
    }
    const now = performance.now();
    const suspects = new Map<string, number>();
    let deleted = 0;
    for (const [kind, id] of found) {
      const job = jobOfAttempt(id);
      if (job !== undefined && jobs.has(job)) continue;
      if (kind === 'result' && results.has(id)) continue;
      if (kind === 'shown' && results.has((await this.#stores.messages.get(id))?.result ?? ''))
        continue;
      if (held.some((assets) => holds(assets, kind, id))) continue;
      const since = this.#suspects.get(`${kind}:${id}`) ?? now;
      if (now - since < this.#graceMs) suspects.set(`${kind}:${id}`, since);
      else {
        await this.#delete(kind, id);
        deleted++;
      }
    }
    this.#suspects = suspects;
    return deleted;
  }

  async #delete(kind: Kind, id: string): Promise<void> {
    const { pictures, inversions, results, messages } = this.#stores;
    await { picture: pictures, inversion: inversions, result: results, shown: messages }[
      kind
    ].delete(id);
  }
}

function holds({ pictures, inversions }: Assets, kind: Kind, id: string): boolean {
  if (kind === 'picture') return pictures.has(id);
  return kind === 'inversion' && inversions.has(id);
}
