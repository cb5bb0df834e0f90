import { isIPv6 } from 'node:net';
import { Recent } from '../../../pipeline/recent.ts';

const FREE_GUESSES = 5;
const LONGEST_WAIT_MS = 5 * 60_000;
const REMEMBERED_CLIENTS = 10_000;

interface Guesser {
  readonly wrong: number;
  /** On the clock of `performance.now()`. */
  readonly freeAt: number;
}

/**
 * Wrong guesses of a secret: after five of them a client waits a second, then two, then four, up to
 * five minutes. Nobody is locked out for good, and nobody else waits.
 */
export class Guesses {
  readonly #guessers = new Recent<Guesser>(REMEMBERED_CLIENTS);
  readonly #now: () => number;

  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** How many seconds a client has to wait before its next guess; 0 for none. */
  waitOf(client: string): number {
    const freeAt = this.#guessers.get(keyOf(client))?.freeAt ?? 0;
    return Math.max(0, Math.ceil((freeAt - this.#now()) / 1_000));
  }

  wrong(client: string): void {
    const key = keyOf(client);
    const wrong = (this.#guessers.get(key)?.wrong ?? 0) + 1;
    const waitMs = wrong < FREE_GUESSES ? 0 : 1_000 * 2 ** Math.min(20, wrong - FREE_GUESSES);
    this.#guessers.set(key, { wrong, freeAt: this.#now() + Math.min(waitMs, LONGEST_WAIT_MS) });
  }

  right(client: string): void {
    this.#guessers.set(keyOf(client), { wrong: 0, freeAt: 0 });
  }
}

/** Whoever has one IPv6 address has the 2⁶⁴ beside it. */
function keyOf(client: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/u.exec(client)?.[1];
  if (mapped !== undefined || !isIPv6(client)) return mapped ?? client;
  const [head = '', tail = ''] = client.split('::');
  const groups = head.split(':').filter(Boolean);
  const last = tail.split(':').filter(Boolean);
  const zeros = client.includes('::') ? Array(8 - groups.length - last.length).fill('0') : [];
  return [...groups, ...zeros, ...last].slice(0, 4).join(':');
}
