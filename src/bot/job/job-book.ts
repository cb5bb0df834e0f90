import type { Job } from '../queue/job-queue.ts';
import type { AcceptedJob, KeptJob } from '../queue/kept-job.ts';
import type { MessageRef, Place } from '../request/requests.ts';
import type { AtWork } from '../store/at-work.ts';
import type { LearnedSubjects } from '../store/learned-subjects.ts';
import type { Stores } from '../store/stores.ts';
import type { Threads } from '../store/threads.ts';
import type { Sweeping } from './leftovers/sweeping.ts';

export interface JobBookParts {
  readonly stores: Stores;
  readonly atWork: AtWork;
  readonly threads: Threads;
  readonly learned: LearnedSubjects;
}

/** The jobs of this run that are written down and not done yet, as they are; and what goes with them. */
export class JobBook {
  readonly #parts: JobBookParts;
  readonly #sweeping: Sweeping;
  readonly #open = new Map<string, KeptJob>();
  /** Jobs that were begun, and those of them that were begun before: that attempt may have left something. */
  readonly #begun = new Set<string>();
  readonly #begunAgain = new Set<string>();
  /** Those that were written down or taken in by this run, until all that an earlier one left are. */
  #met: Set<string> | null = new Set();
  #lastAt = 0;

  constructor(parts: JobBookParts, sweeping: Sweeping) {
    this.#parts = parts;
    this.#sweeping = sweeping;
  }

  get(id: string): KeptJob | undefined {
    return this.#open.get(id);
  }

  all(): readonly KeptJob[] {
    return [...this.#open.values()];
  }

  /** The job that was accepted for the same request and is not done yet. */
  underWay(asks: string): KeptJob | undefined {
    return [...this.#open.values()].find(
      (kept) => kept.asks === asks && kept.kind !== 'full' && !kept.ending,
    );
  }

  /** Writes a new job down. */
  async open(accepted: AcceptedJob): Promise<KeptJob> {
    const kept: KeptJob = { ...accepted, at: this.nextTime(), message: null };
    try {
      await this.write(kept);
    } catch (error) {
      this.#open.delete(kept.id);
      throw error;
    }
    return kept;
  }

  /** Takes in a job of an earlier run, which may have begun it. */
  inherit(kept: KeptJob): void {
    this.#open.set(kept.id, kept);
    this.#met?.add(kept.id);
    this.#begunAgain.add(kept.id);
    this.#lastAt = Math.max(this.#lastAt, kept.at);
  }

  /** Whether a job was written down or taken in since the start, done by now or not. */
  isOfThisRun(id: string): boolean {
    return this.#met?.has(id) ?? this.#open.has(id);
  }

  endInheriting(): void {
    this.#met = null;
  }

  started(id: string): void {
    if (this.#begun.has(id)) this.#begunAgain.add(id);
    this.#begun.add(id);
  }

  async write(kept: KeptJob): Promise<void> {
    this.#open.set(kept.id, kept);
    this.#met?.add(kept.id);
    await this.#parts.stores.jobs.set(kept.id, kept);
  }

  /** Writes down which message shows a job: by its result first, which is left when a job is damaged. */
  async place(kept: KeptJob & { readonly message: MessageRef }): Promise<void> {
    const { id, thread, result, message } = kept;
    const before = this.#open.get(id)?.message;
    this.#open.set(id, kept);
    const { atWork } = this.#parts;
    await atWork.add({ job: id, result, message });
    if (before && before.id !== message.id) await atWork.done(before);
    await this.#parts.threads.apply(thread, { kind: 'shown', result, message });
    // Dropped meanwhile.
    if (this.#open.has(id)) await this.write(kept);
  }

  /** Later than all before, whatever is done to the clock: jobs are taken up in this order. */
  nextTime(): number {
    this.#lastAt = Math.max(Date.now(), this.#lastAt + 1);
    return this.#lastAt;
  }

  /** Takes out of its thread what a job was to make; a full inversion leaves the quick one. */
  async undo({ kind, thread, result, place }: KeptJob): Promise<void> {
    const { stores, threads, learned } = this.#parts;
    if (kind === 'learn')
      await stores.insist(`unlearn ${result}`, () =>
        learned.forget(place, (other) => other.id === result),
      );
    else if (kind !== 'full')
      await stores.insist(`remove ${result}`, () =>
        threads.apply(thread, { kind: 'removed', result }),
      );
  }

  async erase(id: string): Promise<void> {
    const kept = this.#open.get(id);
    this.#open.delete(id);
    const { stores } = this.#parts;
    await stores.insist(`erase ${id}`, async () => {
      // One that is still written down as a request would be apologised for after a kill.
      await stores.requests.delete(id);
      await stores.jobs.delete(id);
    });
    this.#begun.delete(id);
    if (this.#begunAgain.delete(id) && kept) await this.sweep(kept, kept.place);
  }

  /** Deletes what attempts at a job left that did not end it. */
  async sweep({ id, thread }: Pick<Job, 'id' | 'thread'>, place: Place): Promise<void> {
    const { stores, threads, learned } = this.#parts;
    await stores.insist(`sweep ${id}`, async () =>
      this.#sweeping.afterJob(id, await threads.get(thread), await learned.in(place)),
    );
  }
}

export function jobOf(kept: KeptJob, message: MessageRef): Job {
  const { id, kind, thread, result, requester, title } = kept;
  return { id, kind, thread, result, requester, title, message };
}
