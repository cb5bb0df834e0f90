import { steadyTime } from '../../turns/steady-time.ts';
import { Turns } from '../../turns/turns.ts';
import { type BotRequest, type Place, personKey, placeKey } from '../request/requests.ts';
import type { Stores } from '../store/stores.ts';

const HOUR_MS = 60 * 60 * 1_000;

/** What is counted under one key of the store, and how that is said. */
interface Count {
  readonly key: string;
  readonly limit: number;
  readonly who: string;
  readonly whom: string;
}

/** The most pictures of one hour; 0 for no limit. */
export interface HourlyLimits {
  readonly person: number;
  readonly channel: number;
}

/**
 * Counts the pictures that were asked for in the last hour, by person and by channel. The count is
 * kept with everything else: it outlives a restart, and bots that share a Redis share it. Two such
 * bots that take in a request of the same person at the same moment may count one of them.
 */
export class Hourly {
  readonly #asked: Stores['asked'];
  readonly #limits: HourlyLimits;
  readonly #now: () => number;
  readonly #turns = new Turns();

  /** @param now milliseconds since 1970, on a clock that nobody sets */
  constructor(asked: Stores['asked'], limits: HourlyLimits, now = steadyTime) {
    this.#asked = asked;
    this.#limits = limits;
    this.#now = now;
  }

  /** Why so many pictures more may not be asked for now; null when they may. Counts nothing. */
  async refuse({ place, person }: BotRequest, pictures: number): Promise<string | null> {
    for (const count of this.#countsFor(personKey(place, person), place)) {
      const refusal = refusalOf(count, await this.#timesOf(count), pictures, this.#now());
      if (refusal !== null) return refusal;
    }
    return null;
  }

  /**
   * Counts so many pictures, unless that is too many.
   *
   * @param isFree whether no limit holds for who asks; the pictures count for the channel still
   */
  async take(request: BotRequest, pictures: number, isFree = false): Promise<string | null> {
    const { place, person } = request;
    // In one turn, so that nobody's burst is checked before it is counted.
    return await this.#turns.take('', async () => {
      const refusal = isFree ? null : await this.refuse(request, pictures);
      if (refusal !== null) return refusal;
      const now = Array<number>(pictures).fill(this.#now());
      for (const count of this.#countsFor(personKey(place, person), place))
        await this.#asked.set(
          count.key,
          [...(await this.#timesOf(count)), ...now].slice(-count.limit),
        );
      return null;
    });
  }

  /** The last ones of the hour, oldest first, as many as matter. */
  async #timesOf({ key, limit }: Count): Promise<number[]> {
    const times = (await this.#asked.get(key)) ?? [];
    const now = this.#now();
    const since = now - HOUR_MS;
    // Where the clock was set back between two runs, some are of the future: nobody waits longer than an hour.
    return times
      .map((time) => Math.min(time, now))
      .filter((time) => time > since)
      .slice(-limit);
  }

  /** The web chat belongs to who runs it. */
  #countsFor(person: string, place: Place): Count[] {
    if (place.platform === 'web') return [];
    const { thread: _, ...channel } = place;
    const { person: perPerson, channel: perChannel } = this.#limits;
    return [
      { key: person, limit: perPerson, who: 'You have', whom: 'one person' },
      { key: placeKey(channel), limit: perChannel, who: 'This channel has', whom: 'one channel' },
    ].filter(({ limit }) => limit > 0);
  }
}

/** `times` are those of the last hour, oldest first, no more than the limit. */
function refusalOf(
  { limit, who, whom }: Count,
  times: readonly number[],
  pictures: number,
  now: number,
): string | null {
  if (pictures > limit)
    return `That draws ${pictures} pictures, and the limit for ${whom} is ${limit} an hour. Ask for fewer.`;
  const before = times[times.length + pictures - limit - 1];
  if (before === undefined) return null;
  const minutes = Math.ceil((before + HOUR_MS - now) / 60_000);
  const asked = times.length === 1 ? '1 picture' : `${times.length} pictures`;
  return `${who} asked for ${asked} in the last hour, and the limit for ${whom} is ${limit}. Come back in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`;
}
