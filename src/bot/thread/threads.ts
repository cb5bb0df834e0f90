import { z } from 'zod';
import type { EditOptions } from '../../edit-language/edit-language.ts';
import type { InversionReport } from '../../pipeline/types.ts';
import { Turns } from '../../turns/turns.ts';
import { type Drawn, masksOf } from '../outcome/outcome.ts';
import { type MessageRef, messageKey, type Place } from '../request/requests.ts';
import { entriesOf, type Stores } from '../store/stores.ts';

export const FIDELITIES = ['quick', 'full'] as const;
export type Fidelity = (typeof FIDELITIES)[number];

/** Defaults of a thread or a channel. */
export interface Settings {
  readonly fidelity?: Fidelity;
  readonly strength?: number;
  readonly structure?: number;
}

export interface WordWeight {
  readonly words: string;
  readonly factor: number;
}

/** A picture that was posted, and the inversion that every result of it is made from. */
export interface Source {
  readonly prompt: string;
  readonly fidelity: Fidelity;
  /** The file as it was posted, until the inversion holds the picture itself. */
  readonly upload: string | null;
  /** The picture cropped, and once inverted as the model sees it: PNG. */
  readonly picture: string;
  readonly inversion?: string;
  readonly report?: InversionReport;
  /** Overlay pictures, one a word of the prompt. */
  readonly heat: readonly { readonly word: string; readonly picture: string }[];
}

/** One picture (or several variations) in a thread's tree: the source's redrawing, or an edit. */
export interface Result {
  readonly id: string;
  /** The result that it was made from; null for the redrawn source itself. */
  readonly parent: string | null;
  /** The result without a parent that this goes back to; key of `Thread.sources`. */
  readonly source: string;
  /** What was typed or done, for the history. */
  readonly title: string;
  /** The target prompt. */
  readonly prompt: string;
  /** From the source prompt to this one: which words stand for each other. */
  readonly replacements: readonly { readonly from: string; readonly to: string }[];
  readonly weights: readonly WordWeight[];
  /** The words that this edit changed: what ➕ and ➖ weigh. */
  readonly edited: readonly string[];
  readonly options: EditOptions;
  /** Options that nobody typed: they were the thread's or the channel's settings at that time. */
  readonly assumed?: readonly string[];
  /** A stored picture, white where an inpainting redraws. */
  readonly mask?: string;
  /** Stored PNG pictures; empty until it is made. */
  readonly pictures: readonly string[];
  /** How each of them was drawn; none for the redrawn source. */
  readonly drawn?: readonly Drawn[];
  /** Which of several variations later edits go on from. */
  readonly chosen: number;
  readonly requester: Requester;
  readonly message?: MessageRef;
  /** Reactions that weigh words of this result, as they stand now. */
  readonly reactions: readonly WordReaction[];
  /** The result that shows this one with its reactions' weights. */
  readonly reweighted?: string;
  readonly seconds?: number;
}

export const Requester = z
  .strictObject({
    /** `personKey`. */
    key: z.string(),
    name: z.string(),
  })
  .readonly();
export type Requester = z.infer<typeof Requester>;

export interface WordReaction {
  readonly emoji: string;
  readonly person: string;
  /** Words whose weight it moves, and how far. */
  readonly words: readonly string[];
  readonly delta: number;
}

export interface Thread {
  readonly key: string;
  readonly place: Place;
  readonly owner: Requester;
  readonly sources: Readonly<Record<string, Source>>;
  readonly results: readonly Result[];
  /** The result that an edit goes on from. */
  readonly current: string | null;
  /** A picture that waits for its prompt. */
  readonly question: {
    readonly upload: string;
    readonly picture: string;
    readonly requester: Requester;
  } | null;
  /** Messages that are no results, such as the one the thread hangs on: `/forget` removes them too. */
  readonly otherMessages: readonly MessageRef[];
}

export function resultOf(thread: Thread, id: string | null | undefined): Result | undefined {
  return thread.results.find((result) => result.id === id);
}

export function currentOf(thread: Thread): Result | undefined {
  return resultOf(thread, thread.current);
}

/** The picture that a result stands for. */
export function pictureOf(result: Result): string | undefined {
  return result.pictures[result.chosen] ?? result.pictures[0];
}

export function withResult(thread: Thread, id: string, change: Partial<Result>): Thread {
  return {
    ...thread,
    results: thread.results.map((result) => (result.id === id ? { ...result, ...change } : result)),
  };
}

export function withSource(thread: Thread, id: string, change: Partial<Source>): Thread {
  const source = thread.sources[id];
  if (!source) return thread;
  return { ...thread, sources: { ...thread.sources, [id]: { ...source, ...change } } };
}

/** Takes one result out: what was made from it now hangs on its parent. */
export function withoutResult(thread: Thread, id: string): Thread {
  const gone = resultOf(thread, id);
  if (!gone) return thread;
  return {
    ...thread,
    current: thread.current === id ? gone.parent : thread.current,
    results: thread.results
      .filter((result) => result.id !== id)
      .map(({ reweighted, ...result }) => ({
        ...result,
        parent: result.parent === id ? gone.parent : result.parent,
        ...(reweighted !== undefined && reweighted !== id && { reweighted }),
      })),
  };
}

/** The threads in their store. Changes to one thread are made one after another. */
export class Threads {
  readonly #stores: Stores;
  readonly #turns = new Turns();

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  async get(key: string): Promise<Thread | undefined> {
    return await this.#stores.threads.get(key);
  }

  /** The thread of a result, and the result; undefined once forgotten or expired. */
  async ofResult(id: string): Promise<{ thread: Thread; result: Result } | undefined> {
    const key = await this.#stores.results.get(id);
    const thread = key === undefined ? undefined : await this.get(key);
    const result = thread && resultOf(thread, id);
    return result && { thread, result };
  }

  async ofMessage(message: MessageRef): Promise<{ thread: Thread; result: Result } | undefined> {
    const shown = await this.#stores.messages.get(messageKey(message));
    return shown && (await this.ofResult(shown.result));
  }

  /** Changes a thread; nothing happens when it has been forgotten meanwhile. */
  async update(key: string, change: (thread: Thread) => Thread): Promise<Thread | undefined> {
    return await this.#turns.take(key, async () => {
      const thread = await this.get(key);
      if (!thread) return undefined;
      const changed = change(thread);
      if (changed !== thread) await this.#stores.threads.set(key, changed);
      return changed;
    });
  }

  /** Changes a thread, or begins it as the one given. */
  async open(fresh: Thread, change: (thread: Thread) => Thread): Promise<void> {
    await this.#turns.take(fresh.key, async () => {
      const thread = (await this.get(fresh.key)) ?? fresh;
      await this.#stores.threads.set(fresh.key, change(thread));
    });
  }

  /** Begins a thread with a picture and its first result, or adds them to it. */
  async addSource(fresh: Thread, source: Source, result: Result): Promise<void> {
    await this.#stores.results.set(result.id, fresh.key);
    await this.#dropQuestion(fresh.key, source.upload);
    await this.open(fresh, (thread) => ({
      ...thread,
      sources: { ...thread.sources, [result.id]: source },
      results: [...thread.results, result],
      current: result.id,
      question: null,
    }));
  }

  /** Begins a thread with a picture that waits for its prompt, or puts it in the place of another. */
  async ask(fresh: Thread, question: NonNullable<Thread['question']>): Promise<void> {
    await this.#dropQuestion(fresh.key, question.upload);
    await this.open(fresh, (thread) => ({ ...thread, question }));
  }

  /** Deletes the pictures of a question that is not answered any more. */
  async #dropQuestion(key: string, answeredWith: string | null): Promise<void> {
    const thread = await this.get(key);
    if (thread?.question && thread.question.upload !== answeredWith)
      await this.#deleteQuestion(thread);
  }

  /** Adds a result to its thread as the current one, and makes it findable by its id. */
  async addResult(key: string, result: Result): Promise<Thread | undefined> {
    await this.#stores.results.set(result.id, key);
    return await this.update(key, (thread) => ({
      ...thread,
      results: [...thread.results, result],
      current: result.id,
    }));
  }

  /** Remembers which message shows a result; one result may be shown by several. */
  async link({ id, place }: MessageRef, result: string): Promise<void> {
    await this.#stores.messages.set(messageKey({ id, place }), { result, message: { id, place } });
  }

  /** A result is shown by this message from now on, and not by the one that it had. */
  async move(key: string, { id, message: before }: Result, message: MessageRef): Promise<void> {
    if (before && before.id !== message.id) await this.#stores.messages.delete(messageKey(before));
    await this.update(key, (thread) => withResult(thread, id, { message }));
    await this.link(message, id);
  }

  /** Forgets which messages show some results, and tells them. */
  async unlink(results: ReadonlySet<string>): Promise<MessageRef[]> {
    const messages: MessageRef[] = [];
    for await (const [key, { result, message }] of entriesOf(this.#stores.messages)) {
      if (!results.has(result)) continue;
      await this.#stores.messages.delete(key);
      messages.push(message);
    }
    return messages;
  }

  async *all(): AsyncGenerator<Thread> {
    for await (const [, thread] of entriesOf(this.#stores.threads)) yield thread;
  }

  /** Deletes a result's pictures and index entries, and takes it out of its thread. */
  async removeResult(key: string, id: string): Promise<void> {
    const thread = await this.get(key);
    const result = thread && resultOf(thread, id);
    if (!result) return;
    await this.update(key, (state) => withoutResult(state, id));
    const { pictures, drawn, mask } = result;
    // Stronger, Weaker and Vary redraw inside the mask of the result that they were pressed on.
    const isShared = thread.results.some((other) => other.id !== id && other.mask === mask);
    for (const picture of [...pictures, ...masksOf(drawn), ...(mask && !isShared ? [mask] : [])])
      await this.#stores.pictures.delete(picture);
    await this.#stores.results.delete(id);
    if (result.message) await this.#stores.messages.delete(messageKey(result.message));
  }

  /** Deletes a thread and everything that was kept for it. */
  async forget(thread: Thread): Promise<void> {
    for (const source of Object.values(thread.sources)) await this.#deleteSource(source);
    await this.#deleteQuestion(thread);
    for (const { id } of thread.results) await this.removeResult(thread.key, id);
    await this.#stores.settings.delete(thread.key);
    await this.#stores.threads.delete(thread.key);
  }

  /**
   * Deletes what people leave in a thread besides results: the sources whose own result is among
   * `results`, their reactions, and their question.
   */
  async removeTraces(
    key: string,
    results: readonly string[],
    isTheirs: (person: string) => boolean,
  ): Promise<void> {
    const thread = await this.get(key);
    if (!thread) return;
    const isAsked = thread.question !== null && isTheirs(thread.question.requester.key);
    if (isAsked) await this.#deleteQuestion(thread);
    for (const [id, source] of Object.entries(thread.sources))
      if (results.includes(id)) await this.#deleteSource(source);
    await this.update(key, (state) => ({
      ...state,
      sources: Object.fromEntries(
        Object.entries(state.sources).filter(([id]) => !results.includes(id)),
      ),
      results: state.results.map((result) => ({
        ...result,
        reactions: result.reactions.filter(({ person }) => !isTheirs(person)),
      })),
      current: state.current ?? state.results.at(-1)?.id ?? null,
      question: isAsked ? null : state.question,
    }));
  }

  async #deleteSource({ upload, picture, heat, inversion }: Source): Promise<void> {
    for (const id of [upload, picture, ...heat.map((map) => map.picture)])
      if (id) await this.#stores.pictures.delete(id);
    if (inversion) await this.#stores.inversions.delete(inversion);
  }

  async #deleteQuestion({ question }: Thread): Promise<void> {
    for (const id of question ? [question.upload, question.picture] : [])
      await this.#stores.pictures.delete(id);
  }
}
