import { type BotFace } from '../../bot/chat/chat.ts';
import type { MessageRef, Place } from '../../bot/request/requests.ts';
import type { View } from '../../bot/view/views.ts';
import type { Logger } from '../../log.ts';
import { type Adapter } from '../adapter.ts';
import { type Credentials } from './login.ts';
export interface DiscordAdapterOptions extends Credentials {
    readonly log: Logger;
    /** Where attachments may come from; only tests have others. */
    readonly fileOrigins?: readonly string[];
}
/** Discord, by discord.js: what happens there goes to the bot, and views come back as messages. */
export declare class DiscordAdapter implements Adapter {
    #private;
    readonly platform = "discord";
    readonly limits: import("../../bot/chat/chat.ts").ChatLimits;
    constructor(options: DiscordAdapterOptions);
    start(bot: BotFace): Promise<void>;
    stop(): Promise<void>;
    post(place: Place, view: View): Promise<MessageRef>;
    update(message: MessageRef, view: View): Promise<MessageRef>;
    remove(message: MessageRef): Promise<void>;
    openThread(message: MessageRef, name: string): Promise<Place>;
    removeThread(place: Place): Promise<void>;
    react(message: MessageRef, emoji: readonly string[]): Promise<void>;
    typing(place: Place): Promise<void>;
}
