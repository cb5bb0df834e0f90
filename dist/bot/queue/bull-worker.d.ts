import { type Worker } from './job-queue.ts';
export interface BullWorkerOptions {
    /** `redis://…` */
    readonly url: string;
    /** Does the jobs, one at a time. */
    readonly work: Worker;
    /** A worker that has not been heard of for so long is lost, and its job is taken up by another. */
    readonly lostAfterMs: number;
    /** Redis's and BullMQ's own troubles; they pass when Redis is back. */
    readonly onError: (error: unknown) => void;
}
/** Takes jobs from a BullMQ queue, on whatever machine it runs. */
export declare class BullWorker {
    #private;
    private constructor();
    /** @throws WordbrushError `io` when no Redis answers */
    static open(options: BullWorkerOptions): Promise<BullWorker>;
    /** Takes nothing new; what still runs after `graceMs` is put back for another worker. */
    close(graceMs: number): Promise<void>;
}
