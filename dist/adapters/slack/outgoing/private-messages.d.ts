import type { webApi } from '@slack/bolt';
import { type MessageRef, type Place } from '../../../bot/request/requests.ts';
import type { RenderedMessage } from './render.ts';
/** A message that one person alone sees: its own address reaches it, nothing else does. */
interface PrivateMessage {
    readonly user: string;
    readonly responseUrl?: string;
}
type Said = Pick<RenderedMessage, 'text' | 'blocks'>;
/** Messages that one person alone sees, wherever Slack lets the bot reach that person. */
export declare class PrivateMessages {
    #private;
    constructor(client: webApi.WebClient);
    find(message: MessageRef): PrivateMessage | undefined;
    /** The address by which such a message can be changed for half an hour. */
    keep(message: MessageRef, user: string, responseUrl: string): void;
    /**
     * Where the bot is no member, the address that came with the request is used; where there is none,
     * or it is too old, the person's direct messages: nobody is left without an answer.
     */
    post(place: Place, user: string, said: Said, responseUrl?: string): Promise<MessageRef>;
    change(responseUrl: string, said: Said): Promise<void>;
    remove({ responseUrl }: PrivateMessage): Promise<void>;
}
export {};
