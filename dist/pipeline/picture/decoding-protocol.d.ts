import { z } from 'zod';
/** Parent → child: one picture file, and what it may cost. */
export declare const Order: z.ZodObject<{
    bytes: z.ZodCustom<Uint8Array<ArrayBufferLike>, Uint8Array<ArrayBufferLike>>;
    as: z.ZodEnum<{
        mask: "mask";
        picture: "picture";
    }>;
    limits: z.ZodObject<{
        maxBytes: z.ZodNumber;
        maxPixels: z.ZodNumber;
    }, z.core.$strict>;
    maxMemory: z.ZodNumber;
}, z.core.$strict>;
export type Order = z.infer<typeof Order>;
/** Child → parent. */
export declare const Answer: z.ZodDiscriminatedUnion<[z.ZodObject<{
    is: z.ZodLiteral<"kept">;
    png: z.ZodCustom<Uint8Array<ArrayBufferLike>, Uint8Array<ArrayBufferLike>>;
}, z.core.$strict>, z.ZodObject<{
    is: z.ZodLiteral<"refused">;
    message: z.ZodString;
}, z.core.$strict>, z.ZodObject<{
    is: z.ZodLiteral<"too-large">;
}, z.core.$strict>], "is">;
export type Answer = z.infer<typeof Answer>;
