import type { JobQueue } from '../../queue/job-queue.ts';
import type { KeptJob } from '../../queue/kept-job.ts';
import { messageKey, type PlatformName } from '../../request/requests.ts';
import type { AtWork } from '../../store/at-work.ts';
import type { Working } from '../../store/stores.ts';
import type { Endings } from '../endings.ts';
import type { InHand } from '../in-hand.ts';
import type { JobBook } from '../job-book.ts';

/** How often it is looked; what was seen twice is nobody's. */
const INTERVAL_MS = 5 * 60 * 1_000;

export interface WatchParts {
  readonly atWork: AtWork;
  readonly book: JobBook;
  readonly queue: JobQueue;
  readonly inHand: InHand;
  readonly endings: Endings;
  readonly isConnected: (platform: PlatformName) => boolean;
  /** Goes on with a job from where it stands. */
  readonly takeUp: (kept: KeptJob) => Promise<void>;
  readonly onFault: (error: unknown, what: Readonly<Record<string, unknown>>) => void;
}

/**
 * The net under all that jobs go through: no message may say for ever that work goes on. A job that is written
 * down, on no queue and in nobody's hands is taken up again. A message that says that work goes on, and whose
 * job is over, shows its result, or an apology where there is none.
 */
export class Watch {
  readonly #parts: WatchParts;
  /** What was found by the look before this: the job, by what would be done about it. */
  #suspects: ReadonlySet<string> = new Set();
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** Looks now and then until it is closed. */
  start(): void {
    this.#timer = setInterval(() => {
      this.look().catch((error: unknown) => this.#parts.onFault(error, { watching: true }));
    }, INTERVAL_MS).unref();
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  /** Ends what an earlier run left and this one knows no job of; called before it has forgotten those it knew. */
  async lookAtLeft(): Promise<void> {
    const { book } = this.#parts;
    await this.#endForsaken(({ job }) => !book.isOfThisRun(job));
  }

  /** Does what it would have done at the look before this. */
  async look(): Promise<void> {
    const { book, inHand, queue, takeUp, onFault } = this.#parts;
    const before = this.#suspects;
    const suspects = new Set<string>();
    const isOld = (what: string): boolean => {
      if (before.has(what)) return true;
      suspects.add(what);
      return false;
    };
    const queued = new Set(queue.jobs().map(({ job }) => job.id));
    // All of this at one moment: nothing of it changes before it is taken up.
    const idle = book.all().filter(({ id }) => !queued.has(id) && !inHand.has(id));
    const taken = idle
      .filter(({ id }) => isOld(`idle ${id}`))
      .map(
        async (kept) =>
          await takeUp(kept).catch((error: unknown) => onFault(error, { job: kept.id })),
      );
    await this.#endForsaken(({ job, message }) => isOld(`${job} ${messageKey(message)}`));
    await Promise.all(taken);
    this.#suspects = suspects;
  }

  async #endForsaken(which: (working: Working) => boolean): Promise<void> {
    const { atWork, endings, isConnected, onFault } = this.#parts;
    for (const working of await atWork.all()) {
      const { message, job } = working;
      if (!isConnected(message.place.platform) || this.#isOnItsWay(working) || !which(working))
        continue;
      await atWork
        .end(
          working,
          () => !this.#isOnItsWay(working),
          () => endings.endForsaken(working),
        )
        .catch((error: unknown) => onFault(error, { job, forsaken: true }));
    }
  }

  /** Whether a message may still be shown something by a job: its own, or another with its result. */
  #isOnItsWay({ job, result, message }: Working): boolean {
    const key = messageKey(message);
    return this.#parts.book
      .all()
      .some(
        (kept) =>
          kept.id === job ||
          kept.result === result ||
          (kept.message !== null && messageKey(kept.message) === key),
      );
  }
}
