import { z } from 'zod';
import type { JobOptions, Progress } from '../../pipeline/types.ts';
import type { Outcome } from '../outcome/outcome.ts';
import { MessageRef, Requester } from '../request/requests.ts';

/** One piece of work for the pipeline. Plain data, so that any worker on any machine can take it. */
export const Job = z
  .strictObject({
    id: z.string(),
    /**
     * `quick`: a forward-only inversion. `full`: null-text inversion that replaces it. `edit`: the
     * pictures of a result. `learn`: a subject.
     */
    kind: z.enum(['quick', 'full', 'edit', 'learn']),
    /**
     * The thread's key, and the result that it makes or improves. Of `learn`: the key of the place where
     * it was asked for, and the id of what is learned.
     */
    thread: z.string(),
    result: z.string(),
    requester: Requester,
    /** For `/queue`: what it is about. */
    title: z.string(),
    /** The message that shows how it goes. */
    message: MessageRef,
  })
  .readonly();
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
export class NotYet extends Error {}

export interface WorkOptions extends Required<JobOptions> {
  /** Whether the job is still this worker's: one that was frozen may have lost it to another. */
  readonly isMine?: () => Promise<boolean>;
}

/**
 * Does a job. It throws when the signal is aborted; a WordbrushError is final, whatever else it
 * throws is tried once more.
 */
export type Worker = (job: Job, options: WorkOptions) => Promise<Outcome>;

export type Ending =
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'cancelled' };

/** What a queue reports of the jobs that were added to it. */
export interface QueueListener {
  /** A job's place among the waiting has changed: 1 for the next to run. */
  moved(job: Job, position: number): void;
  started(job: Job): void;
  progressed(job: Job, progress: Progress): void;
  /** Once a job. The queue keeps the job until this has resolved; it never rejects. */
  ended(job: Job, ending: Ending): Promise<void>;
  /**
   * Whether a job is written down, by this bot or another one on the same queue; each is before it is
   * added. A queue that outlives its bots removes what is not.
   */
  isKept(id: string): Promise<boolean>;
}

/**
 * Where jobs wait. Short ones go first, and nobody's many jobs hold up another's first. A long
 * one makes way for what somebody waits for, a few times, and starts again afterwards.
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
export function isSameTurn(a: Job, b: Job): boolean {
  return a.kind === b.kind && a.requester.key === b.requester.key;
}

/**
 * Jobs with a greater priority go first. Of one kind, everybody's first goes before anybody's second;
 * `own` is how many of that kind the same person has waiting.
 */
export function priorityOf({ kind }: Job, own: number): number {
  return CLASS[kind] - Math.min(own, CLASS.full - 1);
}

const CLASS = { quick: 4_000, edit: 3_000, learn: 2_000, full: 1_000 } as const;
/** Priorities of long jobs are no greater than this, all others are. */
export const LONG = CLASS.learn;

/** Whether a job takes a minute and more: nobody's quick work should wait for it. */
export function isLong({ kind }: Pick<Job, 'kind'>): boolean {
  return CLASS[kind] <= LONG;
}

/** How often a long job makes way. */
export const MAX_YIELDS = 3;
/** For how long a job is put back whose time has not come. */
export const NOT_YET_MS = 500;
/** How often a job is tried that breaks for no reason of its own. */
export const ATTEMPTS = 2;
