import { type BotRequest, type Place } from '../request/requests.ts';
import type { Stores } from '../store/stores.ts';
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
export declare class Hourly {
    #private;
    constructor(asked: Stores['asked'], limits: HourlyLimits);
    /** A sentence that says when to come back; null when there is room for more. */
    refuse({ place, person }: BotRequest): Promise<string | null>;
    /** Counts so many pictures; `person` is a `personKey`. */
    count(person: string, place: Place, pictures: number): Promise<void>;
}
