import { type Channel, type ChatInputCommandInteraction, type GuildMember, type Interaction, type Message, type MessageReaction, type PartialMessageReaction } from 'discord.js';
import type { Attachment, BotRequest, ButtonRequest, CommandRequest, MessageRequest, Person, Place, ReactionRequest, ShortcutRequest } from '../../../bot/request/requests.ts';
import { type MessageFile } from '../message-files.ts';
/** Makes files of a message (null: of a command or form) readable. */
export type Files = (files: readonly MessageFile[], message: {
    readonly channelId: string;
    readonly id: string;
} | null) => readonly Attachment[];
/** A channel, or the thread in it. A direct message is a workspace of its own. */
export declare function placeOf(channel: Channel): Place;
export declare function commandRequest(interaction: ChatInputCommandInteraction, channel: Channel, files: Files): BotRequest<CommandRequest>;
export declare function shortcutRequest(interaction: Interaction, target: Message, channel: Channel, files: Files): BotRequest<ShortcutRequest>;
export declare function buttonRequest(interaction: Interaction, { customId, message }: {
    readonly customId: string;
    readonly message: {
        readonly id: string;
    };
}, channel: Channel): BotRequest<ButtonRequest>;
/** A typed message, or null for one that is not for bots: another bot's, or the platform's own. */
export declare function messageRequest(message: Message, botId: string, files: Files): BotRequest<MessageRequest> | null;
export declare function reactionRequest(reaction: MessageReaction | PartialMessageReaction, person: Person, added: boolean): BotRequest<ReactionRequest> | null;
export declare function personOfMember(member: GuildMember, channel: Channel): Person;
export declare function personOfInteraction(interaction: Interaction): Person;
