import type Keyv from 'keyv';

/** Every entry of a store. */
export async function* entriesOf<Value>(keyv: Keyv<Value>): AsyncGenerator<[string, Value]> {
  for await (const [key, value] of keyv.iterator()) yield [key, value];
}
