import type { Stores } from '../../src/bot/store/stores.ts';
import type { Conversation } from './conversation.ts';

/** What changes something outside the bot. */
const CHANGES = [
  ...['set', 'delete', 'clear', 'post', 'update', 'remove', 'react'],
  ...['openThread', 'takeBackThread', 'removeThread'],
];

/** Stands between one bot and all that it changes; once the bot is killed, nothing passes any more. */
export class Gallows {
  /** How many changes it let pass. */
  passed = 0;
  /** Called before each. */
  onChange = (): void => {};
  readonly #after: number;
  #dead = false;
  /** Those that were let pass and are not done yet. */
  readonly #under = new Set<Promise<unknown>>();
  /** What it let pass last, by its name. */
  last = '';
  readonly #killed = Promise.withResolvers<void>();

  /** The bot is killed before its change after so many. */
  constructor(after = Number.POSITIVE_INFINITY) {
    this.#after = after;
  }

  /** Resolves when the bot is killed. */
  get killed(): Promise<void> {
    return this.#killed.promise;
  }

  /** Resolves when what had passed is done. */
  async kill(): Promise<void> {
    this.#dead = true;
    this.#killed.resolve();
    await Promise.allSettled(this.#under);
  }

  /** Has the conversation’s next bot stand under it. */
  stand(talk: Conversation): void {
    talk.through = {
      stores: (stores) => this.#stores(stores),
      chat: (chat) => this.#watched(chat, 'chat'),
    };
  }

  #stores(stores: Stores): Stores {
    return {
      ...stores,
      threads: this.#watched(stores.threads, 'threads'),
      results: this.#watched(stores.results, 'results'),
      messages: this.#watched(stores.messages, 'messages'),
      inversions: this.#watched(stores.inversions, 'inversions'),
      pictures: this.#watched(stores.pictures, 'pictures'),
      learned: this.#watched(stores.learned, 'learned'),
      subjects: this.#watched(stores.subjects, 'subjects'),
      jobs: this.#watched(stores.jobs, 'jobs'),
      working: this.#watched(stores.working, 'working'),
      requests: this.#watched(stores.requests, 'requests'),
      bursts: this.#watched(stores.bursts, 'bursts'),
    };
  }

  #watched<Part extends object>(part: Part, of: string): Part {
    return new Proxy(part, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        if (!CHANGES.includes(String(name))) return value.bind(target);
        return async (...args: unknown[]): Promise<unknown> => {
          await this.#pass(`${of}.${String(name)}`);
          const work = Promise.resolve(Reflect.apply(value, target, args));
          this.#under.add(work);
          return await work.finally(() => this.#under.delete(work));
        };
      },
    });
  }

  async #pass(name: string): Promise<void> {
    if (this.passed >= this.#after) {
      this.#dead = true;
      this.#killed.resolve();
    }
    if (this.#dead) await new Promise<never>(() => {});
    this.passed++;
    this.last = name;
    this.onChange();
  }
}
