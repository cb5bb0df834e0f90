import type { Outcome } from '../outcome/outcome.ts';
import type { Job } from '../queue/job-queue.ts';
import type { MessageRef, Place } from '../request/requests.ts';
import type { Requester } from '../thread/threads.ts';
/** A job before its message is posted. */
export interface Order extends Omit<Job, 'message'> {
    /** Where its message belongs. */
    readonly place: Place;
    /** Told apart from other requests by this; see `coalescing.ts`. */
    readonly asks?: string;
}
/** What there is to tell about a job: plain data, so that it can be told after a restart. */
export type KeptEnding = {
    readonly kind: 'done';
    readonly outcome: Outcome;
} | {
    readonly kind: 'failed';
    readonly sentence: string;
} | {
    readonly kind: 'cancelled';
};
/** A job as it is written down before anybody is told of it, until its reply was delivered. */
export interface KeptJob extends Order {
    /** When it was accepted, in milliseconds since 1970. */
    readonly at: number;
    /** Shows how it goes and what came of it; null until it was posted. */
    readonly message: MessageRef | null;
    /** Written before it is told, so that no restart tells another one. */
    readonly ending?: KeptEnding;
}
/** A request that may become a job, until it is one or has been answered. */
export interface KeptRequest {
    readonly place: Place;
    readonly requester: Requester;
    /** What was written, for the apology. */
    readonly title: string;
}
