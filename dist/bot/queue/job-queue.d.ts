import { z } from 'zod';
import type { JobOptions, Progress } from '../../pipeline/types.ts';
import type { Outcome } from '../outcome/outcome.ts';
/** One piece of work for the pipeline. Plain data, so that any worker on any machine can take it. */
export declare const Job: z.ZodReadonly<z.ZodObject<{
    id: z.ZodString;
    kind: z.ZodEnum<{
        edit: "edit";
        full: "full";
        quick: "quick";
    }>;
    thread: z.ZodString;
    result: z.ZodString;
    requester: z.ZodReadonly<z.ZodObject<{
        key: z.ZodString;
        name: z.ZodString;
    }, z.core.$strict>>;
    title: z.ZodString;
    message: z.ZodReadonly<z.ZodObject<{
        place: z.ZodReadonly<z.ZodObject<{
            platform: z.ZodEnum<{
                discord: "discord";
                slack: "slack";
                web: "web";
            }>;
            workspace: z.ZodString;
            channel: z.ZodString;
            thread: z.ZodExactOptional<z.ZodString>;
        }, z.core.$strict>>;
        id: z.ZodString;
    }, z.core.$strict>>;
}, z.core.$strict>>;
export type Job = z.infer<typeof Job>;
export interface QueuedJob {
    readonly job: Job;
    readonly state: 'waiting' | 'running';
    /** Of the waiting ones, from 1 for the next to run; 0 for a running one. */
    readonly position: number;
}
/**
 * Why a job's signal was aborted: somebody cancelled it; it makes way and is run again; the worker
 * closes and puts it back.
 */
export type StopReason = 'cancelled' | 'yielded' | 'closed';
/** What a worker throws for a job whose time has not come: it is put back for a moment. */
export declare class NotYet extends Error {
}
/**
 * Does a job. It throws when the signal is aborted; a WordbrushError is final, whatever else it
 * throws is tried once more.
 */
export type Worker = (job: Job, options: Required<JobOptions>) => Promise<Outcome>;
export type Ending = {
    readonly kind: 'done';
    readonly outcome: Outcome;
} | {
    readonly kind: 'failed';
    readonly error: unknown;
} | {
    readonly kind: 'cancelled';
};
/** What a queue tells about the jobs that were added to it. */
export interface QueueListener {
    /** A job's place among the waiting has changed: 1 for the next to run. */
    moved(job: Job, position: number): void;
    started(job: Job): void;
    progressed(job: Job, progress: Progress): void;
    /** Once a job. The queue keeps the job until this has resolved; it never rejects. */
    ended(job: Job, ending: Ending): Promise<void>;
}
/**
 * Where jobs wait. Short ones go first, and nobody's many jobs hold up another's first. A long
 * inversion makes way for what somebody waits for, a few times, and starts again afterwards.
 */
export interface JobQueue {
    /** Called once, before the first `add`. */
    listen(listener: QueueListener): void;
    /** Adding a job that is there already changes nothing. */
    add(job: Job): Promise<void>;
    /** Has a waiting or running job end as cancelled; false when there is no such job any more. */
    cancel(id: string): Promise<boolean>;
    /** The jobs added here: the running ones first, then the waiting ones in their order. */
    jobs(): readonly QueuedJob[];
    /** Resolves when none of these jobs is left. */
    idle(): Promise<void>;
    /** Tells nothing any more. What runs in this process is stopped. */
    close(): Promise<void>;
}
/** Whether two jobs are of one kind and of one person, who has the one after the other. */
export declare function isSameTurn(a: Job, b: Job): boolean;
/**
 * Jobs with a greater priority go first. Of one kind, everybody's first goes before anybody's second;
 * `own` is how many of that kind the same person has waiting.
 */
export declare function priorityOf({ kind }: Job, own: number): number;
/** Priorities of long inversions are no greater than this, all others are. */
export declare const LONG: 1000;
/** How often a long inversion makes way. */
export declare const MAX_YIELDS = 3;
/** For how long a job is put back whose time has not come. */
export declare const NOT_YET_MS = 500;
/** How often a job is tried that breaks for no reason of its own. */
export declare const ATTEMPTS = 2;
