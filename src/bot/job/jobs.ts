import { type Chat, isForbidden, isPassing } from '../chat/chat.ts';
import type { Ending, Job, JobQueue } from '../queue/job-queue.ts';
import type { AcceptedJob, KeptEnding, KeptJob } from '../queue/kept-job.ts';
import type { MessageRef, PlatformName } from '../request/requests.ts';
import type { AtWork } from '../store/at-work.ts';
import type { LearnedSubjects } from '../store/learned-subjects.ts';
import type { Stores } from '../store/stores.ts';
import type { TakenIn } from '../store/taken-in.ts';
import type { Threads } from '../store/threads.ts';
import { failedView } from '../view/job/job-views.ts';
import { isExpected, sentenceFor } from '../view/sentences.ts';
import { Endings, keptEnding } from './endings.ts';
import { InHand } from './in-hand.ts';
import { JobBook, jobOf } from './job-book.ts';
import { JobMessages } from './job-messages.ts';
import { leftJobs } from './leftovers/recovery.ts';
import { Sweeping } from './leftovers/sweeping.ts';
import { Watch } from './leftovers/watch.ts';

/** How long a reply waits that a platform does not take. */
const DELIVERY_RETRY_MS = 30_000;

export interface JobsParts {
  readonly stores: Stores;
  readonly threads: Threads;
  readonly learned: LearnedSubjects;
  readonly takenIn: TakenIn;
  readonly atWork: AtWork;
  readonly queue: JobQueue;
  readonly chatOf: (platform: PlatformName) => Chat;
  readonly isConnected: (platform: PlatformName) => boolean;
  /** Failures that nobody can act on in the chat. */
  readonly onFault: (error: unknown, what: Readonly<Record<string, unknown>>) => void;
}

/** What is done for a job before it is queued. */
interface Steps {
  /** Adds what the job makes to its thread. */
  readonly keep: () => Promise<unknown>;
  /** Posts the message that will show how the job goes. */
  readonly post: () => Promise<MessageRef>;
}

/**
 * Takes jobs through their life, which no kill of the process may cut short: a job is written down,
 * then its message is posted, then it is queued; what came of it is written down, then shown; and
 * only then it is deleted. Each of these steps can be taken again.
 */
export class Jobs {
  readonly queue: JobQueue;
  readonly #parts: JobsParts;
  readonly #messages: JobMessages;
  readonly #endings: Endings;
  readonly #book: JobBook;
  readonly #inHand = new InHand();
  readonly #sweeping: Sweeping;
  readonly #watch: Watch;
  #isClosed = false;

  constructor(parts: JobsParts) {
    this.#parts = parts;
    this.queue = parts.queue;
    this.#sweeping = new Sweeping(parts.stores, (error) =>
      parts.onFault(error, { sweeping: true }),
    );
    this.#book = new JobBook(parts, this.#sweeping);
    this.#messages = new JobMessages({
      ...parts,
      onMove: async ({ id, result }, message) => {
        const kept = this.#book.get(id);
        if (kept) await this.#book.place({ ...kept, message });
        // Forgotten meanwhile.
        else if (!(await parts.threads.ofResult(result))) await this.removeMessage(message);
      },
    });
    this.#endings = new Endings({ ...parts, messages: this.#messages });
    this.#watch = new Watch({
      ...{ ...parts, book: this.#book, inHand: this.#inHand, endings: this.#endings },
      takeUp: (kept) => this.#takeUp(kept),
    });
    this.queue.listen({
      moved: (job, position) => {
        if (this.#isOurs(job)) this.#messages.waiting(job, position);
      },
      started: (job) => {
        this.#book.started(job.id);
        if (this.#isOurs(job)) this.#messages.started(job);
      },
      progressed: (job, progress) => {
        if (this.#isOurs(job)) this.#messages.progressed(job, progress);
      },
      ended: (job, ending) => this.#inHand.hold(job.id, () => this.#ended(job, ending)),
      isKept: (id) => parts.stores.jobs.has(id),
    });
  }

  /** Takes up the jobs that an earlier run of the bot left. */
  async resume(): Promise<void> {
    const { stores, takenIn, atWork, isConnected } = this.#parts;
    this.#sweeping.start();
    for (const kept of await leftJobs(stores, takenIn, atWork, isConnected)) {
      // Requests come in meanwhile, become jobs, and one may have had its thread forgotten.
      if (this.#book.isOfThisRun(kept.id) || !(await stores.jobs.has(kept.id))) continue;
      this.#book.inherit(kept);
      await this.#takeUp(kept).catch((error: unknown) => this.#undone(kept, error));
    }
    await this.#watch.lookAtLeft();
    this.#book.endInheriting();
    // Not before: to a look, what is not taken in yet is nobody's.
    this.#watch.start();
  }

  /** Accepts a job. */
  async accept(accepted: AcceptedJob, steps: Steps): Promise<void> {
    await this.#inHand.hold(accepted.id, () => this.#accept(accepted, steps));
  }

  async #accept(accepted: AcceptedJob, { keep, post }: Steps): Promise<void> {
    const kept = await this.#book.open(accepted);
    await this.#parts.takenIn.done(kept.id);
    let message: MessageRef;
    try {
      await keep();
      message = await post();
    } catch (error) {
      await this.#abandon(kept);
      throw error;
    }
    // Dropped meanwhile, as when reactions are taken back.
    if (!this.#book.get(kept.id)) return await this.#takeAway(kept, message);
    const placed = { ...kept, message };
    try {
      await this.#begin(placed);
    } catch (error) {
      // Its message is there, so that is where the apology goes.
      this.#parts.onFault(error, { job: kept.id });
      await this.#report(placed, message, { kind: 'failed', sentence: sentenceFor(error) });
    }
  }

  /** The job that was accepted for the same request and is not done yet. */
  underWay(asks: string): KeptJob | undefined {
    return this.#book.underWay(asks);
  }

  /** Drops a job without a word, because it is done over or its thread is forgotten. */
  async drop({ id }: Pick<Job, 'id'>): Promise<void> {
    await this.#erase(id);
    await this.#parts.stores.insist(`cancel ${id}`, () => this.queue.cancel(id));
  }

  async dropAll(which: (job: Pick<Job, 'id' | 'result'>) => boolean): Promise<void> {
    // Some may not be on the queue yet.
    for (const job of this.#book.all()) if (which(job)) await this.drop(job);
  }

  /** Deletes at once what attempts at jobs left that nobody holds and that are over. */
  async sweepAttempts(): Promise<void> {
    await this.#sweeping.sweep(0);
  }

  /** Removes a message of the bot's that may say that work goes on. */
  async removeMessage(message: MessageRef): Promise<void> {
    await this.#parts.chatOf(message.place.platform).remove(message);
    await this.#parts.atWork.done(message);
  }

  /** Goes on with what nobody goes on with; see `watch.ts`. */
  async watch(): Promise<void> {
    await this.#watch.look();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#sweeping.close();
    this.#watch.close();
    this.#inHand.close();
    await this.#messages.close();
  }

  /** Whether a job's message shows how it goes: not once it is dropped, nor once it is the next run's. */
  #isOurs({ id }: Job): boolean {
    return !this.#isClosed && this.#book.get(id) !== undefined;
  }

  async #takeUp(kept: KeptJob): Promise<void> {
    await this.#inHand.hold(kept.id, () => this.#goOn(kept));
  }

  async #goOn(kept: KeptJob): Promise<void> {
    const message = kept.message ?? (await this.#messages.postAgain(kept));
    if (!message) return await this.#abandon(kept);
    // Forgotten meanwhile: what was posted for it is not shown in vain.
    if (!this.#book.get(kept.id)) return await this.removeMessage(message);
    if (!kept.ending) return await this.#begin({ ...kept, message });
    const placed = { ...kept, message };
    if (!kept.message) await this.#book.place(placed);
    await this.#report(placed, message, kept.ending);
  }

  async #begin(kept: KeptJob & { readonly message: MessageRef }): Promise<void> {
    await this.#inHand.hold(kept.id, async () => {
      await this.#book.place(kept);
      if (this.#book.get(kept.id)) await this.queue.add(jobOf(kept, kept.message));
    });
  }

  async #ended(job: Job, ending: Ending): Promise<void> {
    const kept = this.#book.get(job.id);
    // Dropped meanwhile.
    if (!kept) {
      this.#messages.drop(job.id);
      return await this.#book.sweep(job, job.message.place);
    }
    const { onFault } = this.#parts;
    if (ending.kind === 'failed' && !isExpected(ending.error))
      onFault(ending.error, { job: job.id, kind: job.kind });
    const outcome = keptEnding(ending);
    // A store that fails must not keep people from their answer.
    await this.#book
      .write({ ...kept, ending: outcome })
      .catch((fault) => onFault(fault, { job: job.id }));
    await this.#report(kept, job.message, outcome);
  }

  /** Shows what came of a job, and deletes it; a platform that is away is tried again later. */
  async #report(kept: KeptJob, message: MessageRef, ending: KeptEnding): Promise<void> {
    const job = jobOf(kept, message);
    try {
      const quick = await this.#endings.show(kept, job, ending);
      if (quick) await this.#improve(kept, quick);
    } catch (error) {
      if (isPassing(error)) return this.#undone(kept, error);
      this.#parts.onFault(error, { job: kept.id });
      // What was made cannot be shown, so the message says that.
      const sentence = ending.kind === 'failed' ? ending.sentence : sentenceFor(error);
      const untold = await this.#messages.finish(job, failedView(kept, sentence)).then(
        () => null,
        (fault: unknown) => fault,
      );
      // Nor can that be said for now: a job that went now would leave its message at work for ever.
      if (isPassing(untold)) {
        const failed = { ...kept, message, ending: { kind: 'failed', sentence } as const };
        await this.#book.write(failed).catch(() => {});
        return this.#undone(failed, untold);
      }
      if (isForbidden(error) && isForbidden(untold)) await this.#parts.atWork.done(message);
      else if (untold !== null) this.#parts.onFault(untold, { job: kept.id });
      // Once the bot may, people go on from it; but not from an edit that nobody has seen.
      const isToStay = isForbidden(error) && kept.kind !== 'edit';
      if (ending.kind === 'done' && isToStay) return await this.#erase(kept.id);
      if (ending.kind === 'done')
        await this.#parts.stores.insist(`discard ${kept.id}`, async () => {
          const thread = await this.#parts.threads.get(kept.thread);
          await this.#parts.threads.discard(ending.outcome, thread);
        });
      return await this.#abandon(kept);
    }
    await this.#erase(kept.id);
  }

  /** Takes away what is kept of a job that came to nothing; a full inversion leaves the quick one. */
  async #abandon(kept: KeptJob): Promise<void> {
    await this.#book.undo(kept);
    await this.#erase(kept.id);
  }

  /** Removes what was posted for a job that is dropped, unless its result is shown there by another. */
  async #takeAway({ result }: KeptJob, message: MessageRef): Promise<void> {
    const focus = await this.#parts.threads.ofResult(result);
    if (focus?.result.message?.id !== message.id) await this.removeMessage(message);
  }

  /** Has the null-text inversion follow the quick one. */
  async #improve({ ending: _, ...quick }: KeptJob, message: MessageRef): Promise<void> {
    const id = `${quick.id}-full`;
    if (this.#book.get(id)) return;
    try {
      await this.#begin({ ...quick, id, kind: 'full', at: this.#book.nextTime(), message });
    } catch (error) {
      // The quick one is there; the next start sees what it lacks.
      this.#parts.onFault(error, { job: id });
      await this.#book.erase(id);
    }
  }

  /** A job that stays written down because a platform is away. */
  #undone(kept: KeptJob, error: unknown): void {
    this.#parts.onFault(error, { job: kept.id });
    this.#inHand.later(kept.id, DELIVERY_RETRY_MS, () => {
      const now = this.#book.get(kept.id);
      if (now) void this.#takeUp(now).catch((again: unknown) => this.#undone(now, again));
    });
  }

  async #erase(id: string): Promise<void> {
    this.#messages.drop(id);
    await this.#book.erase(id);
  }
}
