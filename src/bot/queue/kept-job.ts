import type { ErrorCode } from '../../pipeline/errors.ts';
import type { Outcome } from '../outcome/outcome.ts';
import type { MessageRef, Place, Requester } from '../request/requests.ts';
import type { Job } from './job-queue.ts';

/** A job before its message is posted. */
export interface AcceptedJob extends Omit<Job, 'message'> {
  /** Where its message belongs. */
  readonly place: Place;
  /** What it draws, in a few characters; see `same-request.ts`. */
  readonly asks?: string;
}

/** How a job ended: plain data, so that it can be shown after a restart. */
export type KeptEnding =
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | { readonly kind: 'failed'; readonly sentence: string; readonly code?: ErrorCode }
  | { readonly kind: 'cancelled' };

/** A job as it is written down before anybody hears of it, until its reply was delivered. */
export interface KeptJob extends AcceptedJob {
  /** When it was accepted, in milliseconds since 1970. */
  readonly at: number;
  /** Shows how it goes and what came of it; null until it was posted. */
  readonly message: MessageRef | null;
  /** Written before it is shown, so that no restart shows another one. */
  readonly ending?: KeptEnding;
}

/** A request that may become a job, until it is one or has been answered. */
export interface KeptRequest {
  readonly place: Place;
  readonly requester: Requester;
  /** What was written, for the apology. */
  readonly title: string;
}
