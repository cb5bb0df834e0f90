import type { WireEvent } from './wire.ts';
interface Page {
    /** Null for the place before any thread. */
    readonly thread: string | null;
    readonly send: (bytes: Uint8Array) => void;
    /** What the page has yet to be told. */
    readonly events: Uint8Array[];
}
/** The pages that are open, the thread that each shows, and what they are told of it. */
export declare class Pages {
    #private;
    /** A page listens until the answer is called; `send` takes server-sent events. */
    open(id: string, send: Page['send']): () => void;
    /** From now on the page shows this thread. */
    turn(id: string | undefined, thread: string | null): void;
    tellAll(event: WireEvent): void;
    tellPage(id: string | undefined, event: WireEvent): void;
    tellThread(thread: string | null, event: WireEvent): void;
    close(): void;
}
export {};
