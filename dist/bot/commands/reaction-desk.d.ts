import type { Answer, Chat } from '../chat/chat.ts';
import type { Workshop } from '../job/workshop.ts';
import { type BotRequest, type PlatformName, type ReactionRequest } from '../request/requests.ts';
import { type Stores } from '../store/stores.ts';
import type { Studio } from '../studio.ts';
import { type Threads } from '../thread/threads.ts';
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
/**
 * Reactions that weigh words. They are kept on the result that they were put on; one other result,
 * its `reweighted`, shows it with the sum of them and goes when the last one is taken back.
 */
export declare class ReactionDesk {
    #private;
    constructor(parts: ReactionDeskParts);
    take(studio: Studio, asked: BotRequest<ReactionRequest>, answer: Answer): Promise<void>;
    /** Takes up the bursts that an earlier run had not drawn. */
    resume(): Promise<void>;
    /** Draws what the bursts so far ask for, without waiting for more. */
    flush(): Promise<void>;
    close(): void;
}
