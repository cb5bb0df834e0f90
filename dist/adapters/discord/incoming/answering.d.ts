import { type ButtonInteraction, type ChatInputCommandInteraction, type MessageContextMenuCommandInteraction, type ModalSubmitInteraction } from 'discord.js';
import type { Answer } from '../../../bot/chat/chat.ts';
import type { Place, Visibility } from '../../../bot/request/requests.ts';
import type { DiscordChat } from '../outgoing/discord-chat.ts';
export type Answerable = ChatInputCommandInteraction | MessageContextMenuCommandInteraction | ButtonInteraction | ModalSubmitInteraction;
/** The answers to one interaction that has been acknowledged, with a “thinking…” or without. */
export declare class Answering {
    #private;
    constructor(interaction: Answerable, place: Place, chat: DiscordChat, thinking: Visibility | null);
    readonly answer: Answer;
    /** Takes away a “thinking…” that nothing has replaced. */
    settle(): Promise<void>;
}
