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
export const LIMITS: Readonly<Record<PlatformName, ChatLimits>> = {
  discord: {
    textLength: 4_000,
    threadNameLength: 100,
    fileBytes: 10 * 2 ** 20,
    buttons: 25,
    choices: 25,
    seededReactions: 6,
    updateIntervalMs: 2_500,
  },
  slack: {
    textLength: 3_000,
    threadNameLength: 150,
    fileBytes: 100 * 2 ** 20,
    buttons: 25,
    choices: 100,
    seededReactions: 6,
    updateIntervalMs: 3_000,
  },
  web: {
    textLength: 20_000,
    threadNameLength: 120,
    fileBytes: 50 * 2 ** 20,
    buttons: 25,
    choices: 25,
    seededReactions: 8,
    updateIntervalMs: 250,
  },
};
