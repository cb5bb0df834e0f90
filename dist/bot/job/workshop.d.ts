import { type Chat } from '../chat/chat.ts';
import type { Hourly } from '../policy/hourly.ts';
import type { Job, JobQueue } from '../queue/job-queue.ts';
import type { MessageRef, PlatformName } from '../request/requests.ts';
import type { Stores } from '../store/stores.ts';
import { type Result, type Threads } from '../thread/threads.ts';
import type { Replies } from '../view/replies.ts';
import type { KeptJob, Order } from './kept-job.ts';
export interface WorkshopParts {
    readonly stores: Stores;
    readonly threads: Threads;
    readonly replies: Replies;
    readonly queue: JobQueue;
    readonly hourly: Hourly;
    readonly chatOf: (platform: PlatformName) => Chat;
    readonly isConnected: (platform: PlatformName) => boolean;
    /** Failures that nobody can act on in the chat. */
    readonly onFault: (error: unknown, what: Readonly<Record<string, unknown>>) => void;
}
/**
 * Takes jobs through their life, which no kill of the process may cut short: a job is written down,
 * then its message is posted, then it is queued; what came of it is written down, then told; and
 * only then it is deleted. Each of these steps can be taken again.
 */
export declare class Workshop {
    #private;
    readonly queue: JobQueue;
    constructor(parts: WorkshopParts);
    /** Takes up the jobs that an earlier run of the bot left. */
    resume(): Promise<void>;
    /**
     * Accepts a job.
     *
     * @param keep adds what the job makes to its thread
     * @param post posts the message that will show how the job goes
     * @param pictures how many it draws
     */
    accept(order: Order, { keep, post, pictures, }: {
        readonly keep: () => Promise<unknown>;
        readonly post: () => Promise<MessageRef>;
        readonly pictures?: number;
    }): Promise<void>;
    /** The job that was accepted for the same request and is not done yet. */
    onItsWay(asks: string): KeptJob | undefined;
    /** Cancels a job, which its message then says; false when it is over already. */
    cancel(job: Job): Promise<boolean>;
    /** Drops a job without a word, because it is done over or its thread is forgotten. */
    drop({ id }: Pick<Job, 'id'>): Promise<void>;
    close(): void;
}
/** Those of the words of its prompt, and of what can be done with an edit. */
export declare function usefulReactions({ prompt, parent }: Result, count: number): string[];
/** What a person can do about a failure. */
export declare function sentenceFor(error: unknown): string;
