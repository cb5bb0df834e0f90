import type { Progress } from '../../pipeline/types.ts';
import type { Chat } from '../chat/chat.ts';
import type { Job } from '../queue/job-queue.ts';
import type { MessageRef, PlatformName } from '../request/requests.ts';
import { type Threads } from '../thread/threads.ts';
import type { Replies } from '../view/replies.ts';
import { type Line, type View } from '../view/views.ts';
export interface JobMessagesParts {
    readonly threads: Threads;
    readonly replies: Replies;
    readonly chatOf: (platform: PlatformName) => Chat;
    /** A platform had to put another message in the place of a job's. */
    readonly onMove: (job: string, message: MessageRef) => Promise<void>;
}
/** Shows in the jobs' messages how they go. */
export declare class JobMessages {
    #private;
    constructor(parts: JobMessagesParts);
    waiting(job: Job, position: number): void;
    started(job: Job): void;
    progressed(job: Job, { phase, done, total, preview }: Progress): void;
    /** Shows the last view; resolves with the message that shows it, or null when it has gone. */
    finish(job: Job, view: View): Promise<MessageRef | null>;
    /** Shows nothing more of a job. */
    drop(job: string): void;
}
/** What a job is about, as its message says. */
export declare function titleOf({ kind, title }: Pick<Job, 'kind' | 'title'>): Line;
