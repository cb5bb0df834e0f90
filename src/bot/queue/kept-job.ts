import { z } from 'zod';
import { ERROR_CODES } from '../../pipeline/errors.ts';
import { Outcome } from '../outcome/outcome.ts';
import { MessageRef, Place, Requester } from '../request/requests.ts';
import { Job } from './job-queue.ts';

/** A job before its message is posted. */
const accepted = Job.unwrap().omit({ message: true }).extend({
  /** Where its message belongs. */
  place: Place,
  /** What it draws, in a few characters; see `same-request.ts`. */
  asks: z.string().exactOptional(),
});
export type AcceptedJob = Readonly<z.infer<typeof accepted>>;

/** How a job ended: plain data, so that it can be shown after a restart. */
export const KeptEnding = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done'), outcome: Outcome }),
  z.strictObject({
    kind: z.literal('failed'),
    sentence: z.string(),
    code: z.enum(ERROR_CODES).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('cancelled') }),
]);
export type KeptEnding = Readonly<z.infer<typeof KeptEnding>>;

/** A job as it is written down before anybody hears of it, until its reply was delivered. */
export const KeptJob = accepted
  .extend({
    /** When it was accepted, in milliseconds since 1970. */
    at: z.number(),
    /** Shows how it goes and what came of it; null until it was posted. */
    message: MessageRef.nullable(),
    /** Written before it is shown, so that no restart shows another one. */
    ending: KeptEnding.exactOptional(),
  })
  .readonly();
export type KeptJob = z.infer<typeof KeptJob>;

/** A request that may become a job, until it is one or has been answered. */
export const KeptRequest = z
  .strictObject({
    place: Place,
    requester: Requester,
    /** What was written, for the apology. */
    title: z.string(),
  })
  .readonly();
export type KeptRequest = z.infer<typeof KeptRequest>;
