import { type Job, type JobQueue, type QueuedJob, type QueueListener, type Worker } from './job-queue.ts';
/** Jobs inside this process, one at a time: the pipeline's process does one thing at a time. */
export declare class InProcessQueue implements JobQueue {
    #private;
    constructor(worker: Worker);
    listen(listener: QueueListener): void;
    add(job: Job): Promise<void>;
    cancel(id: string): Promise<boolean>;
    jobs(): readonly QueuedJob[];
    idle(): Promise<void>;
    close(): Promise<void>;
}
