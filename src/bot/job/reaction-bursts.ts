import { Turns } from '../../turns/turns.ts';
import type { Chat } from '../chat/chat.ts';
import { resultFrom } from '../plan/draft.ts';
import { reweightingPlan } from '../plan/plan.ts';
import type { PlatformName, Requester } from '../request/requests.ts';
import { entriesOf, type Stores } from '../store/stores.ts';
import type { Threads } from '../store/threads.ts';
import { type Focus, resultOf, type WordReaction } from '../thread/thread.ts';
import { illustrate } from '../view/illustrate.ts';
import { waiting } from '../view/job/job-views.ts';
import { code } from '../view/views.ts';
import type { Jobs } from './jobs.ts';

export interface ReactionBurstsParts {
  readonly threads: Threads;
  readonly stores: Stores;
  readonly jobs: Jobs;
  readonly chatOf: (platform: PlatformName) => Chat;
  readonly newId: () => string;
  readonly onFault: (error: unknown, what: Readonly<Record<string, unknown>>) => void;
  /** How long after the last reaction of a burst the picture is drawn. */
  readonly burstMs: number;
}

interface Burst {
  readonly timer: NodeJS.Timeout;
  readonly requester: Requester;
  /** Whether its picture counts for the limits: not while reactions are only taken back. */
  readonly counted: boolean;
}

/**
 * Reactions that weigh words. They are kept on the result that they were put on; one other result,
 * its `reweighted`, shows it with the sum of them and goes when the last one is taken back.
 */
export class ReactionBursts {
  readonly #parts: ReactionBurstsParts;
  readonly #bursts = new Map<string, Burst>();
  /** What is being ended, and for whom. */
  readonly #drawing = new Map<Promise<void>, Requester>();
  readonly #turns = new Turns();

  constructor(parts: ReactionBurstsParts) {
    this.#parts = parts;
  }

  /** Puts a reaction on a result, or takes it back, and draws what they all ask for soon. */
  async take(
    { thread, result }: Focus,
    change: { readonly reaction: WordReaction; readonly added: boolean },
    requester: Requester,
  ): Promise<void> {
    const { stores, threads } = this.#parts;
    await stores.bursts.set(result.id, requester);
    await threads.apply(thread.key, { kind: 'reacted', result: result.id, ...change });
    this.#gather(result.id, requester, change.added || this.isCounted({ result }));
  }

  /** What one person's reactions ask for is taken one after another. */
  async inTurn<Value>({ key }: Requester, work: () => Promise<Value>): Promise<Value> {
    return await this.#turns.take(key, work);
  }

  /** Whether the picture of a result's burst counts for the limits already. */
  isCounted({ result }: Pick<Focus, 'result'>): boolean {
    return this.#bursts.get(result.id)?.counted ?? false;
  }

  /** How many pictures somebody's reactions will ask for that are not on the queue yet. */
  gatheredBy(person: string): number {
    const gathered = [
      ...[...this.#bursts.values()].map(({ requester }) => requester),
      ...this.#drawing.values(),
    ];
    return gathered.filter(({ key }) => key === person).length;
  }

  /** Takes up the bursts that an earlier run had not drawn. */
  async resume(): Promise<void> {
    for await (const [id, requester] of entriesOf(this.#parts.stores.bursts))
      this.#gather(id, requester, true);
  }

  /** Draws what the bursts so far ask for, without waiting for more. */
  async flush(): Promise<void> {
    for (const [id, { timer, requester }] of [...this.#bursts]) {
      clearTimeout(timer);
      this.#end(id, requester);
    }
    await Promise.all(this.#drawing.keys());
  }

  close(): void {
    for (const { timer } of this.#bursts.values()) clearTimeout(timer);
    this.#bursts.clear();
  }

  #gather(id: string, requester: Requester, counted: boolean): void {
    clearTimeout(this.#bursts.get(id)?.timer);
    const timer = setTimeout(() => this.#end(id, requester), this.#parts.burstMs);
    this.#bursts.set(id, { timer, requester, counted });
  }

  #end(id: string, requester: Requester): void {
    this.#bursts.delete(id);
    const drawing = this.#draw(id, requester)
      .then(async () => {
        const { stores } = this.#parts;
        if (!this.#bursts.has(id))
          await stores.insist(`burst ${id}`, () => stores.bursts.delete(id));
      })
      .catch((error: unknown) => this.#parts.onFault(error, { result: id }))
      .finally(() => this.#drawing.delete(drawing));
    this.#drawing.set(drawing, requester);
  }

  async #draw(id: string, requester: Requester): Promise<void> {
    const { threads, jobs, newId, chatOf, stores } = this.#parts;
    const focus = await threads.ofResult(id);
    if (!focus) return;
    const { thread, result } = focus;
    const shown = resultOf(thread, result.reweighted);
    if (shown) await jobs.dropAll((job) => job.result === shown.id);
    if (result.reactions.length === 0) return await this.#takeAway(focus);
    const { draft } = reweightingPlan(result);
    const made = resultFrom(draft, shown?.id ?? newId(), requester);
    const { title } = draft;
    const job = newId();
    const { key, place } = thread;
    await jobs.accept(
      { id: job, kind: 'edit', thread: key, result: made.id, requester, title, place },
      {
        keep: async () => await threads.apply(key, { kind: 'reweighted', result: made, of: id }),
        post: async () =>
          shown?.message ??
          (await chatOf(place.platform).post(
            place,
            await illustrate(waiting([code(title)], null, job), stores.pictures),
          )),
      },
    );
  }

  /** The last reaction was taken back: the result stands as it was. */
  async #takeAway({ thread, result }: Focus): Promise<void> {
    const { threads, jobs } = this.#parts;
    await threads.apply(thread.key, { kind: 'current', result: result.id });
    const shown = resultOf(thread, result.reweighted);
    if (!shown) return;
    await threads.apply(thread.key, { kind: 'removed', result: shown.id });
    if (shown.message) await jobs.removeMessage(shown.message);
  }
}
