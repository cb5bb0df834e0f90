import { z } from 'zod';
import { SqliteFile } from './sqlite-file.ts';
export type Order = {
    readonly name: 'get' | 'delete';
    readonly key: string;
} | {
    readonly name: 'set';
    readonly key: string;
    readonly bytes: Uint8Array;
    readonly expires: number | null;
} | {
    readonly name: 'keys';
    readonly prefix: string;
    readonly after: string;
    readonly count: number;
} | {
    readonly name: 'scrub' | 'close';
};
/** What an order gave; a failure is a sentence for the operator. */
export type Outcome = {
    readonly value: ReturnType<typeof perform>;
} | {
    readonly failure: string;
};
export declare const ThreadData: z.ZodObject<{
    path: z.ZodString;
    maxBytes: z.ZodNumber;
}, z.core.$strip>;
declare function perform(file: SqliteFile, order: Order): void | boolean | string[] | Uint8Array<ArrayBufferLike>;
export {};
