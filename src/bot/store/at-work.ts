import { Turns } from '../../turns/turns.ts';
import { type MessageRef, messageKey } from '../request/requests.ts';
import { entriesOf, type Stores, type Working } from './stores.ts';

/**
 * The messages that say that work goes on, from when each is known until it has shown how that ended, or was
 * removed. They are kept apart from jobs and threads, whatever becomes of those, and hold no words of people.
 */
export class AtWork {
  readonly #stores: Stores;
  readonly #turns = new Turns();

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  /** In the place of what the message said before. */
  async add(working: Working): Promise<void> {
    await this.#insist(working.message, (key) => this.#stores.working.set(key, working));
  }

  /** It shows an end, or is no more. */
  async done(message: MessageRef): Promise<void> {
    await this.#insist(message, (key) => this.#stores.working.delete(key));
  }

  async all(): Promise<Working[]> {
    const all: Working[] = [];
    for await (const [, working] of entriesOf(this.#stores.working)) all.push(working);
    return all;
  }

  /**
   * Strikes one out once `work` is done, unless its message is about another job by then, or `isLeft` says no.
   * What is to be shown in it next waits for that.
   */
  async end(
    { job, message }: Working,
    isLeft: () => boolean,
    work: () => Promise<void>,
  ): Promise<void> {
    const key = messageKey(message);
    await this.#turns.take(key, async () => {
      const now = await this.#stores.working.get(key);
      if (now?.job !== job || !isLeft()) return;
      await work();
      await this.#stores.working.delete(key);
    });
  }

  /** A store that refuses must keep nobody from working; the newest word on a message counts. */
  async #insist(message: MessageRef, change: (key: string) => Promise<unknown>): Promise<void> {
    const key = messageKey(message);
    await this.#stores.insist(`at work ${key}`, () =>
      this.#turns.take(key, async () => await change(key)),
    );
  }
}
