import { z } from 'zod';
const Bytes = z.custom((value) => value instanceof Uint8Array);
/** Parent → child: one picture file, and what it may cost. */
export const Order = z.strictObject({
    bytes: Bytes,
    as: z.enum(['picture', 'mask']),
    limits: z.strictObject({ maxBytes: z.number(), maxPixels: z.number() }),
    /** Resident memory of the child, in bytes. */
    maxMemory: z.number(),
});
/** Child → parent. */
export const Answer = z.discriminatedUnion('is', [
    z.strictObject({ is: z.literal('kept'), png: Bytes }),
    z.strictObject({ is: z.literal('refused'), message: z.string() }),
    z.strictObject({ is: z.literal('too-large') }),
]);
