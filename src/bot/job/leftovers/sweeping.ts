import { assetsOfLearned, type Learned } from '../../learned/learned.ts';
import { entriesOf, type Stores } from '../../store/stores.ts';
import { Threads } from '../../store/threads.ts';
import { assetsOf, type Thread } from '../../thread/thread.ts';
import { attemptsAt, jobOfAttempt } from '../attempt.ts';

/** What threads and learned subjects hold by its ids; the index entries are by namespace too. */
const KINDS = ['picture', 'inversion', 'subject'] as const;
const INDEXES = ['result', 'shown'] as const;
type Kind = (typeof KINDS)[number] | (typeof INDEXES)[number];

/** How often what nobody holds is looked for. */
const INTERVAL_MS = 15 * 60 * 1_000;
/** A picture is there before its thread is: what nobody holds for so long is nobody's. */
const GRACE_MS = 10 * 60 * 1_000;

/** What is held, by kind. */
type Held = Readonly<Record<Kind, ReadonlySet<string>>>;

/**
 * Deletes what no thread and no learned subject holds and no job awaits: pictures and inversions of attempts whose worker was
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
  async afterJob(
    id: string,
    thread: Thread | undefined,
    learned: readonly Learned[],
  ): Promise<void> {
    const held = heldBy(thread ? [thread] : [], learned);
    for (const kind of KINDS)
      for await (const made of this.#stores.ids(kind, attemptsAt(id)))
        if (!held[kind].has(made)) await this.#delete(kind, made);
  }

  /**
   * How many entries it deleted.
   *
   * @param attemptMs for how long what was made for a job that is over may be nobody's
   */
  async sweep(attemptMs = this.#graceMs): Promise<number> {
    // What is made is there before it is held: so it is listed before the holders are.
    const found: (readonly [Kind, string])[] = [];
    for (const kind of [...KINDS, ...INDEXES])
      for await (const id of this.#stores.ids(kind, '')) found.push([kind, id]);
    const jobs = new Set<string>();
    for await (const [id] of entriesOf(this.#stores.jobs)) jobs.add(id);
    const threads: Thread[] = [];
    for await (const [, thread] of entriesOf(this.#stores.threads)) threads.push(thread);
    const learned: Learned[] = [];
    for await (const [, all] of entriesOf(this.#stores.learned)) learned.push(...all);
    const held = heldBy(threads, learned);
    // By these the messages of a damaged thread are found, when it is forgotten.
    const lost = new Set<string>();
    for (const { results } of await new Threads(this.#stores).lost())
      for (const id of results) lost.add(id);
    const now = performance.now();
    const suspects = new Map<string, number>();
    let deleted = 0;
    for (const [kind, id] of found) {
      const job = jobOfAttempt(id);
      if (job !== undefined && jobs.has(job)) continue;
      const of = kind === 'shown' ? ((await this.#stores.messages.get(id))?.result ?? '') : id;
      if (held[kind].has(of) || ((kind === 'result' || kind === 'shown') && lost.has(of))) continue;
      const since = this.#suspects.get(`${kind}:${id}`) ?? now;
      const graceMs = job === undefined ? this.#graceMs : attemptMs;
      if (now - since < graceMs) suspects.set(`${kind}:${id}`, since);
      else {
        await this.#delete(kind, id);
        deleted++;
      }
    }
    this.#suspects = suspects;
    return deleted;
  }

  async #delete(kind: Kind, id: string): Promise<void> {
    const { pictures, inversions, subjects, results, messages } = this.#stores;
    await {
      ...{ picture: pictures, inversion: inversions, subject: subjects },
      ...{ result: results, shown: messages },
    }[kind].delete(id);
  }
}

/** What some threads and learned subjects hold. What a message shows is held by its result. */
function heldBy(threads: readonly Thread[], learned: readonly Learned[]): Held {
  const assets = threads.map(assetsOf);
  const taught = learned.map(assetsOfLearned);
  const results = new Set(threads.flatMap((thread) => thread.results.map(({ id }) => id)));
  return {
    picture: new Set([
      ...assets.flatMap(({ pictures }) => [...pictures]),
      ...taught.flatMap(({ pictures }) => pictures),
    ]),
    inversion: new Set(assets.flatMap(({ inversions }) => [...inversions])),
    subject: new Set(taught.flatMap(({ subjects }) => subjects)),
    result: results,
    shown: results,
  };
}
