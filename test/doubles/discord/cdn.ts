import { createHmac } from 'node:crypto';
import type { Clock, StoredFile } from './world.ts';

const LINK_LIFETIME_MS = 24 * 60 * 60 * 1_000;
const KEY = 'only for tests';

/** Attachments behind signed links that expire, as on cdn.discordapp.com. */
export class Cdn {
  readonly #clock: Clock;
  readonly #files = new Map<string, StoredFile>();
  /** Set once the server listens. */
  origin = '';

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  sign(channelId: string, file: StoredFile): string {
    this.#files.set(file.id, file);
    const path = `/attachments/${channelId}/${file.id}/${encodeURIComponent(file.filename)}`;
    const expires = Math.floor((this.#clock.now() + LINK_LIFETIME_MS) / 1_000).toString(16);
    return `${this.origin}${path}?ex=${expires}&hm=${signature(path, expires)}`;
  }

  /** The file of a link, or null for one that has expired or was tampered with. */
  open(url: URL): StoredFile | null {
    const expires = url.searchParams.get('ex') ?? '';
    if (url.searchParams.get('hm') !== signature(url.pathname, expires)) return null;
    if (Number.parseInt(expires, 16) * 1_000 < this.#clock.now()) return null;
    return this.#files.get(url.pathname.split('/')[3] ?? '') ?? null;
  }
}

function signature(path: string, expires: string): string {
  return createHmac('sha256', KEY).update(`${path}?${expires}`).digest('hex').slice(0, 32);
}
