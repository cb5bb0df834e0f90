import type { webApi } from '@slack/bolt';
import { type Chat, ChatError } from '../../../bot/chat/chat.ts';
import { type MessageRef, type Place } from '../../../bot/request/requests.ts';
import type { View } from '../../../bot/view/views.ts';
export interface SlackChatParts {
    /** Waits as long as Slack asks, then tries again. */
    readonly client: webApi.WebClient;
    /** Refuses at once where Slack asks to wait: for updates, of which a newer one comes soon. */
    readonly hasty: webApi.WebClient;
    readonly botUserId: string;
}
/** What the bot asks of Slack. */
export declare class SlackChat implements Chat {
    #private;
    readonly platform = "slack";
    readonly limits: import("../../../bot/chat/chat.ts").ChatLimits;
    constructor(parts: SlackChatParts);
    post(place: Place, view: View): Promise<MessageRef>;
    /** Slack cannot exchange the files of a message: where they change, a new message takes its place. */
    update(message: MessageRef, view: View): Promise<MessageRef>;
    remove(message: MessageRef): Promise<void>;
    /** A thread has no name here: the message that it hangs on says what it is about. */
    openThread({ place, id }: MessageRef): Promise<Place>;
    /** Every picture that the bot posted there, whoever remembers it; people's messages stay. */
    removeThread(place: Place): Promise<void>;
    react({ place, id }: MessageRef, emoji: readonly string[]): Promise<void>;
    /** An answer for one person alone. Slack shows no files in those: with some it is ordinary. */
    postPrivately(place: Place, user: string, view: View, responseUrl?: string): Promise<MessageRef>;
    /** The address by which a message that one person alone sees can be changed for half an hour. */
    keepPrivate(message: MessageRef, user: string, responseUrl: string): void;
    /**
     * Why nothing can be posted in a channel, or null where nothing speaks against it. Reading is asked
     * for: unlike a question about the channel itself, that needs no scope beyond those that the bot has.
     */
    refusalIn(channel: string): Promise<ChatError | null>;
    /** The thread that a message is in: events of reactions do not tell. */
    threadOf(message: MessageRef): Promise<string | undefined>;
}
