import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
/** Streams that are open at once. */
export interface StreamLimits {
    /** Of one address. Browsers open no more than six to one host, over HTTP/1.1. */
    readonly perClient: number;
    readonly total: number;
}
export declare const STREAM_LIMITS: StreamLimits;
/** What opens a stream hears, and who asks. */
interface Listener {
    readonly page: string;
    /** Its address. */
    readonly client: string;
    /** Begins to send; the answer is called when the stream has ended. */
    readonly begin: (send: (bytes: Uint8Array) => void) => () => void;
}
/** The streams of events to open pages: one a page, so many a client and in all, each ended for sure. */
export declare class EventStreams {
    #private;
    constructor(limits: StreamLimits);
    get size(): number;
    /** A stream, or a refusal: streams are for the page that this server serves. */
    answer(context: Context<{
        Bindings: HttpBindings;
    }>, { page, client, begin }: Listener): Response;
}
export {};
