import type Keyv from 'keyv';
/** Every entry of a store. */
export declare function entriesOf<Value>(keyv: Keyv<Value>): AsyncGenerator<[string, Value]>;
