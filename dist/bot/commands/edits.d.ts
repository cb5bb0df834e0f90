import type { Answer } from '../chat/chat.ts';
import { type BotRequest, type CommandRequest } from '../request/requests.ts';
import type { Studio } from '../studio.ts';
import { type Result, type Thread } from '../thread/threads.ts';
interface Found {
    readonly thread: Thread;
    readonly result: Result;
}
/** `/edit`, a typed edit, a reply with one, or the form: it chains on a result's prompt. */
export declare function edit(studio: Studio, request: BotRequest, typed: string, on: string | {
    readonly result: string;
} | undefined, answer: Answer): Promise<void>;
/** `/compare`: the same edit by every method that can do it. */
export declare function compareMethods(studio: Studio, request: BotRequest<CommandRequest>, answer: Answer): Promise<void>;
/** Stronger and Weaker. */
export declare function stronger(studio: Studio, request: BotRequest, id: string, step: 1 | -1, answer: Answer): Promise<void>;
export declare function vary(studio: Studio, request: BotRequest, id: string, answer: Answer): Promise<void>;
/** Chooses one of several variations to go on from. */
export declare function pick(studio: Studio, request: BotRequest, id: string, index: number, answer: Answer): Promise<void>;
/** Back to before a result, by default the current one. */
export declare function undo(studio: Studio, request: BotRequest, id: string | null, answer: Answer): Promise<void>;
export declare function compare(studio: Studio, request: BotRequest, id: string, answer: Answer): Promise<void>;
export declare function fullSize(studio: Studio, request: BotRequest, id: string, answer: Answer): Promise<void>;
/** Deletes one result, its message and its pictures; only by its requester or a moderator. */
export declare function deleteResult(studio: Studio, request: BotRequest, id: string, answer: Answer): Promise<void>;
/** Drops jobs without a word in the chat. */
export declare function dropJobs(studio: Studio, which: (job: {
    readonly result: string;
    readonly thread: string;
}) => boolean): Promise<void>;
/** A result by its id, if it is of the request's place: ids come from whoever presses or fills in. */
export declare function resultHere(studio: Studio, { place }: BotRequest, id: string): Promise<Found | undefined>;
/** The result that a request is about: the one it names, the one it replies to, or the current one. */
export declare function resultFor(studio: Studio, request: BotRequest, on: string | {
    readonly result: string;
} | undefined): Promise<Found | undefined>;
export {};
