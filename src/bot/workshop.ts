import { WordbrushError } from '../pipeline/errors.ts';
import type { Progress } from '../pipeline/types.ts';
import type { Chat } from './chat.ts';
import { LiveMessage } from './live-message.ts';
import type { Ending, Job, JobQueue } from './queue/job-queue.ts';
import { type Outcome, picturesOf } from './queue/outcome.ts';
import { emojiFor } from './reactions.ts';
import { gone, type Replies, takingOver, waiting, working } from './replies.ts';
import type { MessageRef, PlatformName } from './requests.ts';
import { entriesOf, type Stores } from './store/stores.ts';
import {
  pictureOf,
  type Result,
  resultOf,
  type Source,
  type Threads,
  withResult,
  withSource,
} from './threads.ts';
import {
  code,
  type Line,
  line,
  type PictureFile,
  type ProgressBlock,
  problem,
  text,
  type View,
  view,
} from './views.ts';

export interface WorkshopParts {
  readonly stores: Stores;
  readonly threads: Threads;
  readonly replies: Replies;
  readonly queue: JobQueue;
  readonly chatOf: (platform: PlatformName) => Chat;
  readonly newId: () => string;
  /** Failures that nobody can act on in the chat. */
  readonly onFault: (error: unknown, what: Readonly<Record<string, unknown>>) => void;
}

/** A job's message, and what its progress views have in common. */
interface Showing {
  readonly live: LiveMessage;
  picture?: Promise<PictureFile | undefined>;
  quick?: Promise<View>;
}

/** Takes jobs through the queue, and shows in their messages how they go and what they made. */
export class Workshop {
  readonly queue: JobQueue;
  readonly #parts: WorkshopParts;
  readonly #shown = new Map<string, Showing>();
  readonly #dropped = new Set<string>();

  constructor(parts: WorkshopParts) {
    this.#parts = parts;
    this.queue = parts.queue;
    this.queue.listen({
      moved: (job, position) => this.#showWaiting(job, position),
      started: (job) => this.#showTyping(job),
      progressed: (job, progress) => this.#showProgress(job, progress),
      ended: (job, ending) => this.#ended(job, ending),
    });
  }

  /** Takes up the jobs that an earlier run of the bot left. */
  async resume(): Promise<void> {
    for await (const [, job] of entriesOf(this.#parts.stores.jobs)) await this.queue.add(job);
  }

  async add(job: Job): Promise<void> {
    await this.#parts.stores.jobs.set(job.id, job);
    await this.queue.add(job);
  }

  /** Cancels a job, which its message then says; false when it is over already. */
  async cancel(job: Job): Promise<boolean> {
    return await this.queue.cancel(job.id);
  }

  /** Drops a job without a word, because it is done over or its thread is forgotten. */
  async drop(job: Job): Promise<void> {
    this.#dropped.add(job.id);
    if (!(await this.queue.cancel(job.id))) this.#dropped.delete(job.id);
    this.#shown.delete(job.id);
    await this.#parts.stores.jobs.delete(job.id);
  }

  async #ended(job: Job, ending: Ending): Promise<void> {
    try {
      if (this.#dropped.delete(job.id)) {
        this.#shown.delete(job.id);
        if (ending.kind === 'done') await this.#discard(ending.outcome);
      } else if (ending.kind === 'done') await this.#done(job, ending.outcome);
      else if (ending.kind === 'failed') await this.#failed(job, ending.error);
      else await this.#stopped(job);
    } catch (error) {
      this.#parts.onFault(error, { job: job.id });
    }
  }

  async #done(job: Job, outcome: Outcome): Promise<void> {
    try {
      if (outcome.kind === 'inverted') await this.#inverted(job, outcome);
      else if (outcome.kind === 'edited') await this.#edited(job, outcome);
      const message = await this.#finish(job);
      if (job.kind !== 'quick' || !message) return;
      const found = await this.#parts.threads.ofResult(job.result);
      if (found?.thread.sources[found.result.source]?.fidelity === 'full')
        await this.add({ ...job, id: this.#parts.newId(), kind: 'full', message });
    } catch (error) {
      await this.#failed(job, error);
    }
  }

  /** Hands an inversion to its thread, in place of what a quicker one left there. */
  async #inverted(job: Job, outcome: Extract<Outcome, { kind: 'inverted' }>): Promise<void> {
    const { stores, threads } = this.#parts;
    const { inversion, picture, redrawn, heat, report } = outcome;
    let before: { readonly result: Result; readonly source: Source } | undefined;
    await threads.update(job.thread, (thread) => {
      const result = resultOf(thread, job.result);
      const source = result && thread.sources[result.source];
      if (!source) return thread;
      before = { result, source };
      return withResult(
        withSource(thread, result.source, { inversion, picture, report, heat, upload: null }),
        result.id,
        { pictures: [redrawn], seconds: report.seconds },
      );
    });
    if (!before) return await this.#discard(outcome);
    const { result, source } = before;
    await this.#deletePictures(
      [source.upload, source.picture, ...result.pictures, ...source.heat.map((map) => map.picture)],
      outcome,
    );
    if (source.inversion && source.inversion !== inversion)
      await stores.inversions.delete(source.inversion);
  }

  async #edited(job: Job, outcome: Extract<Outcome, { kind: 'edited' }>): Promise<void> {
    const { pictures, seconds } = outcome;
    let before: Result | undefined;
    await this.#parts.threads.update(job.thread, (thread) => {
      before = resultOf(thread, job.result);
      return withResult(thread, job.result, { pictures, chosen: 0, seconds });
    });
    if (!before) return await this.#discard(outcome);
    await this.#deletePictures(before.pictures, outcome);
  }

  /** Deletes what a job made that nobody wants any more. */
  async #discard(outcome: Outcome): Promise<void> {
    const { stores } = this.#parts;
    for (const picture of picturesOf(outcome)) await stores.pictures.delete(picture);
    if (outcome.kind === 'inverted') await stores.inversions.delete(outcome.inversion);
  }

  /** Deletes pictures that have been replaced; a job that was done twice replaces its own. */
  async #deletePictures(ids: readonly (string | null)[], by: Outcome): Promise<void> {
    const fresh = picturesOf(by);
    for (const id of ids)
      if (id !== null && !fresh.includes(id)) await this.#parts.stores.pictures.delete(id);
  }

  /** Shows a job's result in its message, and seeds the useful reactions. */
  async #finish(job: Job): Promise<MessageRef | null> {
    const { threads, replies, stores } = this.#parts;
    const { live } = this.#showing(job);
    this.#shown.delete(job.id);
    await stores.jobs.delete(job.id);
    const found = await threads.ofResult(job.result);
    const done = found && found.result.pictures.length > 0;
    const shown = await live.finish(
      done ? await replies.result(found.thread, found.result) : gone(),
    );
    if (!shown || !done) return shown;
    await threads.update(job.thread, (thread) =>
      withResult(thread, job.result, { message: shown }),
    );
    await threads.link(shown, job.result);
    if (job.kind === 'full') return shown;
    const chat = this.#chatOf(job);
    const emoji = [
      ...emojiFor(found.result.prompt),
      ...(found.result.parent === null ? [] : ['➕', '➖', '↩️']),
    ];
    await chat.react?.(shown, emoji.slice(-chat.limits.seededReactions)).catch(() => {});
    return shown;
  }

  /** A job that somebody stopped leaves nothing behind; a full inversion leaves the quick one. */
  async #stopped(job: Job): Promise<void> {
    if (job.kind === 'full') return void (await this.#finish(job));
    const { live } = this.#showing(job);
    this.#shown.delete(job.id);
    await this.#parts.stores.jobs.delete(job.id);
    await this.#parts.threads.removeResult(job.thread, job.result);
    await live.finish(view('plain', text(line`Stopped: ${code(job.title)}.`)));
  }

  async #failed(job: Job, error: unknown): Promise<void> {
    const { onFault, threads, stores } = this.#parts;
    if (!(error instanceof WordbrushError)) onFault(error, { job: job.id, kind: job.kind });
    if (job.kind === 'full') return void (await this.#finish(job));
    const { live } = this.#showing(job);
    this.#shown.delete(job.id);
    await stores.jobs.delete(job.id);
    await threads.removeResult(job.thread, job.result);
    await live.finish(problem(sentenceFor(error)));
  }

  #chatOf(job: Job): Chat {
    return this.#parts.chatOf(job.message.place.platform);
  }

  #showing(job: Job): Showing {
    let showing = this.#shown.get(job.id);
    if (!showing) {
      showing = { live: new LiveMessage(this.#chatOf(job), job.message) };
      this.#shown.set(job.id, showing);
    }
    return showing;
  }

  #showWaiting(job: Job, position: number): void {
    // A full inversion waits unseen: its quick one is already there to be edited.
    if (job.kind === 'full') return;
    this.#showing(job).live.show(async () =>
      waiting(titleOf(job), position, job.id, await this.#pictureFor(job)),
    );
  }

  #showTyping(job: Job): void {
    if (job.kind === 'full') return;
    this.#chatOf(job)
      .typing?.(job.message.place)
      .catch(() => {});
  }

  #showProgress(job: Job, { phase, done, total }: Progress): void {
    const showing = this.#showing(job);
    const fraction = total > 0 ? done / total : null;
    showing.live.show(async () => {
      if (job.kind === 'full') {
        const label = `Making it faithful · ${percent(fraction)}`;
        const block: ProgressBlock = { kind: 'progress', label, fraction };
        showing.quick ??= this.#sourceFor(job, block);
        const { tone, blocks } = await showing.quick;
        return { tone, blocks: blocks.map((old) => (old.kind === 'progress' ? block : old)) };
      }
      showing.picture ??= this.#pictureFor(job);
      const label = `${PHASES[phase]}${fraction === null ? '' : ` · ${percent(fraction)}`}`;
      return working(titleOf(job), label, fraction, job.id, await showing.picture);
    });
  }

  /** The redrawn source that a full inversion improves. */
  async #sourceFor(job: Job, full: ProgressBlock): Promise<View> {
    const { threads, replies } = this.#parts;
    const found = await threads.ofResult(job.result);
    return found ? await replies.source(found.thread, found.result, full) : gone();
  }

  /** The picture that a job starts from. */
  async #pictureFor(job: Job): Promise<PictureFile | undefined> {
    const found = await this.#parts.threads.ofResult(job.result);
    if (!found) return undefined;
    const { thread, result } = found;
    const source = thread.sources[result.source];
    const parent = resultOf(thread, result.parent);
    const id = (parent && pictureOf(parent)) ?? source?.picture;
    return (await this.#parts.replies.file(id, 'The picture that is being worked on')) ?? undefined;
  }
}

const PHASES: Readonly<Record<Progress['phase'], string>> = {
  load: 'Loading the model',
  encode: 'Looking at the picture',
  invert: 'Finding its noise',
  optimise: 'Fitting the words to it',
  mask: 'Finding where to change it',
  mask: 'Finding what must change',
  edit: 'Drawing',
  decode: 'Finishing',
};

function percent(fraction: number | null): string {
  return fraction === null ? '' : `${Math.round(100 * fraction)} %`;
}

function titleOf(job: Job): Line {
  return job.kind === 'edit' ? [code(job.title)] : takingOver(job.title);
}

/** What a person can do about a failure. */
export function sentenceFor(error: unknown): string {
  if (error instanceof WordbrushError) return error.message;
  return 'Something went wrong here, and it was written to the log. Try once more; if it happens again, tell whoever runs this bot.';
}
