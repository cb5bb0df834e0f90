import type { webApi } from '@slack/bolt';
import type { Person } from '../../../bot/request/requests.ts';
/**
 * Names and rights of people: events tell ids alone. Admins and owners of the bot's own team are
 * moderators and administrators; in a channel that teams share, those of another team are guests.
 */
export declare class People {
    #private;
    constructor(client: webApi.WebClient, team: string);
    find(id: string, name?: string): Promise<Person>;
}
