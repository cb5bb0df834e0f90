import type { Progress } from '../../pipeline/types.ts';
import type { Chat } from '../chat/chat.ts';
import { LiveMessage } from '../chat/live-message.ts';
import type { Job } from '../queue/job-queue.ts';
import type { MessageRef, PlatformName } from '../request/requests.ts';
import { pictureOf, resultOf, type Threads } from '../thread/threads.ts';
import { gone, takingOver, waiting, working } from '../view/notices.ts';
import type { Replies } from '../view/replies.ts';
import { code, type Line, type PictureFile, type ProgressBlock, type View } from '../view/views.ts';

export interface JobMessagesParts {
  readonly threads: Threads;
  readonly replies: Replies;
  readonly chatOf: (platform: PlatformName) => Chat;
  /** A platform had to put another message in the place of a job's. */
  readonly onMove: (job: string, message: MessageRef) => Promise<void>;
}

/** A job's message, and what its progress views have in common. */
interface Showing {
  readonly live: LiveMessage;
  /** As far as it has come. */
  picture?: Promise<PictureFile | undefined>;
  quick?: Promise<View>;
}

/** Shows in the jobs' messages how they go. */
export class JobMessages {
  readonly #parts: JobMessagesParts;
  readonly #showing = new Map<string, Showing>();

  constructor(parts: JobMessagesParts) {
    this.#parts = parts;
  }

  waiting(job: Job, position: number): void {
    // A full inversion waits unseen: its quick one is already there to be edited.
    if (job.kind === 'full') return;
    const showing = this.#of(job);
    showing.live.show(async () => {
      showing.picture ??= this.#pictureFor(job);
      return waiting(titleOf(job), position, job.id, await showing.picture);
    });
  }

  started(job: Job): void {
    if (job.kind === 'full') return;
    this.#chatOf(job)
      .typing?.(job.message.place)
      .catch(() => {});
  }

  progressed(job: Job, { phase, done, total, preview }: Progress): void {
    const showing = this.#of(job);
    if (preview !== undefined) showing.picture = Promise.resolve(previewOf(job, done, preview));
    const fraction = total > 0 ? done / total : null;
    showing.live.show(async () => {
      if (job.kind === 'full') {
        const label = `Making it more exact · ${percent(fraction)}`;
        const picture = await showing.picture;
        const block: ProgressBlock = {
          kind: 'progress',
          label,
          fraction,
          ...(picture && { picture }),
        };
        showing.quick ??= this.#sourceFor(job, block);
        const { tone, blocks } = await showing.quick;
        return { tone, blocks: blocks.map((old) => (old.kind === 'progress' ? block : old)) };
      }
      showing.picture ??= this.#pictureFor(job);
      const label = `${PHASES[phase]}${fraction === null ? '' : ` · ${percent(fraction)}`}`;
      return working(titleOf(job), label, fraction, job.id, await showing.picture);
    });
  }

  /** Shows the last view; resolves with the message that shows it, or null when it has gone. */
  async finish(job: Job, view: View): Promise<MessageRef | null> {
    const { live } = this.#of(job);
    this.drop(job.id);
    return await live.finish(view);
  }

  /** Shows nothing more of a job. */
  drop(job: string): void {
    this.#showing.delete(job);
  }

  #of(job: Job): Showing {
    let showing = this.#showing.get(job.id);
    if (!showing) {
      const moved = (message: MessageRef) => this.#parts.onMove(job.id, message);
      showing = { live: new LiveMessage(this.#chatOf(job), job.message, moved) };
      this.#showing.set(job.id, showing);
    }
    return showing;
  }

  #chatOf(job: Job): Chat {
    return this.#parts.chatOf(job.message.place.platform);
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
  invert: 'Taking it apart and drawing it again',
  optimise: 'Fitting the words to it',
  mask: 'Finding what has to change',
  edit: 'Drawing',
  decode: 'Finishing',
};

/** The picture that a job has come to. */
function previewOf({ id, title }: Job, done: number, preview: string): PictureFile {
  const name = `${id}-at-${done}`;
  const alt = `What is there so far of: ${title}`;
  return { id: name, name: `${name}.png`, alt, bytes: Buffer.from(preview, 'base64') };
}

function percent(fraction: number | null): string {
  return fraction === null ? '' : `${Math.round(100 * fraction)} %`;
}

/** What a job is about, as its message says. */
export function titleOf({ kind, title }: Pick<Job, 'kind' | 'title'>): Line {
  return kind === 'edit' ? [code(title)] : takingOver(title);
}
