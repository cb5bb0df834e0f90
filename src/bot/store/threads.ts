import { Turns } from '../../turns/turns.ts';
import { inversionIn, type Outcome, picturesOf } from '../outcome/outcome.ts';
import { type MessageRef, messageKey, placeFromKey, type Requester } from '../request/requests.ts';
import { apply, type Change } from '../thread/changes.ts';
import { assetsOf, type Focus, focusIn, sourceOf, type Thread } from '../thread/thread.ts';
import { entriesOf, type Stores } from './stores.ts';

/** What is left of a thread whose own entry was damaged. */
export interface LostThread extends Pick<Thread, 'key' | 'place' | 'owner'> {
  /** The ids of its results, as far as they are known. */
  readonly results: readonly string[];
}

/** Where nobody knows any more whose a thread was. */
const NOBODY: Requester = { key: '', name: '' };

/**
 * The threads in their store. Changes to one thread are made one after another, and what a thread does
 * not hold any more after one, pictures and inversions and index entries, is deleted.
 */
export class Threads {
  readonly #stores: Stores;
  readonly #turns = new Turns();

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  async get(key: string): Promise<Thread | undefined> {
    return await this.#stores.threads.get(key);
  }

  async *all(): AsyncGenerator<Thread> {
    for await (const [, thread] of entriesOf(this.#stores.threads)) yield thread;
  }

  /** A result and its thread; undefined once forgotten or expired. */
  async ofResult(id: string): Promise<Focus | undefined> {
    const key = await this.#stores.results.get(id);
    return key === undefined ? undefined : focusIn(await this.get(key), id);
  }

  /** The result that a message shows. */
  async ofMessage(message: MessageRef): Promise<Focus | undefined> {
    const shown = await this.#stores.messages.get(messageKey(message));
    return shown && (await this.ofResult(shown.result));
  }

  /** Changes a thread; nothing happens when it has been forgotten meanwhile. */
  async apply(key: string, change: Change): Promise<Thread | undefined> {
    return await this.#turns.take(key, async () => {
      const thread = await this.get(key);
      return thread && (await this.#replace(thread, apply(thread, change)));
    });
  }

  /** Changes a thread, or begins it as the one given. */
  async begin(fresh: Thread, change: Change): Promise<void> {
    await this.#turns.take(fresh.key, async () => {
      const thread = (await this.get(fresh.key)) ?? fresh;
      await this.#replace(thread, apply(thread, change));
    });
  }

  /**
   * Hands a result what its job made, in place of what was there. What its thread does not take is
   * deleted. Doing it twice is the same as doing it once.
   */
  async keep(
    { thread: key, result }: { readonly thread: string; readonly result: string },
    outcome: Outcome,
  ): Promise<void> {
    const taken = await this.#withoutSpare(result, outcome);
    const thread = await this.apply(key, { kind: 'made', result, outcome: taken });
    await this.discard(outcome, thread);
  }

  /** Deletes what a job made, but for what a thread holds. */
  async discard(outcome: Outcome, thread?: Thread): Promise<void> {
    const held = thread && assetsOf(thread);
    for (const id of picturesOf(outcome))
      if (!held?.pictures.has(id)) await this.#stores.pictures.delete(id);
    const inversion = inversionIn(outcome);
    if (inversion !== undefined && !held?.inversions.has(inversion))
      await this.#stores.inversions.delete(inversion);
  }

  /** A result is shown by this message from now on, and not by the one that it had. */
  async show({ thread, result }: Focus, message: MessageRef): Promise<void> {
    const { message: before, id } = result;
    if (before && before.id !== message.id) await this.#stores.messages.delete(messageKey(before));
    await this.apply(thread.key, { kind: 'shown', result: id, message });
    await this.link(message, id);
  }

  /** Remembers that a message shows a result; one result may be shown by several. */
  async link({ id, place }: MessageRef, result: string): Promise<void> {
    const owner = (await this.ofResult(result))?.thread.owner.key;
    await this.#stores.messages.set(messageKey({ id, place }), {
      ...{ result, message: { id, place } },
      ...(owner !== undefined && { owner }),
    });
  }

  /** What is left of threads whose entries were damaged, until it expires or is forgotten. */
  async lost(): Promise<LostThread[]> {
    const results = new Map<string, string[]>();
    /** Of threads that were begun anew in the same places. */
    const present = new Set<string>();
    for await (const [key] of entriesOf(this.#stores.lost)) {
      results.set(key, []);
      for (const { id } of (await this.get(key))?.results ?? []) present.add(id);
    }
    if (results.size === 0) return [];
    const threadOf = new Map<string, string>();
    for await (const [id, key] of entriesOf(this.#stores.results)) {
      if (present.has(id)) continue;
      results.get(key)?.push(id);
      threadOf.set(id, key);
    }
    const owners = new Map<string, string>();
    for await (const [, { result, owner }] of entriesOf(this.#stores.messages))
      if (owner !== undefined) owners.set(threadOf.get(result) ?? '', owner);
    return [...results].map(([key, ids]) => {
      const owner = owners.get(key);
      return {
        ...{ key, place: placeFromKey(key), results: ids },
        owner: owner === undefined ? NOBODY : { key: owner, name: '' },
      };
    });
  }

  /** Deletes what is left of a lost thread, but for what the sweep finds. */
  async forgetLost({ key, results }: LostThread): Promise<void> {
    await this.unlink(new Set(results));
    for (const id of results) await this.#stores.results.delete(id);
    if (!(await this.get(key))) await this.#stores.settings.delete(key);
    await this.#stores.lost.delete(key);
  }

  /** Forgets which messages show some results, and says which they were. */
  async unlink(results: ReadonlySet<string>): Promise<MessageRef[]> {
    const messages: MessageRef[] = [];
    for await (const [key, { result, message }] of entriesOf(this.#stores.messages)) {
      if (!results.has(result)) continue;
      await this.#stores.messages.delete(key);
      messages.push(message);
    }
    return messages;
  }

  /** Deletes a thread and everything that was kept for it. */
  async forget(key: string): Promise<void> {
    await this.#turns.take(key, async () => {
      const thread = await this.get(key);
      if (!thread) return;
      await this.#release(thread, { ...thread, sources: {}, results: [], question: null });
      await this.#stores.settings.delete(key);
      await this.#stores.threads.delete(key);
    });
  }

  async #replace(before: Thread, after: Thread): Promise<Thread> {
    if (after === before) return after;
    const known = new Set(before.results.map(({ id }) => id));
    for (const { id } of after.results)
      if (!known.has(id)) await this.#stores.results.set(id, after.key);
    await this.#stores.threads.set(after.key, after);
    await this.#release(before, after);
    return after;
  }

  /** Deletes what a thread held before and does not hold now. */
  async #release(before: Thread, after: Thread): Promise<void> {
    const [had, has] = [assetsOf(before), assetsOf(after)];
    for (const id of had.pictures)
      if (!has.pictures.has(id)) await this.#stores.pictures.delete(id);
    for (const id of had.inversions)
      if (!has.inversions.has(id)) await this.#stores.inversions.delete(id);
    const left = new Set(after.results.map(({ id }) => id));
    for (const { id, message } of before.results) {
      if (left.has(id)) continue;
      await this.#stores.results.delete(id);
      if (message) await this.#stores.messages.delete(messageKey(message));
    }
  }

  /** An outcome without the inversion that was made again, if another one has come meanwhile. */
  async #withoutSpare(result: string, outcome: Outcome): Promise<Outcome> {
    if (outcome.kind !== 'edited' || outcome.inversion === undefined) return outcome;
    const focus = await this.ofResult(result);
    const present = focus && sourceOf(focus)?.inversion;
    if (present === undefined || present === outcome.inversion) return outcome;
    const { inversion: _, ...pictures } = outcome;
    return (await this.#stores.inversions.get(present)) ? pictures : outcome;
  }
}
