import type { Progress } from '../../pipeline/types.ts';
import { type Chat, ChatError, isForbidden } from '../chat/chat.ts';
import { LiveMessage } from '../chat/live-message.ts';
import type { Job } from '../queue/job-queue.ts';
import type { KeptJob } from '../queue/kept-job.ts';
import type { MessageRef, PlatformName } from '../request/requests.ts';
import type { AtWork } from '../store/at-work.ts';
import type { LearnedSubjects } from '../store/learned-subjects.ts';
import type { Stores } from '../store/stores.ts';
import type { Threads } from '../store/threads.ts';
import { parentOf, pictureOf, sourceOf } from '../thread/thread.ts';
import { illustrate } from '../view/illustrate.ts';
import { jobTitle, waiting, working } from '../view/job/job-views.ts';
import { gone } from '../view/notices.ts';
import { resultView } from '../view/result-view.ts';
import type { ProgressBlock, Sketch, SketchPicture, View } from '../view/views.ts';

export interface JobMessagesParts {
  readonly threads: Threads;
  readonly learned: LearnedSubjects;
  readonly stores: Stores;
  readonly atWork: AtWork;
  readonly chatOf: (platform: PlatformName) => Chat;
  /** A platform had to put another message in the place of a job's. */
  readonly onMove: (job: Job, message: MessageRef) => Promise<void>;
  readonly onFault: (error: unknown, what: Readonly<Record<string, unknown>>) => void;
}

/** A job's message, and what its progress views have in common. */
interface Showing {
  readonly live: LiveMessage;
  /** The place in the queue that was told last, as long as it waits. */
  place?: number | undefined;
  /** As far as it has come. */
  picture?: Promise<SketchPicture | undefined>;
  quick?: Promise<View>;
}

/** Shows in the jobs' messages how they go. */
export class JobMessages {
  readonly #parts: JobMessagesParts;
  readonly #showing = new Map<string, Showing>();

  constructor(parts: JobMessagesParts) {
    this.#parts = parts;
  }

  /**
   * The message of a job whose entry does not say so: of its result, or posted before that could be written
   * down, or one in its place; null where the place is gone, or the bot may not post there: nobody can be told.
   */
  async postAgain({ id, kind, title, place, result }: KeptJob): Promise<MessageRef | null> {
    const chat = this.#parts.chatOf(place.platform);
    try {
      const known = (await this.#parts.threads.ofResult(result))?.result.message;
      const posted = known ?? (await chat.findButton?.(place, `cancel:${id}`));
      if (posted) return posted;
      const view = waiting(jobTitle({ kind, title }), null, id);
      return await chat.post(place, await this.#illustrate(view), id);
    } catch (error) {
      if (isForbidden(error)) this.#parts.onFault(error, { job: id });
      else if (!(error instanceof ChatError && error.code === 'gone')) throw error;
      return null;
    }
  }

  waiting(job: Job, position: number): void {
    // A full inversion waits unseen: its quick one is already there to be edited.
    if (job.kind === 'full') return;
    const showing = this.#of(job);
    if (!isNews(position, showing.place)) return;
    showing.place = position;
    showing.live.show(async () => {
      showing.picture ??= this.#pictureFor(job);
      const picture = await showing.picture;
      return await this.#illustrate(waiting(jobTitle(job), position, job.id, picture));
    });
  }

  started(job: Job): void {
    if (job.kind === 'full') return;
    this.#of(job).place = undefined;
    this.#chatOf(job)
      .typing?.(job.message.place)
      .catch(() => {});
  }

  progressed(job: Job, { phase, done, total, preview, unlike }: Progress): void {
    const showing = this.#of(job);
    if (preview !== undefined) showing.picture = Promise.resolve(previewOf(job, done, preview));
    const fraction = total > 0 ? done / total : null;
    showing.live.show(async () => {
      if (job.kind === 'full') {
        const label = `You can edit it already. Null-text optimisation · ${percent(fraction)}`;
        const picture = await showing.picture;
        const improving: ProgressBlock<SketchPicture> = {
          ...{ kind: 'progress', label, fraction, ...(picture && { picture }) },
        };
        showing.quick ??= this.#quickView(job, improving);
        const { tone, blocks } = await showing.quick;
        return await this.#illustrate({
          tone,
          blocks: blocks.map((old) => (old.kind === 'progress' ? improving : old)),
        });
      }
      showing.picture ??= this.#pictureFor(job);
      const label = `${PHASES[phase]}${fraction === null ? '' : ` · ${percent(fraction)}`}`;
      const picture = await showing.picture;
      return await this.#illustrate(
        working(jobTitle(job), label, fraction, job.id, picture, unlike),
      );
    });
  }

  /** Shows the last view; resolves with the message that shows it, or null when it has gone. */
  async finish(job: Job, view: Sketch): Promise<MessageRef | null> {
    const { live } = this.#of(job);
    this.drop(job.id);
    const shown = await live.finish(await this.#illustrate(view));
    const { atWork } = this.#parts;
    await atWork.done(job.message);
    if (shown && shown.id !== job.message.id) await atWork.done(shown);
    return shown;
  }

  /** Shows nothing more of a job. */
  drop(job: string): void {
    this.#showing.delete(job);
  }

  async close(): Promise<void> {
    const shown = [...this.#showing.values()];
    this.#showing.clear();
    await Promise.all(shown.map(({ live }) => live.stop()));
  }

  #of(job: Job): Showing {
    let showing = this.#showing.get(job.id);
    if (!showing) {
      const moved = (message: MessageRef) => this.#parts.onMove(job, message);
      showing = { live: new LiveMessage(this.#chatOf(job), job.message, moved) };
      this.#showing.set(job.id, showing);
    }
    return showing;
  }

  #chatOf(job: Job): Chat {
    return this.#parts.chatOf(job.message.place.platform);
  }

  async #illustrate(sketch: Sketch): Promise<View> {
    return await illustrate(sketch, this.#parts.stores.pictures);
  }

  /** The redrawn source that a full inversion improves. */
  async #quickView(job: Job, improving: ProgressBlock<SketchPicture>): Promise<View> {
    const focus = await this.#parts.threads.ofResult(job.result);
    return await this.#illustrate(focus ? resultView(focus, improving) : gone());
  }

  /** The picture that a job starts from. */
  async #pictureFor(job: Job): Promise<SketchPicture | undefined> {
    const { threads, learned } = this.#parts;
    if (job.kind === 'learn') {
      const learning = await learned.find(job.message.place, job.result);
      return learning && { id: learning.sheet, alt: `The pictures of ${learning.name}` };
    }
    const focus = await threads.ofResult(job.result);
    if (!focus) return undefined;
    const parent = parentOf(focus);
    const id = (parent && pictureOf(parent)) ?? sourceOf(focus)?.picture;
    return { id, alt: 'The picture that is being worked on' };
  }
}

/**
 * Whether a place in the queue is worth telling: far behind, only one that is better by a tenth. Every
 * job that ends moves all that wait, and each telling costs a picture.
 */
function isNews(place: number, told: number | undefined): boolean {
  return told === undefined || Math.abs(place - told) >= Math.max(1, Math.floor(told / 10));
}

const PHASES: Readonly<Record<Progress['phase'], string>> = {
  load: 'Loading the model',
  encode: 'Looking at the picture',
  invert: 'Taking it apart and drawing it again',
  optimise: 'Fitting the words to it',
  mask: 'Finding what has to change',
  edit: 'Drawing',
  decode: 'Finishing',
  prior: 'Drawing others of its kind, to tell it from them',
  learn: 'Learning what it looks like',
};

/** The picture that a job has come to. */
function previewOf({ id, title }: Job, done: number, preview: string): SketchPicture {
  const name = `${id}-at-${done}`;
  const alt = `So far: ${title}`;
  return { id: name, name: `${name}.png`, alt, bytes: Buffer.from(preview, 'base64') };
}

function percent(fraction: number | null): string {
  return fraction === null ? '' : `${Math.round(100 * fraction)} %`;
}
