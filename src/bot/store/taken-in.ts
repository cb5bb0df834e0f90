import type { KeptRequest } from '../queue/kept-job.ts';
import { entriesOf, type Stores } from './stores.ts';

/**
 * Requests that were acknowledged, from when each is written down until it is a job or has been
 * answered: a bot that is killed meanwhile apologises for it at its next start.
 */
export class TakenIn {
  readonly #stores: Stores;
  /** Those of this run, until all that an earlier one left are known. */
  #here: Set<string> | null = new Set();

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  /** Writes a request down; `id` is the one that its job will have. */
  async add(id: string, request: KeptRequest): Promise<void> {
    this.#here?.add(id);
    await this.#stores.requests.set(id, request);
  }

  /** Strikes out a request that is a job by now, or has been answered. */
  async done(id: string): Promise<void> {
    const { requests, insist } = this.#stores;
    await insist(`taken in ${id}`, () => requests.delete(id));
  }

  /**
   * Those that an earlier run left. Requests come in while they are looked for, and those are in work;
   * called once.
   */
  async left(): Promise<[id: string, request: KeptRequest][]> {
    const left: [string, KeptRequest][] = [];
    for await (const entry of entriesOf(this.#stores.requests))
      if (!this.#here?.has(entry[0])) left.push(entry);
    this.#here = null;
    return left;
  }
}
