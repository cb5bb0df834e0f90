import type { Chat } from '../chat/chat.ts';
import { usefulReactions } from '../intent/reactions.ts';
import type { Job } from '../queue/job-queue.ts';
import type { KeptEnding, KeptJob } from '../queue/kept-job.ts';
import type { MessageRef, PlatformName } from '../request/requests.ts';
import type { LearnedSubjects } from '../store/learned-subjects.ts';
import type { Threads } from '../store/threads.ts';
import { sourceOf } from '../thread/thread.ts';
import { failedView, stoppedJobView } from '../view/job/job-views.ts';
import { GONE } from '../view/notices.ts';
import { resultView } from '../view/result-view.ts';
import type { JobMessages } from './job-messages.ts';
import { learningEnded } from './learning.ts';

export interface EndingsParts {
  readonly threads: Threads;
  readonly learned: LearnedSubjects;
  readonly messages: JobMessages;
  readonly chatOf: (platform: PlatformName) => Chat;
}

/** What becomes of a job's thread and message when the job ends. Doing it again changes nothing more. */
export class Endings {
  readonly #parts: EndingsParts;

  constructor(parts: EndingsParts) {
    this.#parts = parts;
  }

  /**
   * Shows an ending. Resolves with the message of a quick inversion that the full one should follow.
   *
   * @throws ChatError of the platform
   */
  async show(kept: KeptJob, job: Job, ending: KeptEnding): Promise<MessageRef | null> {
    const { threads, learned } = this.#parts;
    if (kept.kind === 'learn') {
      const shown = await this.#parts.messages.finish(
        job,
        await learningEnded(learned, kept, ending),
      );
      if (shown && ending.kind === 'done') await learned.show(kept.place, kept.result, shown);
      return null;
    }
    if (ending.kind === 'done') {
      await threads.keep(kept, ending.outcome);
      return await this.#showResult(kept, job);
    }
    // A full inversion that comes to nothing leaves the quick one.
    if (kept.kind === 'full') return await this.#showResult(kept, job);
    // A prompt that the model refuses must not cost the picture.
    const isRefused = ending.kind === 'failed' && ending.code === 'bad-prompt';
    const { thread: key, result } = kept;
    const thread = await threads.apply(key, { kind: isRefused ? 'refused' : 'removed', result });
    await this.#parts.messages.finish(
      job,
      ending.kind === 'failed'
        ? failedView(kept, ending.sentence, isRefused && thread?.question !== null)
        : stoppedJobView(kept),
    );
    return null;
  }

  /** Shows a job's result in its message, and seeds the useful reactions. */
  async #showResult(kept: KeptJob, job: Job): Promise<MessageRef | null> {
    const { threads } = this.#parts;
    const focus = await threads.ofResult(kept.result);
    if (!focus || focus.result.pictures.length === 0) {
      await threads.apply(kept.thread, { kind: 'removed', result: kept.result });
      await this.#parts.messages.finish(job, failedView(kept, GONE));
      return null;
    }
    const { thread, result } = focus;
    const shown = await this.#parts.messages.finish(job, resultView(focus));
    if (!shown) return null;
    await threads.show({ thread, result: { ...result, message: job.message } }, shown);
    // A full inversion's message has them from the quick one, unless it had to be another message.
    if (kept.kind !== 'full' || shown.id !== job.message.id) {
      const chat = this.#parts.chatOf(kept.place.platform);
      await chat
        .react?.(shown, usefulReactions(result, chat.limits.seededReactions))
        .catch(() => {});
    }
    // What the model cannot draw is not worth the long work.
    const source = sourceOf(focus);
    const { unlike, method } = source?.report ?? {};
    const isWorthIt = source?.fidelity === 'full' && unlike === undefined && method !== 'encode';
    return kept.kind === 'quick' && isWorthIt ? shown : null;
  }
}
