/** What the two ends of a BullMQ queue have in common: names, keys and what is written there. */
import { Redis } from 'ioredis';
import { z } from 'zod';
import { WordbrushError } from '../../pipeline/errors.ts';
export declare const QUEUE = "wordbrush";
/** Seconds for which marks and forgotten jobs stay in Redis. */
export declare const KEEP_SECONDS: number;
/** Set for a job that somebody has stopped; its worker looks at it. */
export declare const cancelledKey: (id: string) => string;
/** Set by the one worker that makes way for a job. */
export declare const makingWayKey: (id: string) => string;
/** BullMQ's least number is the first to go; ours is the greatest. Its scores sort by both. */
export declare const bullPriority: (priority: number) => number;
export declare const scoreOf: (priority: number) => number;
/** The data of a BullMQ job. */
export declare const Carried: z.ZodObject<{
    job: z.ZodReadonly<z.ZodObject<{
        id: z.ZodString;
        kind: z.ZodEnum<{
            edit: "edit";
            full: "full";
            quick: "quick";
        }>;
        thread: z.ZodString;
        result: z.ZodString;
        requester: z.ZodReadonly<z.ZodObject<{
            key: z.ZodString;
            name: z.ZodString;
        }, z.core.$strict>>;
        title: z.ZodString;
        message: z.ZodReadonly<z.ZodObject<{
            place: z.ZodReadonly<z.ZodObject<{
                platform: z.ZodEnum<{
                    discord: "discord";
                    slack: "slack";
                    web: "web";
                }>;
                workspace: z.ZodString;
                channel: z.ZodString;
                thread: z.ZodExactOptional<z.ZodString>;
            }, z.core.$strict>>;
            id: z.ZodString;
        }, z.core.$strict>>;
    }, z.core.$strict>>;
    yielded: z.ZodInt;
}, z.core.$strict>;
export type Carried = z.infer<typeof Carried>;
/** BullMQ keeps the message of a failed job's error, so that is where the code goes too. */
export declare function writeRefusal({ code, message }: WordbrushError): string;
export declare function readFailure(reason: string): Error;
/**
 * Connects to Redis, once; later on it reconnects for ever, and what is asked of it meanwhile waits.
 *
 * @throws WordbrushError `io` when there is none at the address
 */
export declare function connect(url: string, onError: (error: unknown) => void): Promise<Redis>;
/** An address without its password. */
export declare function addressOf(url: string): string;
