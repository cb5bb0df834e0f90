import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageRef } from '../request/requests.ts';
import type { View } from '../view/views.ts';
import { type Chat, ChatError, isForbidden, isPassing } from './chat.ts';

const MAX_ATTEMPTS = 5;

/**
 * One message that shows how work goes: the newest view is shown, no more often than the platform
 * bears, and the last one always.
 */
export class LiveMessage {
  readonly #chat: Chat;
  #message: MessageRef;
  #next: (() => View | Promise<View>) | null = null;
  /** It has just been posted. */
  #shownAt = performance.now();
  #pump: Promise<void> | null = null;
  #finishing = false;
  #isRefused = false;
  readonly #onMove: (message: MessageRef) => Promise<void>;

  /** `onMove` hears where the message is now when the platform had to replace it. */
  constructor(chat: Chat, message: MessageRef, onMove: (message: MessageRef) => Promise<void>) {
    this.#chat = chat;
    this.#message = message;
    this.#onMove = onMove;
  }

  /** Shows a view soon, unless a newer one comes first; views that are never shown are never made. */
  show(view: () => View | Promise<View>): void {
    if (this.#finishing || this.#isRefused) return;
    this.#next = view;
    this.#pump ??= this.#run()
      // What keeps progress from being shown keeps the last view too, and `finish` reports that.
      .catch(() => {})
      .finally(() => {
        this.#pump = null;
      });
  }

  /**
   * Shows nothing more: whoever takes the work up shows how it goes on. Resolves when what was on its way has
   * arrived, so that it does not come after what they show.
   */
  async stop(): Promise<void> {
    this.#finishing = true;
    this.#next = null;
    await this.#pump;
  }

  /** Shows the last view and resolves with the message that shows it, or null when it has gone. */
  async finish(view: View): Promise<MessageRef | null> {
    this.#finishing = true;
    this.#next = null;
    await this.#pump;
    return (await this.#update(view)) ? this.#message : null;
  }

  async #run(): Promise<void> {
    while (this.#next) {
      const wait = this.#shownAt + this.#chat.limits.updateIntervalMs - performance.now();
      if (wait > 0) await sleep(wait);
      const view = this.#next;
      this.#next = null;
      if (!view || this.#finishing) return;
      this.#shownAt = performance.now();
      const made = await view();
      if (this.#finishing) return;
      await this.#update(made);
    }
  }

  async #update(view: View): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        const shown = await this.#chat.update(this.#message, view);
        const moved = shown.id !== this.#message.id;
        this.#message = shown;
        if (moved) await this.#onMove(shown);
        return true;
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        if (error.code === 'gone') return false;
        // Progress would be refused again and again. The last view is tried all the same.
        this.#isRefused ||= isForbidden(error);
        // A progress view that could not be shown is not worth the wait; the last one is.
        if (!this.#finishing && isPassing(error)) return false;
        if (!isPassing(error) || attempt === MAX_ATTEMPTS) throw error;
        await sleep(error.retryAfterMs ?? 500 * 2 ** attempt);
      }
    }
  }
}
