import { type Outcome, outcomeFields } from '../outcome/outcome.ts';
import type { MessageRef } from '../request/requests.ts';
import {
  type Question,
  type Result,
  resultOf,
  type Source,
  type Thread,
  type WordReaction,
} from './thread.ts';

/** What happens to a thread. `result` is the id of the one that it happens to. */
export type Change =
  /** A picture is being inverted; its own result is the first of its tree. */
  | { readonly kind: 'posted'; readonly source: Source; readonly result: Result }
  /** A picture waits for its prompt, in the place of any other that waits. */
  | { readonly kind: 'asked'; readonly question: Question }
  | { readonly kind: 'added'; readonly result: Result }
  /** Edits go on from here: an undo, a redo, a variation that is used. */
  | { readonly kind: 'current'; readonly result: string; readonly chosen?: number }
  | { readonly kind: 'shown'; readonly result: string; readonly message: MessageRef }
  | {
      readonly kind: 'reacted';
      readonly result: string;
      readonly reaction: WordReaction;
      /** Put on; else taken back. */
      readonly added: boolean;
    }
  /** A result is drawn with the weights of the reactions on another one, again or for the first time. */
  | { readonly kind: 'reweighted'; readonly result: Result; readonly of: string }
  /** A job has done its work. */
  | { readonly kind: 'made'; readonly result: string; readonly outcome: Outcome }
  /** The closer inversion of a picture came to nothing: the quick one is what there is. */
  | { readonly kind: 'unimproved'; readonly result: string }
  /** Nothing came of a result, or it is not wanted any more. */
  | { readonly kind: 'removed'; readonly result: string }
  /** The model refused a picture's prompt: the picture waits for another one. */
  | { readonly kind: 'refused'; readonly result: string }
  /** A person wants to be forgotten: these results, with their pictures, and all that is theirs. */
  | {
      readonly kind: 'withdrawn';
      readonly results: readonly string[];
      readonly person: string | null;
    };

/** The thread after a change: the same one when the change is about something that has gone. */
export function apply(thread: Thread, change: Change): Thread {
  switch (change.kind) {
    case 'posted': {
      const { source, result } = change;
      const sources = { ...thread.sources, [result.id]: source };
      return { ...withNew({ ...thread, sources }, result), question: null };
    }
    case 'asked':
      return { ...thread, question: change.question };
    case 'added':
      return withNew(thread, change.result);
    case 'current':
      return current(thread, change.result, change.chosen);
    case 'shown':
      return withResult(thread, change.result, { message: change.message });
    case 'reacted':
      return reacted(thread, change.result, change.reaction, change.added);
    case 'reweighted':
      return reweighted(thread, change.result, change.of);
    case 'made':
      return made(thread, change.result, change.outcome);
    case 'unimproved':
      return withSource(thread, change.result, { fidelity: 'quick' });
    case 'removed':
      return without(thread, change.result);
    case 'refused':
      return refused(thread, change.result);
    case 'withdrawn':
      return withdrawn(change.results.reduce(without, thread), change.person);
  }
}

function withNew(thread: Thread, result: Result): Thread {
  return { ...thread, results: [...thread.results, result], current: result.id };
}

function withResult(thread: Thread, id: string, change: Partial<Result>): Thread {
  if (!resultOf(thread, id)) return thread;
  const results = thread.results.map((each) => (each.id === id ? { ...each, ...change } : each));
  return { ...thread, results };
}

function withSource(thread: Thread, id: string, change: Partial<Source>): Thread {
  const source = thread.sources[id];
  if (!source) return thread;
  return { ...thread, sources: { ...thread.sources, [id]: { ...source, ...change } } };
}

function current(thread: Thread, id: string, chosen: number | undefined): Thread {
  if (!resultOf(thread, id)) return thread;
  return {
    ...(chosen === undefined ? thread : withResult(thread, id, { chosen })),
    current: id,
  };
}

/** The same emoji of the same person counts once. */
function reacted(thread: Thread, id: string, reaction: WordReaction, added: boolean): Thread {
  const others = resultOf(thread, id)?.reactions.filter(
    ({ emoji, person }) => emoji !== reaction.emoji || person !== reaction.person,
  );
  return withResult(thread, id, { reactions: [...(others ?? []), ...(added ? [reaction] : [])] });
}

/** A result that is drawn again keeps its message, its reactions, and its pictures for now. */
function reweighted(thread: Thread, result: Result, of: string): Thread {
  if (!resultOf(thread, of)) return thread;
  const { pictures: _, reactions: __, chosen: ___, ...words } = result;
  const drawn = resultOf(thread, result.id)
    ? withResult(thread, result.id, words)
    : withNew(thread, result);
  return { ...withResult(drawn, of, { reweighted: result.id }), current: result.id };
}

function made(thread: Thread, id: string, outcome: Outcome): Thread {
  const result = resultOf(thread, id);
  if (!result || outcome.kind === 'gone' || outcome.kind === 'learned') return thread;
  const { source: seen, result: fields } = outcomeFields(outcome);
  const posted = thread.sources[result.source];
  // What is cut off may be wanted still.
  const source = posted?.share === undefined ? seen : { ...seen, upload: posted.upload };
  return withResult(withSource(thread, result.source, source), id, fields);
}

/** Takes one result out: what was made from it now hangs on its parent. */
function without(thread: Thread, id: string): Thread {
  const gone = resultOf(thread, id);
  if (!gone) return thread;
  const { [id]: _, ...sources } = thread.sources;
  return {
    ...thread,
    sources,
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

function refused(thread: Thread, id: string): Thread {
  const result = resultOf(thread, id);
  const source = thread.sources[id];
  const rest = without(thread, id);
  if (!result || !source?.upload || thread.question) return rest;
  const { upload, picture, fit, share } = source;
  return {
    ...rest,
    question: {
      ...{ upload, picture, requester: result.requester },
      ...(fit !== undefined && { fit }),
      ...(share !== undefined && { share }),
    },
  };
}

function withdrawn(thread: Thread, person: string | null): Thread {
  return {
    ...thread,
    results: thread.results.map((result) => ({
      ...result,
      reactions: result.reactions.filter((reaction) => reaction.person !== person),
    })),
    current: thread.current ?? thread.results.at(-1)?.id ?? null,
    question: thread.question?.requester.key === person ? null : thread.question,
  };
}
