import type { Logger } from 'pino';
import { type Answer, type BotFace, type Chat, type Choice, type SuggestRequest } from './chat/chat.ts';
import type { Gallery } from './commands/gallery.ts';
import { type PolicySettings } from './policy/policy.ts';
import type { JobQueue } from './queue/job-queue.ts';
import { type BotRequest, type Place } from './request/requests.ts';
import type { Stores } from './store/stores.ts';
import { type Fidelity } from './thread/threads.ts';
export interface BotOptions {
    readonly stores: Stores;
    /** Where jobs go; the bot tells of them in the chat. */
    readonly queue: JobQueue;
    readonly gallery: Gallery;
    readonly policy: PolicySettings;
    readonly defaults: {
        readonly fidelity: Fidelity;
    };
    readonly log: Logger;
    /** How long a burst of reactions is gathered, in milliseconds. */
    readonly reactionBurstMs?: number;
}
/** What a conversation means: requests in, jobs and views out. */
export declare class Bot implements BotFace {
    #private;
    constructor({ stores, queue, gallery, policy, defaults, log, reactionBurstMs, }: BotOptions);
    /** Lets the bot post through a platform. */
    connect(chat: Chat): void;
    /** Takes up what an earlier run left; call it once all platforms are connected. */
    resume(): Promise<void>;
    /** Resolves when no work is left, bursts of reactions included. */
    settled(): Promise<void>;
    /**
     * Takes nothing more in. What runs in this process is stopped; it is taken up by the next start, as
     * what waits is.
     */
    close(): Promise<void>;
    handle(asked: BotRequest, answer: Answer, onTaken?: () => void): Promise<void>;
    suggest({ place, command, option, text }: SuggestRequest): Promise<readonly Choice[]>;
    forgetWorkspace(place: Place): Promise<void>;
    form(request: BotRequest): Promise<import("./view/views.ts").Form | null>;
}
