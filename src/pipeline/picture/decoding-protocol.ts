import { z } from 'zod';

const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** Parent → child: one picture file, and what it may cost. */
export const Order = z.strictObject({
  bytes: Bytes,
  as: z.enum(['picture', 'mask']),
  limits: z.strictObject({ maxBytes: z.number(), maxPixels: z.number() }),
  /** Resident memory of the child, in bytes. */
  maxMemory: z.number(),
});
export type Order = z.infer<typeof Order>;

/** Child → parent. */
export const DecoderReply = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('kept'), png: Bytes }),
  z.strictObject({ is: z.literal('refused'), message: z.string() }),
  z.strictObject({ is: z.literal('too-large') }),
]);
export type DecoderReply = z.infer<typeof DecoderReply>;
