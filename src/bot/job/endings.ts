import { WordbrushError } from '../../pipeline/errors.ts';
import { type Chat, ChatError, isForbidden } from '../chat/chat.ts';
import { usefulReactions } from '../intent/reactions.ts';
import type { Ending, Job } from '../queue/job-queue.ts';
import type { KeptEnding, KeptJob } from '../queue/kept-job.ts';
import type { MessageRef, PlatformName } from '../request/requests.ts';
import type { LearnedSubjects } from '../store/learned-subjects.ts';
import type { Stores, Working } from '../store/stores.ts';
import type { Threads } from '../store/threads.ts';
import { isToImprove, sourceOf } from '../thread/thread.ts';
import { illustrate } from '../view/illustrate.ts';
import { failedView, forsakenView, stoppedJobView } from '../view/job/job-views.ts';
import { learnedView } from '../view/learned-views.ts';
import { GONE } from '../view/notices.ts';
import { resultView } from '../view/result-view.ts';
import { sentenceFor } from '../view/sentences.ts';
import type { Sketch } from '../view/views.ts';
import type { JobMessages } from './job-messages.ts';
import { learningEnded } from './learning.ts';
import { isSecondTry } from './leftovers/recovery.ts';

export interface EndingsParts {
  readonly stores: Stores;
  readonly threads: Threads;
  readonly learned: LearnedSubjects;
  readonly messages: JobMessages;
  readonly chatOf: (platform: PlatformName) => Chat;
  readonly onFault: (error: unknown, what: Readonly<Record<string, unknown>>) => void;
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
    if (kept.kind === 'full') {
      if (!mayPass(ending) || isSecondTry(kept))
        await threads.apply(kept.thread, { kind: 'unimproved', result: kept.result });
      return await this.#showResult(kept, job);
    }
    // A prompt that the model refuses must not cost the picture.
    const isRefused = ending.kind === 'failed' && ending.code === 'bad-prompt';
    const { thread: key, result } = kept;
    const thread = isRefused ? await threads.apply(key, { kind: 'refused', result }) : undefined;
    const isAsked = isRefused && thread?.question !== null;
    await this.#parts.messages.finish(
      job,
      ending.kind === 'failed' ? failedView(kept, ending.sentence, isAsked) : stoppedJobView(kept),
    );
    // Only now: where neither the message nor the ending could be kept, the next start draws it.
    if (!isRefused) await threads.apply(key, { kind: 'removed', result });
    return null;
  }

  /**
   * Ends a message whose job is no more: by what was made, or by an apology, and then what was to be made is
   * taken back. Doing it again changes nothing more.
   *
   * @throws ChatError where the platform takes neither
   */
  async endForsaken({ result: id, message }: Working): Promise<void> {
    const { threads, learned } = this.#parts;
    const { place } = message;
    const focus = await threads.ofResult(id);
    if (focus && focus.result.pictures.length > 0) {
      const { message: other } = focus.result;
      // One that was to show it may have gone before it did.
      const isShown = other && (await threads.ofMessage(other))?.result.id === id;
      const shown = await this.#replace(message, isShown ? other : undefined, resultView(focus));
      if (shown) await threads.show(focus, shown);
      return;
    }
    const taught = focus ? undefined : await learned.find(place, id);
    if (taught && taught.subject !== null) {
      const shown = await this.#replace(message, taught.message, learnedView(taught));
      if (shown) await learned.show(place, id, shown);
      return;
    }
    await this.#replace(message, undefined, forsakenView());
    // Only now: where the platform is away, the next look finds it again.
    if (focus) await threads.apply(focus.thread.key, { kind: 'removed', result: id });
    if (taught) await learned.forget(place, (other) => other.id === id);
  }

  /**
   * Shows a view in a message, or takes the message away where another one shows it already. Resolves with
   * the message that shows it; null where that was another one, or the message has gone or may not be changed.
   */
  async #replace(
    message: MessageRef,
    present: MessageRef | undefined,
    sketch: Sketch,
  ): Promise<MessageRef | null> {
    const { stores, chatOf, onFault } = this.#parts;
    const chat = chatOf(message.place.platform);
    try {
      if (!present || present.id === message.id)
        return await chat.update(message, await illustrate(sketch, stores.pictures));
      await chat.remove(message);
    } catch (error) {
      if (isForbidden(error)) onFault(error, { forsaken: true });
      else if (!(error instanceof ChatError && error.code === 'gone')) throw error;
    }
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
    const source = sourceOf(focus);
    return kept.kind === 'quick' && source && isToImprove(source) ? shown : null;
  }
}

/** Whether the cause may be gone by the next start, which tries once more: workers were lost, the store was full. */
function mayPass(ending: KeptEnding): boolean {
  return ending.kind === 'failed' && [undefined, 'io', 'process-lost'].includes(ending.code);
}

/** An ending as plain data. */
export function keptEnding(ending: Ending): KeptEnding {
  if (ending.kind === 'failed')
    return {
      ...{ kind: 'failed', sentence: sentenceFor(ending.error) },
      ...(ending.error instanceof WordbrushError && { code: ending.error.code }),
    };
  if (ending.kind === 'done' && ending.outcome.kind === 'gone')
    return { kind: 'failed', sentence: GONE };
  return ending;
}
