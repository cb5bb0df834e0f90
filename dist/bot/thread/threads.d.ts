import { z } from 'zod';
import type { EditOptions } from '../../edit-language/edit-language.ts';
import type { InversionReport } from '../../pipeline/types.ts';
import { type Drawn } from '../outcome/outcome.ts';
import { type MessageRef, type Place } from '../request/requests.ts';
import { type Stores } from '../store/stores.ts';
export declare const FIDELITIES: readonly ['quick', 'full'];
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
    readonly heat: readonly {
        readonly word: string;
        readonly picture: string;
    }[];
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
    readonly replacements: readonly {
        readonly from: string;
        readonly to: string;
    }[];
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
export declare const Requester: z.ZodReadonly<z.ZodObject<{
    key: z.ZodString;
    name: z.ZodString;
}, z.core.$strict>>;
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
export declare function resultOf(thread: Thread, id: string | null | undefined): Result | undefined;
export declare function currentOf(thread: Thread): Result | undefined;
/** The picture that a result stands for. */
export declare function pictureOf(result: Result): string | undefined;
export declare function withResult(thread: Thread, id: string, change: Partial<Result>): Thread;
export declare function withSource(thread: Thread, id: string, change: Partial<Source>): Thread;
/** Takes one result out: what was made from it now hangs on its parent. */
export declare function withoutResult(thread: Thread, id: string): Thread;
/** The threads in their store. Changes to one thread are made one after another. */
export declare class Threads {
    #private;
    constructor(stores: Stores);
    get(key: string): Promise<Thread | undefined>;
    /** The thread of a result, and the result; undefined once forgotten or expired. */
    ofResult(id: string): Promise<{
        thread: Thread;
        result: Result;
    } | undefined>;
    ofMessage(message: MessageRef): Promise<{
        thread: Thread;
        result: Result;
    } | undefined>;
    /** Changes a thread; nothing happens when it has been forgotten meanwhile. */
    update(key: string, change: (thread: Thread) => Thread): Promise<Thread | undefined>;
    /** Changes a thread, or begins it as the one given. */
    open(fresh: Thread, change: (thread: Thread) => Thread): Promise<void>;
    /** Begins a thread with a picture and its first result, or adds them to it. */
    addSource(fresh: Thread, source: Source, result: Result): Promise<void>;
    /** Begins a thread with a picture that waits for its prompt, or puts it in the place of another. */
    ask(fresh: Thread, question: NonNullable<Thread['question']>): Promise<void>;
    /** Adds a result to its thread as the current one, and makes it findable by its id. */
    addResult(key: string, result: Result): Promise<Thread | undefined>;
    /** Remembers which message shows a result; one result may be shown by several. */
    link({ id, place }: MessageRef, result: string): Promise<void>;
    /** A result is shown by this message from now on, and not by the one that it had. */
    move(key: string, { id, message: before }: Result, message: MessageRef): Promise<void>;
    /** Forgets which messages show some results, and tells them. */
    unlink(results: ReadonlySet<string>): Promise<MessageRef[]>;
    all(): AsyncGenerator<Thread>;
    /** Deletes a result's pictures and index entries, and takes it out of its thread. */
    removeResult(key: string, id: string): Promise<void>;
    /** Deletes a thread and everything that was kept for it. */
    forget(thread: Thread): Promise<void>;
    /**
     * Deletes what people leave in a thread besides results: the sources whose own result is among
     * `results`, their reactions, and their question.
     */
    removeTraces(key: string, results: readonly string[], isTheirs: (person: string) => boolean): Promise<void>;
}
