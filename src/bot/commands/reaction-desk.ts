import { Turns } from '../../turns/turns.ts';
import type { Answer, Chat } from '../chat/chat.ts';
import { meaningOf, reweighted } from '../intent/reactions.ts';
import type { Workshop } from '../job/workshop.ts';
import { planReweighted, resultFrom } from '../plan/results.ts';
import { refuseJob } from '../policy/refuse-job.ts';
import {
  type BotRequest,
  type PlatformName,
  personKey,
  type ReactionRequest,
} from '../request/requests.ts';
import { entriesOf, type Stores } from '../store/stores.ts';
import type { Studio } from '../studio.ts';
import {
  type Requester,
  type Result,
  resultOf,
  type Thread,
  type Threads,
  withResult,
} from '../thread/threads.ts';
import { waiting } from '../view/notices.ts';
import { code, problem } from '../view/views.ts';
import { deleteResult, undo } from './edits.ts';

export interface ReactionDeskParts {
  readonly threads: Threads;
  /** Where it is written that a result's reactions have not been drawn. */
  readonly bursts: Stores['bursts'];
  readonly workshop: Workshop;
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
export class ReactionDesk {
  readonly #parts: ReactionDeskParts;
  readonly #bursts = new Map<string, Burst>();
  /** What is being ended, and for whom. */
  readonly #drawing = new Map<Promise<void>, Requester>();
  readonly #turns = new Turns();

  constructor(parts: ReactionDeskParts) {
    this.#parts = parts;
  }

  async take(studio: Studio, asked: BotRequest<ReactionRequest>, answer: Answer): Promise<void> {
    const found = await this.#parts.threads.ofMessage({ place: asked.place, id: asked.message });
    if (!found) return;
    const { thread, result } = found;
    // Slack does not always say which thread of the channel the message is in.
    const request = { ...asked, place: thread.place };
    const meaning = meaningOf(request.emoji, result);
    switch (meaning.kind) {
      case 'nothing':
        return;
      case 'delete':
        if (request.added) await deleteResult(studio, request, result.id, answer);
        return;
      case 'undo':
        if (request.added) return await undo(studio, request, result.id, answer);
        await this.#parts.threads.update(thread.key, (state) => ({ ...state, current: result.id }));
        return;
      case 'weigh':
        break;
    }
    if (meaning.words.length === 0) {
      if (request.added)
        await answer(
          problem(
            '➕ and ➖ weigh the words that an edit changed, and this picture has none. An emoji that names a word of the prompt works.',
          ),
          'private',
        );
      return;
    }
    const person = personKey(request.place, request.person);
    // One after another, so that limits hold for a burst over many pictures too.
    await this.#turns.take(person, () => this.#weigh(studio, request, found, meaning, answer));
  }

  /** Keeps a reaction that weighs words, and begins or goes on with the burst that draws its picture. */
  async #weigh(
    studio: Studio,
    request: BotRequest<ReactionRequest>,
    { thread, result }: { readonly thread: Thread; readonly result: Result },
    { words, delta }: { readonly words: readonly string[]; readonly delta: number },
    answer: Answer,
  ): Promise<void> {
    // A burst is one picture; taking a reaction back is always free.
    const isCounted = this.#bursts.get(result.id)?.counted ?? false;
    if (request.added && !isCounted) {
      const refusal = await refuseJob(studio, request, 1);
      if (refusal !== null) return void (await answer(problem(refusal), 'private'));
      await studio.policy.count(request, 1);
    }
    const person = personKey(request.place, request.person);
    const requester = { key: person, name: request.person.name };
    await this.#parts.bursts.set(result.id, requester);
    await this.#parts.threads.update(thread.key, (state) => {
      const reactions = (resultOf(state, result.id)?.reactions ?? []).filter(
        (reaction) => reaction.emoji !== request.emoji || reaction.person !== person,
      );
      const added = request.added ? [{ emoji: request.emoji, person, words, delta }] : [];
      return withResult(state, result.id, { reactions: [...reactions, ...added] });
    });
    this.#gather(result.id, requester, isCounted || request.added);
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
    for await (const [id, requester] of entriesOf(this.#parts.bursts))
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
        if (!this.#bursts.has(id)) await this.#parts.bursts.delete(id);
      })
      .catch((error: unknown) => this.#parts.onFault(error, { result: id }))
      .finally(() => this.#drawing.delete(drawing));
    this.#drawing.set(drawing, requester);
  }

  async #draw(id: string, requester: Requester): Promise<void> {
    const found = await this.#parts.threads.ofResult(id);
    if (!found) return;
    const { thread, result } = found;
    const shown = resultOf(thread, result.reweighted);
    if (shown) await this.#dropJobsOf(shown.id);
    if (result.reactions.length === 0) return await this.#takeAway(thread, result, shown);
    const title = result.reactions.map(({ emoji }) => emoji).join(' ');
    const plan = planReweighted(result, reweighted(result.weights, result.reactions), title);
    const made = resultFrom(plan, shown?.id ?? this.#parts.newId(), requester);
    const job = this.#parts.newId();
    const { place } = thread;
    await this.#parts.workshop.accept(
      { id: job, kind: 'edit', thread: thread.key, result: made.id, requester, title, place },
      {
        keep: async () => {
          if (!shown) await this.#parts.threads.addResult(thread.key, made);
          await this.#parts.threads.update(thread.key, (state) => {
            const { title: _, pictures, reactions, chosen, ...weighed } = made;
            const changed = withResult(state, made.id, { ...weighed, title });
            return { ...withResult(changed, id, { reweighted: made.id }), current: made.id };
          });
        },
        post: async () =>
          shown?.message ??
          (await this.#parts.chatOf(place.platform).post(place, waiting([code(title)], null, job))),
      },
    );
  }

  /** The last reaction was taken back: the result stands as it was. */
  async #takeAway(thread: Thread, result: Result, shown: Result | undefined): Promise<void> {
    await this.#parts.threads.update(thread.key, (state) => ({ ...state, current: result.id }));
    if (!shown) return;
    await this.#parts.threads.removeResult(thread.key, shown.id);
    if (shown.message) await this.#parts.chatOf(thread.place.platform).remove(shown.message);
  }

  async #dropJobsOf(result: string): Promise<void> {
    for (const { job } of this.#parts.workshop.queue.jobs())
      if (job.result === result) await this.#parts.workshop.drop(job);
  }
}
