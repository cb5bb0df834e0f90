import { Turns } from '../../turns/turns.js';
import { personKey, placeKey } from '../request/requests.js';
const HOUR_MS = 60 * 60 * 1_000;
/**
 * Counts the pictures that were asked for in the last hour, by person and by channel. The count is
 * kept with everything else: it outlives a restart, and bots that share a Redis share it. Two such
 * bots that take in a request of the same person at the same moment may count one of them.
 */
export class Hourly {
    #asked;
    #limits;
    #turns = new Turns();
    constructor(asked, limits) {
        this.#asked = asked;
        this.#limits = limits;
    }
    /** A sentence that says when to come back; null when there is room for more. */
    async refuse({ place, person }) {
        for (const { key, limit, who, whom } of this.#countsFor(personKey(place, person), place)) {
            const times = await this.#timesOf(key, limit);
            const [oldest] = times;
            if (oldest === undefined || times.length < limit)
                continue;
            const minutes = Math.ceil((oldest + HOUR_MS - Date.now()) / 60_000);
            return `${who} asked for ${limit} pictures in the last hour, which is the most for ${whom}. Come back in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, at the earliest.`;
        }
        return null;
    }
    /** Counts so many pictures; `person` is a `personKey`. */
    async count(person, place, pictures) {
        const now = Array(pictures).fill(Date.now());
        for (const { key, limit } of this.#countsFor(person, place))
            await this.#turns.take(key, async () => {
                const times = await this.#timesOf(key, limit);
                await this.#asked.set(key, [...times, ...now].slice(-limit));
            });
    }
    /** The last ones of the hour, oldest first, as many as matter. */
    async #timesOf(key, limit) {
        const since = Date.now() - HOUR_MS;
        const times = (await this.#asked.get(key)) ?? [];
        return times.filter((time) => time > since).slice(-limit);
    }
    /** The web chat belongs to who runs it. */
    #countsFor(person, place) {
        if (place.platform === 'web')
            return [];
        const { thread: _, ...channel } = place;
        const { person: perPerson, channel: perChannel } = this.#limits;
        return [
            { key: person, limit: perPerson, who: 'You have', whom: 'one person' },
            { key: placeKey(channel), limit: perChannel, who: 'This channel has', whom: 'one channel' },
        ].filter(({ limit }) => limit > 0);
    }
}
