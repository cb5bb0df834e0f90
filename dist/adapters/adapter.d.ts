import type { BotFace, Chat, ChatLimits } from '../bot/chat/chat.ts';
import type { PlatformName } from '../bot/request/requests.ts';
/**
 * A platform behind one interface. An adapter turns platform events into `BotRequest`s,
 * acknowledges them in time, hands them to the bot, and renders views. It decides nothing.
 */
export interface Adapter extends Chat {
    /** Connects and listens; resolves when events arrive. Throws a sentence when it cannot. */
    start(bot: BotFace): Promise<void>;
    /** Stops listening and closes connections; messages in flight are finished first. */
    stop(): Promise<void>;
}
/** What each platform bears; sources in docs/discord.md and docs/slack.md. */
export declare const LIMITS: Readonly<Record<PlatformName, ChatLimits>>;
