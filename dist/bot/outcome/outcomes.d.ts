import type { Stores } from '../store/stores.ts';
import { type Threads } from '../thread/threads.ts';
import { type Outcome } from './outcome.ts';
interface Made {
    /** The thread's key, and the result that the job made or improved. */
    readonly thread: string;
    readonly result: string;
}
/**
 * Hands what jobs made to their threads, in place of what was there. Doing it twice is the same as
 * doing it once.
 */
export declare class Outcomes {
    #private;
    constructor(stores: Stores, threads: Threads);
    keep(job: Made, outcome: Outcome): Promise<void>;
    /** Deletes what a job made that nobody wants any more. */
    discard(outcome: Outcome): Promise<void>;
}
export {};
