import type { MessageRef } from '../requests.ts';
import type { Requester } from '../threads.ts';

/** One piece of work for the pipeline. Plain data, so that it can be stored and taken up again. */
export interface Job {
  readonly id: string;
  /**
   * `quick`: a forward-only inversion. `full`: null-text inversion that replaces it. `edit`: the
   * pictures of a result.
   */
  readonly kind: 'quick' | 'full' | 'edit';
  /** The thread's key, and the result that it makes or improves. */
  readonly thread: string;
  readonly result: string;
  readonly requester: Requester;
  /** For `/queue`: what it is about. */
  readonly title: string;
  /** The message that shows how it goes. */
  readonly message: MessageRef;
}

export interface QueuedJob {
  readonly job: Job;
  readonly state: 'waiting' | 'running';
}

/**
 * Why a job's signal was aborted: somebody cancelled it; it makes way and is run again; the bot
 * closes and takes it up again when it starts.
 */
export type StopReason = 'cancelled' | 'yielded' | 'closed';

/** Does a job; throws `cancelled` when the signal says so. */
export type Worker = (job: Job, signal: AbortSignal) => Promise<void>;

/** Where jobs wait. Short ones go first, and nobody's many jobs hold up another's first. */
export interface JobQueue {
  add(job: Job): void;
  /** Stops a waiting or running job; false when there is no such job any more. */
  cancel(id: string): boolean;
  /** The running job first, then the waiting ones in their order. */
  jobs(): readonly QueuedJob[];
  /** Calls back with a job's place, 1 for the next to run, whenever it has changed. */
  onMove(listener: (job: Job, position: number) => void): void;
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>;
  /** Stops what runs and forgets what waits. */
  close(): Promise<void>;
}
