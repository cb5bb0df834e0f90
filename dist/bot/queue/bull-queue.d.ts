import { type Job, type JobQueue, type QueuedJob, type QueueListener } from './job-queue.ts';
export interface BullQueueOptions {
    /** `redis://…` */
    readonly url: string;
    /** Redis's and BullMQ's own troubles; they pass when Redis is back. */
    readonly onError: (error: unknown) => void;
}
/**
 * Jobs in a Redis, for workers on any machine. Any number of bots may share it: each tells of the
 * jobs that were added to it. A bot that starts again adds its jobs again, and is then told what
 * became of them meanwhile, because an ended job stays in Redis until its ending has been told.
 */
export declare class BullQueue implements JobQueue {
    #private;
    private constructor();
    /** @throws WordbrushError `io` when no Redis answers */
    static open({ url, onError }: BullQueueOptions): Promise<BullQueue>;
    listen(listener: QueueListener): void;
    add(job: Job): Promise<void>;
    cancel(id: string): Promise<boolean>;
    jobs(): readonly QueuedJob[];
    idle(): Promise<void>;
    close(): Promise<void>;
}
