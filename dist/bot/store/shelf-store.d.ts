import { type KeyvStorageAdapter, type KeyvStorageCapability, type KeyvStorageEntry, type KeyvStorageGetResult } from 'keyv';
import type { Shelf } from './shelf.ts';
/** All of it but events: it throws what fails. */
type KeyvStore = Pick<KeyvStorageAdapter, 'namespace' | 'capabilities' | `${'get' | 'set' | 'delete' | 'has'}${'' | 'Many'}` | 'clear' | 'iterator'>;
/** Tells of an entry that could not be read; it is gone afterwards. */
export type OnDamage = (key: string, error: unknown) => void | Promise<void>;
/**
 * One namespace of a shelf as a Keyv store. Values are kept in V8's structured form, so that tensors
 * and pictures stay typed arrays, with a checksum behind it. A damaged entry is told of, deleted, and counts as absent: it must not
 * keep the others from being read.
 */
export declare class ShelfStore implements KeyvStore {
    #private;
    /** Keyv keeps its namespace here, so that every namespace needs a store of its own. */
    namespace?: string | undefined;
    constructor(shelf: Shelf, onDamage: OnDamage);
    /** Keyv then hands it the time of expiry, and leaves namespaces to it. */
    get capabilities(): KeyvStorageCapability;
    get<Value>(key: string): Promise<KeyvStorageGetResult<Value>>;
    set(key: string, value: unknown, expires?: number): Promise<boolean>;
    delete(key: string): Promise<boolean>;
    has(key: string): Promise<boolean>;
    clear(): Promise<void>;
    iterator<Value>(): AsyncGenerator<Array<string | Awaited<Value> | undefined>, void>;
    getMany<Value>(keys: string[]): Promise<KeyvStorageGetResult<Value | undefined>[]>;
    setMany<Value>(entries: KeyvStorageEntry<Value>[]): Promise<boolean[]>;
    deleteMany(keys: string[]): Promise<boolean[]>;
    hasMany(keys: string[]): Promise<boolean[]>;
}
export {};
