import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import {
  type KeyvStorageAdapter,
  type KeyvStorageCapability,
  type KeyvStorageEntry,
  type KeyvStorageGetResult,
  keyvStorageCapability,
} from 'keyv';
import type { Backend } from './backend.ts';

/** All of it but events: it throws what fails. */
type KeyvStore = Pick<
  KeyvStorageAdapter,
  | 'namespace'
  | 'capabilities'
  | `${'get' | 'set' | 'delete' | 'has'}${'' | 'Many'}`
  | 'clear'
  | 'iterator'
>;

/** Tells of an entry that could not be read; it is gone afterwards. */
export type OnDamage = (key: string, error: unknown) => void | Promise<void>;

/**
 * One namespace of a backend as a Keyv store. Values are kept in V8's structured form, so that tensors
 * and pictures stay typed arrays, with a checksum behind it. A damaged entry is reported, deleted, and counts as absent: it must not
 * keep the others from being read.
 */
export class BackendStore implements KeyvStore {
  /** Keyv keeps its namespace here, so that every namespace needs a store of its own. */
  namespace?: string | undefined;
  readonly #backend: Backend;
  readonly #room: Pick<Backend, 'set'>;
  readonly #onDamage: OnDamage;

  /** @param room sets what the backend has no room for at first */
  constructor(backend: Backend, room: Pick<Backend, 'set'>, onDamage: OnDamage) {
    this.#backend = backend;
    this.#room = room;
    this.#onDamage = onDamage;
  }

  /** Keyv then hands it the time of expiry, and leaves namespaces to it. */
  get capabilities(): KeyvStorageCapability {
    return keyvStorageCapability(this);
  }

  async get<Value>(key: string): Promise<KeyvStorageGetResult<Value>> {
    const bytes = await this.#backend.get(this.#prefix + key);
    return bytes && (await this.#decode(this.#prefix + key, bytes));
  }

  async set(key: string, value: unknown, expires?: number): Promise<boolean> {
    await this.#room.set(this.#prefix + key, encode(value), expires);
    return true;
  }

  async delete(key: string): Promise<boolean> {
    return await this.#backend.delete(this.#prefix + key);
  }

  async has(key: string): Promise<boolean> {
    return (await this.#backend.get(this.#prefix + key)) !== undefined;
  }

  async clear(): Promise<void> {
    for await (const key of this.#backend.keys(this.#prefix)) await this.#backend.delete(key);
  }

  async *iterator<Value>(): AsyncGenerator<Array<string | Awaited<Value> | undefined>, void> {
    for await (const key of this.#backend.keys(this.#prefix)) {
      const bytes = await this.#backend.get(key);
      const value = bytes && (await this.#decode(key, bytes));
      if (value !== undefined) yield [key.slice(this.#prefix.length), value];
    }
  }

  async getMany<Value>(keys: string[]): Promise<KeyvStorageGetResult<Value | undefined>[]> {
    return await Promise.all(keys.map((key) => this.get<Value>(key)));
  }

  async setMany<Value>(entries: KeyvStorageEntry<Value>[]): Promise<boolean[]> {
    return await Promise.all(
      entries.map(({ key, value, expires }) => this.set(key, value, expires)),
    );
  }

  async deleteMany(keys: string[]): Promise<boolean[]> {
    return await Promise.all(keys.map((key) => this.delete(key)));
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    return await Promise.all(keys.map((key) => this.has(key)));
  }

  get #prefix(): string {
    return `${this.namespace ?? ''}:`;
  }

  /** Keyv knows what it stored under a key; here it is bytes. */
  async #decode(key: string, bytes: Uint8Array) {
    try {
      return decode(bytes);
    } catch (error) {
      await this.#backend.delete(key);
      await this.#onDamage(key, error);
      return undefined;
    }
  }
}

const CHECKSUM_BYTES = 4;

function encode(value: unknown): Uint8Array {
  const content = serialize(value);
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32LE(crc32(content));
  return Buffer.concat([content, checksum]);
}

/** V8 reads most damaged bytes without a word, as other values. */
function decode(bytes: Uint8Array) {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const content = whole.subarray(0, -CHECKSUM_BYTES);
  if (whole.length < CHECKSUM_BYTES || crc32(content) !== whole.readUInt32LE(content.length))
    throw new Error(`The checksum of the entry's ${whole.length} bytes is wrong.`);
  return deserialize(content);
}
