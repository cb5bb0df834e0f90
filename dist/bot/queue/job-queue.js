import { z } from 'zod';
import { MessageRef } from '../request/requests.js';
import { Requester } from '../thread/threads.js';
/** One piece of work for the pipeline. Plain data, so that any worker on any machine can take it. */
export const Job = z
    .strictObject({
    id: z.string(),
    /**
     * `quick`: a forward-only inversion. `full`: null-text inversion that replaces it. `edit`: the
     * pictures of a result.
     */
    kind: z.enum(['quick', 'full', 'edit']),
    /** The thread's key, and the result that it makes or improves. */
    thread: z.string(),
    result: z.string(),
    requester: Requester,
    /** For `/queue`: what it is about. */
    title: z.string(),
    /** The message that shows how it goes. */
    message: MessageRef,
})
    .readonly();
/** What a worker throws for a job whose time has not come: it is put back for a moment. */
export class NotYet extends Error {
}
/** Whether two jobs are of one kind and of one person, who has the one after the other. */
export function isSameTurn(a, b) {
    return a.kind === b.kind && a.requester.key === b.requester.key;
}
/**
 * Jobs with a greater priority go first. Of one kind, everybody's first goes before anybody's second;
 * `own` is how many of that kind the same person has waiting.
 */
export function priorityOf({ kind }, own) {
    return CLASS[kind] - Math.min(own, CLASS.full - 1);
}
const CLASS = { quick: 3_000, edit: 2_000, full: 1_000 };
/** Priorities of long inversions are no greater than this, all others are. */
export const LONG = CLASS.full;
/** How often a long inversion makes way. */
export const MAX_YIELDS = 3;
/** For how long a job is put back whose time has not come. */
export const NOT_YET_MS = 500;
/** How often a job is tried that breaks for no reason of its own. */
export const ATTEMPTS = 2;
