import { heatMapOverlay } from '../drawing/heat-map.ts';
import { WordbrushError } from '../pipeline/errors.ts';
import { encodePng } from '../pipeline/image.ts';
import type { PipelineClient } from '../pipeline/process/supervisor.ts';
import type { Inversion, Progress } from '../pipeline/types.ts';
import type { Chat } from './chat.ts';
import { LiveMessage } from './live-message.ts';
import { pixelsOf } from './pictures.ts';
import { InProcessQueue } from './queue/in-process-queue.ts';
import type { Job, JobQueue, StopReason } from './queue/job-queue.ts';
import { emojiFor } from './reactions.ts';
import { gone, type Replies, takingOver, waiting, working } from './replies.ts';
import type { MessageRef, PlatformName } from './requests.ts';
import { specsOf } from './results.ts';
import { entriesOf, type Stores } from './store/stores.ts';
import {
  pictureOf,
  type Result,
  resultOf,
  type Source,
  type Thread,
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

/** The pipeline as the bot uses it: in a process of its own. */
export type Pipeline = Pick<PipelineClient, 'invert' | 'edit' | 'words' | 'reconstruct'>;

export interface WorkshopParts {
  readonly stores: Stores;
  readonly threads: Threads;
  readonly replies: Replies;
  readonly pipeline: Pipeline;
  /** Steps of every inversion's schedule. */
  readonly steps: number;
  readonly chatOf: (platform: PlatformName) => Chat;
  readonly newId: () => string;
  /** Failures that nobody can act on in the chat. */
  readonly onFault: (error: unknown, what: Readonly<Record<string, unknown>>) => void;
}

/** A result that is being worked on. */
interface Piece {
  readonly job: Job;
  readonly thread: Thread;
  readonly result: Result;
  readonly source: Source;
  readonly signal: AbortSignal;
}

/** Takes jobs through the queue and the pipeline, and shows in their messages how they go. */
export class Workshop {
  readonly queue: JobQueue;
  readonly #parts: WorkshopParts;
  readonly #live = new Map<string, LiveMessage>();
  readonly #dropped = new Set<string>();

  constructor(parts: WorkshopParts) {
    this.#parts = parts;
    this.queue = new InProcessQueue((job, signal) => this.#work(job, signal));
    this.queue.onMove((job, position) => void this.#showWaiting(job, position));
  }

  /** Takes up the jobs that an earlier run of the bot left. */
  async resume(): Promise<void> {
    for await (const [, job] of entriesOf(this.#parts.stores.jobs)) this.queue.add(job);
  }

  async add(job: Job): Promise<void> {
    await this.#parts.stores.jobs.set(job.id, job);
    this.queue.add(job);
  }

  /** Cancels a job and says so in its message. */
  async cancel(job: Job): Promise<boolean> {
    const running = this.queue
      .jobs()
      .some(({ job: { id }, state }) => id === job.id && state === 'running');
    if (!this.queue.cancel(job.id)) return false;
    // A running one says so itself once the pipeline has stopped.
    if (!running) await this.#stopped(job);
    return true;
  }

  /** Drops a job without a word, because it is done over or its thread is forgotten. */
  async drop(job: Job): Promise<void> {
    this.#dropped.add(job.id);
    this.queue.cancel(job.id);
    this.#live.delete(job.id);
    await this.#parts.stores.jobs.delete(job.id);
  }

  async #work(job: Job, signal: AbortSignal): Promise<void> {
    try {
      const piece = await this.#pieceOf(job, signal);
      if (!piece) return void (await this.#finish(job));
      if (job.kind !== 'full')
        this.#chatOf(job)
          .typing?.(job.message.place)
          .catch(() => {});
      const { stores } = this.#parts;
      if (job.kind === 'edit') await this.#edit(piece);
      else if (job.kind === 'full') await this.#improve(piece);
      else await this.#takeOver(piece);
      await stores.jobs.delete(job.id);
    } catch (error) {
      if (this.#dropped.delete(job.id)) return;
      if (signal.aborted && signal.reason !== ('cancelled' satisfies StopReason)) return;
      await (signal.aborted ? this.#stopped(job) : this.#failed(job, error)).catch((fault) =>
        this.#parts.onFault(fault, { job: job.id }),
      );
    }
  }

  async #pieceOf(job: Job, signal: AbortSignal): Promise<Piece | null> {
    const thread = await this.#parts.threads.get(job.thread);
    const result = thread && resultOf(thread, job.result);
    const source = result && thread.sources[result.source];
    return source ? { job, thread, result, source, signal } : null;
  }

  /** The quick, forward-only inversion: the thread is usable after it. */
  async #takeOver(piece: Piece): Promise<void> {
    const { job, source, result, signal } = piece;
    const { pipeline, stores, threads, steps } = this.#parts;
    const upload = source.upload && (await stores.pictures.get(source.upload));
    if (!upload) return void (await this.#finish(job));
    const inversion = await pipeline.invert(upload, source.prompt, {
      method: 'negative-prompt',
      steps,
      signal,
      onProgress: this.#progress(piece),
    });
    await this.#keepInversion(piece, inversion);
    await stores.pictures.delete(source.upload ?? '');
    await threads.update(job.thread, (thread) =>
      withSource(thread, result.source, { upload: null }),
    );
    const message = await this.#finish(job);
    if (message && source.fidelity === 'full')
      await this.add({ ...job, id: this.#parts.newId(), kind: 'full', message });
  }

  /** Null-text inversion, from the picture as the quick one took it over. */
  async #improve(piece: Piece): Promise<void> {
    const { job, source, signal } = piece;
    const { pipeline, stores, steps } = this.#parts;
    const quick = source.inversion && (await stores.inversions.get(source.inversion));
    if (!quick) return void (await this.#finish(job));
    const inversion = await pipeline.invert(quick.picture, source.prompt, {
      method: 'null-text',
      steps,
      signal,
      onProgress: this.#progress(piece),
    });
    await this.#keepInversion(piece, inversion);
    await this.#finish(job);
  }

  async #keepInversion(
    { job, result, source, signal }: Piece,
    inversion: Inversion,
  ): Promise<void> {
    const { pipeline, stores, threads } = this.#parts;
    const reconstruction = await pipeline.reconstruct(inversion, { signal });
    const maps = await pipeline.words(inversion, { signal });
    const posted = await pixelsOf(inversion.picture);
    const heat: { word: string; picture: string }[] = [];
    for (const map of maps)
      heat.push({
        word: map.word,
        picture: await this.#keep(await encodePng(await heatMapOverlay(posted, map))),
      });
    const picture = await this.#keep(inversion.picture);
    const redrawn = await this.#keep(await encodePng(reconstruction));
    const id = this.#parts.newId();
    await stores.inversions.set(id, inversion);
    const { report } = inversion;
    const kept = await threads.update(job.thread, (thread) =>
      withResult(
        withSource(thread, result.source, { inversion: id, picture, report, heat }),
        result.id,
        { pictures: [redrawn], seconds: report.seconds },
      ),
    );
    if (!kept) await stores.inversions.delete(id);
    // What the quick inversion left behind.
    const old = [...result.pictures, source.picture, ...source.heat.map((map) => map.picture)];
    for (const stale of old) if (stale) await stores.pictures.delete(stale);
    if (source.inversion) await stores.inversions.delete(source.inversion);
  }

  async #edit(piece: Piece): Promise<void> {
    const { job, result, source, signal } = piece;
    const { pipeline, stores, threads } = this.#parts;
    const inversion = source.inversion && (await stores.inversions.get(source.inversion));
    if (!inversion) return void (await this.#finish(job));
    const started = performance.now();
    const edited = await pipeline.edit(inversion, specsOf(result, source), {
      signal,
      onProgress: this.#progress(piece),
    });
    const pictures: string[] = [];
    for (const { picture } of edited) pictures.push(await this.#keep(await encodePng(picture)));
    const seconds = (performance.now() - started) / 1_000;
    await threads.update(job.thread, (thread) =>
      withResult(thread, result.id, { pictures, chosen: 0, seconds }),
    );
    for (const stale of result.pictures) await stores.pictures.delete(stale);
    await this.#finish(job);
  }

  async #keep(png: Uint8Array): Promise<string> {
    const id = this.#parts.newId();
    await this.#parts.stores.pictures.set(id, png);
    return id;
  }

  /** Shows a job's result in its message, and seeds the useful reactions. */
  async #finish(job: Job): Promise<MessageRef | null> {
    const { threads, replies, stores } = this.#parts;
    const live = this.#liveOf(job);
    this.#live.delete(job.id);
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
    const live = this.#liveOf(job);
    this.#live.delete(job.id);
    await this.#parts.stores.jobs.delete(job.id);
    await this.#parts.threads.removeResult(job.thread, job.result);
    await live.finish(view('plain', text(line`Stopped: ${code(job.title)}.`)));
  }

  async #failed(job: Job, error: unknown): Promise<void> {
    const { onFault, threads, stores } = this.#parts;
    if (!(error instanceof WordbrushError)) onFault(error, { job: job.id, kind: job.kind });
    if (job.kind === 'full') return void (await this.#finish(job));
    const live = this.#liveOf(job);
    this.#live.delete(job.id);
    await stores.jobs.delete(job.id);
    await threads.removeResult(job.thread, job.result);
    await live.finish(problem(sentenceFor(error)));
  }

  #chatOf(job: Job): Chat {
    return this.#parts.chatOf(job.message.place.platform);
  }

  #liveOf(job: Job): LiveMessage {
    let live = this.#live.get(job.id);
    if (!live) {
      live = new LiveMessage(this.#chatOf(job), job.message);
      this.#live.set(job.id, live);
    }
    return live;
  }

  async #showWaiting(job: Job, position: number): Promise<void> {
    // A full inversion waits unseen: its quick one is already there to be edited.
    if (job.kind === 'full') return;
    const live = this.#liveOf(job);
    live.show(async () => waiting(titleOf(job), position, job.id, await this.#pictureFor(job)));
  }

  #progress(piece: Piece): (progress: Progress) => void {
    const { job } = piece;
    const live = this.#liveOf(job);
    let picture: Promise<PictureFile | undefined> | undefined;
    let quick: Promise<View> | undefined;
    return ({ phase, done, total }) => {
      const fraction = total > 0 ? done / total : null;
      live.show(async () => {
        if (job.kind === 'full') {
          const label = `Making it faithful · ${percent(fraction)}`;
          const block: ProgressBlock = { kind: 'progress', label, fraction };
          quick ??= this.#parts.replies.source(piece.thread, piece.result, block);
          const { tone, blocks } = await quick;
          return { tone, blocks: blocks.map((old) => (old.kind === 'progress' ? block : old)) };
        }
        picture ??= this.#pictureFor(job);
        const label = `${PHASES[phase]}${fraction === null ? '' : ` · ${percent(fraction)}`}`;
        return working(titleOf(job), label, fraction, job.id, await picture);
      });
    };
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
