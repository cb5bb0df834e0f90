import { z } from 'zod';
import { EditRequestOptions, Replacement, WordWeight } from '../../edit-language/edit-request.ts';
import { InversionReport } from '../../pipeline/types.ts';
import { NamedSubject } from '../learned/learned.ts';
import { PictureReport } from '../outcome/outcome.ts';
import { MessageRef, Place, Requester } from '../request/requests.ts';

/** How closely a picture is inverted: within seconds, or as closely as the model can. */
export const Fidelity = z.enum(['quick', 'full']);
export type Fidelity = z.infer<typeof Fidelity>;

/** Defaults of a thread or a channel. */
export const Settings = z
  .strictObject({
    fidelity: Fidelity.exactOptional(),
    strength: z.number().exactOptional(),
    structure: z.number().exactOptional(),
  })
  .readonly();
export type Settings = z.infer<typeof Settings>;

/** How much of a posted picture the model sees. */
const framing = {
  /** The whole of it in its own aspect ratio, or by default its middle square. */
  fit: z.literal('fit').exactOptional(),
  /** How much of it the middle square is, 0 … 1, where much is cut off. */
  share: z.number().exactOptional(),
};

/** A picture that was posted, and the inversion that every result of it is made from. */
export const Source = z
  .strictObject({
    /** Empty until the captioner has written one. */
    prompt: z.string(),
    /** What the captioner sees in it, where there is one. */
    caption: z.string().exactOptional(),
    fidelity: Fidelity,
    ...framing,
    /** The learned subjects that the prompt names. */
    subjects: z.array(NamedSubject).readonly().exactOptional(),
    /** The file as it was posted, until the inversion holds all that will be seen of it. */
    upload: z.string().nullable(),
    /** The picture cropped, and once inverted as the model sees it: PNG. */
    picture: z.string(),
    inversion: z.string().exactOptional(),
    report: InversionReport.exactOptional(),
    /** Overlay pictures, one a word of the prompt. */
    heat: z.array(z.strictObject({ word: z.string(), picture: z.string() }).readonly()).readonly(),
  })
  .readonly();
export type Source = z.infer<typeof Source>;

/** A reaction that moves the weight of words. */
export const WordReaction = z
  .strictObject({
    emoji: z.string(),
    /** `personKey`. */
    person: z.string(),
    words: z.array(z.string()).readonly(),
    /** How far it moves their weight. */
    delta: z.number(),
  })
  .readonly();
export type WordReaction = z.infer<typeof WordReaction>;

/** One picture (or several variations) in a thread's tree: the source's redrawing, or an edit. */
export const Result = z
  .strictObject({
    id: z.string(),
    /** The result that it was made from; null for the redrawn source itself. */
    parent: z.string().nullable(),
    /** The result without a parent that this goes back to; key of `Thread.sources`. */
    source: z.string(),
    /** What was typed or done, for the history. */
    title: z.string(),
    /** The target prompt. */
    prompt: z.string(),
    /** From the source prompt to this one: which words stand for each other. */
    replacements: z.array(Replacement).readonly(),
    weights: z.array(WordWeight).readonly(),
    /** The words that this edit changed: what ➕ and ➖ weigh. */
    edited: z.array(z.string()).readonly(),
    options: EditRequestOptions,
    /** Options that nobody typed: they were the thread's or the channel's settings at that time. */
    assumed: z.array(z.string()).readonly().exactOptional(),
    /** The learned subjects that the source's prompt or the target prompt names. */
    subjects: z.array(NamedSubject).readonly().exactOptional(),
    /** A stored picture, white where an inpainting redraws. */
    mask: z.string().exactOptional(),
    /** The result whose picture it is made of, where that is not the posted one; see `isTrained`. */
    base: z.string().exactOptional(),
    /** Stored PNG pictures; empty until it is made. */
    pictures: z.array(z.string()).readonly(),
    /** How each of them was drawn; left out for the redrawn source. */
    drawn: z.array(PictureReport).readonly().exactOptional(),
    /** Which of several variations later edits go on from. */
    chosen: z.int(),
    requester: Requester,
    message: MessageRef.exactOptional(),
    /** Reactions that weigh words of this result, as they stand now. */
    reactions: z.array(WordReaction).readonly(),
    /** The result that shows this one with its reactions' weights. */
    reweighted: z.string().exactOptional(),
    seconds: z.number().exactOptional(),
  })
  .readonly();
export type Result = z.infer<typeof Result>;

/** A picture that waits for its prompt. */
export const Question = z
  .strictObject({ ...framing, upload: z.string(), picture: z.string(), requester: Requester })
  .readonly();
export type Question = z.infer<typeof Question>;

/** All that is kept of a conversation about pictures. Plain data; `changes.ts` changes it. */
export const Thread = z
  .strictObject({
    /** `placeKey`. */
    key: z.string(),
    place: Place,
    owner: Requester,
    sources: z.record(z.string(), Source).readonly(),
    results: z.array(Result).readonly(),
    /** The result that an edit goes on from. */
    current: z.string().nullable(),
    question: Question.nullable(),
    /** Messages that are no results, such as the one the thread hangs on: `/forget` removes them too. */
    otherMessages: z.array(MessageRef).readonly(),
  })
  .readonly();
export type Thread = z.infer<typeof Thread>;

/** A result in its thread: what a request is about. */
export interface Focus {
  readonly thread: Thread;
  readonly result: Result;
}

export function resultOf(thread: Thread, id: string | null | undefined): Result | undefined {
  return thread.results.find((result) => result.id === id);
}

export function currentOf(thread: Thread): Result | undefined {
  return resultOf(thread, thread.current);
}

export function focusIn(thread: Thread | undefined, id: string | null): Focus | undefined {
  const result = thread && resultOf(thread, id);
  return result && { thread, result };
}

export function parentOf({ thread, result }: Focus): Result | undefined {
  return resultOf(thread, result.parent);
}

export function sourceOf({ thread, result }: Focus): Source | undefined {
  return thread.sources[result.source];
}

/** Inversions than which none is closer, and what the model can do nothing but encode. */
const CLOSEST: readonly (string | undefined)[] = ['null-text', 'encode', undefined];

/** Whether a closer inversion is to follow the quick one; what the model cannot draw is not worth it. */
export function isToImprove({ fidelity, report }: Source): boolean {
  return fidelity === 'full' && !CLOSEST.includes(report?.method) && report?.unlike === undefined;
}

/** The picture that a result stands for. */
export function pictureOf(result: Result): string | undefined {
  return result.pictures[result.chosen] ?? result.pictures[0];
}

/** What a thread holds that is stored apart from it, by its id there. */
export interface Assets {
  readonly pictures: ReadonlySet<string>;
  readonly inversions: ReadonlySet<string>;
}

export function assetsOf({ sources, results, question }: Thread): Assets {
  const posted = Object.values(sources);
  const pictures = [
    ...posted.flatMap(({ upload, picture, heat }) => [
      upload,
      picture,
      ...heat.map((map) => map.picture),
    ]),
    ...results.flatMap(({ pictures: own, drawn = [], mask }) => [
      ...own,
      ...drawn.map((each) => each.mask),
      mask,
    ]),
    question?.upload,
    question?.picture,
  ];
  return {
    pictures: setOf(pictures),
    inversions: setOf(posted.map(({ inversion }) => inversion)),
  };
}

function setOf(ids: readonly (string | null | undefined)[]): ReadonlySet<string> {
  return new Set(ids.filter((id) => id !== null && id !== undefined));
}
