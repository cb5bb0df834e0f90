import { type Client, type InteractionWebhook, type Message } from 'discord.js';
import { type Chat } from '../../../bot/chat/chat.ts';
import type { MessageRef, Place } from '../../../bot/request/requests.ts';
import type { View } from '../../../bot/view/views.ts';
import { type Outgoing } from './outbox.ts';
/** What the bot asks of Discord, by the bot token: it goes on working when interactions are over. */
export declare class DiscordChat implements Chat {
    #private;
    readonly platform = "discord";
    readonly limits: import("../../../bot/chat/chat.ts").ChatLimits;
    constructor(client: Client<true>);
    post(place: Place, view: View, replyTo?: string): Promise<MessageRef>;
    update(message: MessageRef, view: View): Promise<MessageRef>;
    remove({ id, place }: MessageRef): Promise<void>;
    /** There are no threads in direct messages, nor in threads. */
    openThread({ id, place }: MessageRef, name: string): Promise<Place>;
    /** People's own messages are not the bot's to delete: the thread loses its name and is put away. */
    removeThread(place: Place): Promise<void>;
    react({ id, place }: MessageRef, emoji: readonly string[]): Promise<void>;
    typing(place: Place): Promise<void>;
    /** Sends a view in some way, and remembers what the message shows. */
    deliver(place: Place, view: View, send: (message: Omit<Outgoing, 'attachments'>) => Promise<Message>): Promise<MessageRef>;
    /** Only the interaction's webhook reaches a message that one person alone sees, for 15 minutes. */
    keepPrivate(id: string, webhook: InteractionWebhook): void;
    /** Opens an archived thread where that is what stands in the way; refusals become `ChatError`s. */
    attempt<T>(place: Place, operation: () => Promise<T>): Promise<T>;
}
