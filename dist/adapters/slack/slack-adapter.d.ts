import { type BotFace } from '../../bot/chat/chat.ts';
import type { MessageRef, Place } from '../../bot/request/requests.ts';
import type { View } from '../../bot/view/views.ts';
import { type Logger } from '../../log.ts';
import { type Adapter } from '../adapter.ts';
import { type Credentials } from './connection.ts';
export interface SlackAdapterOptions extends Credentials {
    readonly log: Logger;
    /** Where files may come from; only tests have others. */
    readonly fileOrigins?: readonly string[];
}
/** Slack, by Bolt: what happens there goes to the bot, and views come back as messages. */
export declare class SlackAdapter implements Adapter {
    #private;
    readonly platform = "slack";
    readonly limits: import("../../bot/chat/chat.ts").ChatLimits;
    /** Where signed HTTP is awaited, or null in Socket Mode. */
    address: string | null;
    constructor(options: SlackAdapterOptions);
    start(bot: BotFace): Promise<void>;
    stop(): Promise<void>;
    post(place: Place, view: View): Promise<MessageRef>;
    update(message: MessageRef, view: View): Promise<MessageRef>;
    remove(message: MessageRef): Promise<void>;
    openThread(message: MessageRef): Promise<Place>;
    removeThread(place: Place): Promise<void>;
    react(message: MessageRef, emoji: readonly string[]): Promise<void>;
}
