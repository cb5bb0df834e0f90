import { createHash } from 'node:crypto';
import type Keyv from 'keyv';
import type { Stores } from '../../bot/store/stores.ts';
import type { PictureFile } from '../../bot/view/views.ts';
import type { WirePicture } from './wire.ts';

const FOLDER = '/pictures/';

/** The pictures that messages of the web chat show, each by an address made of its content. */
export class RoomPictures {
  readonly #stores: Stores;
  readonly #pictures: Keyv<Uint8Array>;
  /** Addresses of pictures that are being kept or were kept in this run. */
  readonly #known = new Map<string, Promise<unknown>>();
  /** Those of them that the store did not take. */
  readonly #refused = new Set<string>();
  /** Progress shows the same pictures again and again. */
  readonly #hashes = new WeakMap<Uint8Array, string>();

  constructor(stores: Stores) {
    this.#stores = stores;
    this.#pictures = stores.open('web-picture');
  }

  /** The address of a picture, by its content, so that a browser may keep it for ever. */
  address({ bytes, alt, name }: PictureFile): WirePicture {
    const hash = this.#hashes.get(bytes) ?? hashOf(bytes);
    this.#hashes.set(bytes, hash);
    const url = FOLDER + hash;
    if (!this.#known.has(url) || this.#refused.delete(url)) this.#keep(url, hash, bytes);
    return { url, name, alt };
  }

  async get(hash: string): Promise<Uint8Array | undefined> {
    await this.kept(FOLDER + hash)?.catch(() => {});
    return await this.#pictures.get(hash);
  }

  /** Resolves once a picture of this run is kept; rejects when the store does not take it. */
  kept(url: string): Promise<unknown> | undefined {
    return this.#known.get(url);
  }

  /** Deletes a picture once it is kept, unless it is shown by then. */
  async drop(url: string, isShown: (url: string) => boolean): Promise<void> {
    await this.kept(url)?.catch(() => {});
    if (isShown(url)) return;
    this.#known.delete(url);
    this.#refused.delete(url);
    await this.#pictures.delete(url.slice(FOLDER.length));
  }

  async dropAllBut(shown: ReadonlySet<string>): Promise<void> {
    for await (const hash of this.#stores.ids('web-picture', ''))
      if (!shown.has(FOLDER + hash)) await this.#pictures.delete(hash);
  }

  /** Whoever shows it waits for it, and hears when the store does not take it. */
  #keep(url: string, hash: string, bytes: Uint8Array): void {
    const kept = this.#pictures.set(hash, bytes);
    kept.catch(() => this.#refused.add(url));
    this.#known.set(url, kept);
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 24);
}
