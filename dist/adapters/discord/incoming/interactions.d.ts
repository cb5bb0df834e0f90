import { type Interaction } from 'discord.js';
import type { BotFace } from '../../../bot/chat/chat.ts';
import type { Logger } from '../../../log.ts';
import type { DiscordChat } from '../outgoing/discord-chat.ts';
import { type Files } from './requests.ts';
export interface InteractionParts {
    readonly bot: BotFace;
    readonly chat: DiscordChat;
    readonly files: Files;
    readonly log: Logger;
}
/** Commands, buttons, forms and menus: acknowledged in time, then handed to the bot. */
export declare class Interactions {
    #private;
    constructor(parts: InteractionParts);
    take(interaction: Interaction): Promise<void>;
}
