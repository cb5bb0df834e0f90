import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { WordbrushError } from '../../../pipeline/errors.ts';
import { PLATFORMS, type PlatformName } from '../../request/requests.ts';
import { addressOf } from '../redis-address.ts';
import type { Claim } from './claim.ts';

/** For how long the others are heard. A bot that is frozen or whose machine is gone says nothing. */
const ANSWER_MS = 2_000;
/** For how long a Redis that is away is waited for. */
const PATIENCE_MS = 120_000;
const PREFIX = 'wordbrush:bot:';
const NAMES: Readonly<Record<PlatformName, string>> = {
  ...{ discord: 'Discord', slack: 'Slack', web: 'the web chat' },
};

const Call = z.strictObject({ from: z.string(), says: z.enum(['who?', 'me']) });
type Call = z.infer<typeof Call>;

/**
 * One bot's claim to some platforms on a Redis: two for one platform would both hear every request. It
 * is a conversation on a channel of Redis's for each platform: who comes asks, and who is there
 * answers. So it ends with the connection, and no clock has a part in it.
 */
export class RedisClaim implements Claim {
  readonly #url: string;
  readonly #hearing: Redis;
  readonly #saying: Redis;
  readonly #token = randomBytes(12).toString('base64url');
  readonly #onRival: (sentence: string) => void;
  /** Resolved with the platform of which another bot has said that it is there. */
  readonly #taken = Promise.withResolvers<PlatformName>();
  #isHolder = false;

  private constructor(url: string, onRival: (sentence: string) => void) {
    this.#url = url;
    this.#onRival = onRival;
    const options = {
      ...{ lazyConnect: true, maxRetriesPerRequest: null, commandTimeout: PATIENCE_MS },
    };
    // It would subscribe again by itself, and nobody would hear of what fails then.
    this.#hearing = new Redis(url, { ...options, autoResubscribe: false });
    this.#saying = new Redis(url, options);
    // Both connect again by themselves, and the stores say what is wrong with a Redis that is away.
    for (const client of [this.#hearing, this.#saying]) client.on('error', () => {});
    this.#hearing.on('message', (channel, text) => this.#hear(channel, text));
  }

  /** @throws WordbrushError `io` when another bot has one of the platforms, or no Redis answers */
  static async open(
    url: string,
    platforms: readonly PlatformName[],
    onRival: (sentence: string) => void,
  ): Promise<RedisClaim> {
    const claim = new RedisClaim(url, onRival);
    try {
      const taken = await claim.#ask(platforms);
      if (taken) throw new WordbrushError('io', claim.#sentence(taken));
      claim.#isHolder = true;
      // Another may have come while the Redis was away.
      claim.#hearing.on('ready', () => void claim.#callOut(platforms).catch(() => {}));
      return claim;
    } catch (error) {
      await claim.release();
      if (error instanceof WordbrushError) throw error;
      throw new WordbrushError(
        'io',
        `No Redis answers at ${addressOf(url)} (${error instanceof Error ? error.message : error}): start one there, or correct STORE_URL.`,
        { cause: error },
      );
    }
  }

  async release(): Promise<void> {
    this.#isHolder = false;
    this.#hearing.disconnect();
    this.#saying.disconnect();
  }

  /** The platform that another bot has; undefined where there is none. */
  async #ask(platforms: readonly PlatformName[]): Promise<PlatformName | undefined> {
    if ((await this.#callOut(platforms)) === 0) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, ANSWER_MS, undefined);
    });
    return await Promise.race([this.#taken.promise, silence]).finally(() => clearTimeout(timer));
  }

  /** Asks who is there; how many heard it. */
  async #callOut(platforms: readonly PlatformName[]): Promise<number> {
    await this.#hearing.subscribe(...platforms.map((platform) => PREFIX + platform));
    let heard = 0;
    for (const platform of platforms) heard += (await this.#say(platform, 'who?')) - 1;
    return heard;
  }

  #hear(channel: string, text: string): void {
    const platform = PLATFORMS.find((name) => PREFIX + name === channel);
    const call = Call.safeParse(parseJson(text)).data;
    if (!platform || !call || call.from === this.#token) return;
    // Of two that come at the same moment, one stays.
    if (call.says === 'who?' && (this.#isHolder || this.#token < call.from))
      void this.#say(platform, 'me').catch(() => {});
    if (call.says === 'me' && this.#isHolder) this.#onRival(this.#sentence(platform));
    if (call.says === 'me') this.#taken.resolve(platform);
  }

  /** How many heard it, this one among them. */
  async #say(platform: PlatformName, says: Call['says']): Promise<number> {
    const call: Call = { from: this.#token, says };
    return await this.#saying.publish(PREFIX + platform, JSON.stringify(call));
  }

  #sentence(platform: PlatformName): string {
    const off = platform === 'web' ? ', set WORDBRUSH_WEB=off here' : '';
    return `Another Wordbrush already serves ${NAMES[platform]} with the Redis at ${addressOf(this.#url)}. Stop that one${off}, or give this one a Redis of its own by STORE_URL.`;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
