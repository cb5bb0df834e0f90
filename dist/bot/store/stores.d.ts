import Keyv from 'keyv';
import type { KeptJob, KeptRequest } from '../job/kept-job.ts';
import type { MessageRef } from '../request/requests.ts';
import type { Requester, Settings, Thread } from '../thread/threads.ts';
import { InversionStore } from './inversion-store.ts';
import { type OnDamage } from './shelf-store.ts';
export { entriesOf } from './entries.ts';
/** Everything that is kept, and what `/forget` has to delete. */
export interface Stores {
    /** By `placeKey`. */
    readonly threads: Keyv<Thread>;
    /** The thread's key, by result id. */
    readonly results: Keyv<string>;
    /** Which result a message shows, by `messageKey`. */
    readonly messages: Keyv<{
        readonly result: string;
        readonly message: MessageRef;
    }>;
    readonly inversions: InversionStore;
    /** Picture files: uploads that wait for their inversion, and PNG results. */
    readonly pictures: Keyv<Uint8Array>;
    /** Defaults by `placeKey`. */
    readonly settings: Keyv<Settings>;
    /** Jobs whose reply has not been delivered, by id: a bot that starts again takes them up. */
    readonly jobs: Keyv<KeptJob>;
    /** Requests that have not become jobs yet, by the id that their job will have. */
    readonly requests: Keyv<KeptRequest>;
    /** By the id of a result with reactions that have not been drawn: who reacted last. */
    readonly bursts: Keyv<Requester>;
    /** When pictures were asked for in the last hour, by `personKey` and by the channel's `placeKey`. */
    readonly asked: Keyv<readonly number[]>;
    /** A store of an adapter's own. */
    open<Value>(namespace: string): Keyv<Value>;
    /** Makes sure that what was deleted cannot be read from the files any more. */
    scrub(): Promise<void>;
    /**
     * Whether the stores take and give.
     *
     * @throws WordbrushError `io` with a sentence for the operator
     */
    check(): Promise<void>;
    close(): Promise<void>;
}
export interface StoreOptions {
    /** What the inversions may take in all, in bytes; the oldest go. Default 2 GiB. */
    readonly inversionBytes?: number;
    /** What a SQLite file may take, in bytes; then nothing more is accepted. Default 20 GiB. */
    readonly maxBytes?: number;
    readonly onDamage?: OnDamage;
}
/**
 * Opens the stores; everything but settings expires `ttlMs` after it was last written.
 *
 * @param where a SQLite file, `:memory:`, or the `redis://` address of a Redis
 */
export declare function openStores(where: string, ttlMs: number, options?: StoreOptions): Stores;
