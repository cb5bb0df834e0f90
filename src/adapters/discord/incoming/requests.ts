import {
  ApplicationCommandOptionType,
  type Channel,
  type ChatInputCommandInteraction,
  type Attachment as DiscordAttachment,
  type GuildMember,
  type Interaction,
  type Message,
  type MessageReaction,
  type PartialMessageReaction,
  PermissionFlagsBits,
} from 'discord.js';
import type {
  Attachment,
  BotRequest,
  ButtonRequest,
  CommandRequest,
  MessageRequest,
  Person,
  Place,
  ReactionRequest,
  ShortcutRequest,
} from '../../../bot/request/requests.ts';
import { type MessageFile, picturesInMessage, sentFiles } from '../message-files.ts';

/** Makes files of a message (null: of a command or form) readable. */
export type Files = (
  files: readonly MessageFile[],
  message: { readonly channelId: string; readonly id: string } | null,
) => readonly Attachment[];

/** A channel, or the thread in it. A direct message is a workspace of its own. */
export function placeOfChannel(channel: Channel): Place {
  const common = { platform: 'discord' as const };
  if (channel.isDMBased()) return { ...common, workspace: channel.id, channel: channel.id };
  const workspace = channel.guildId;
  return channel.isThread() && channel.parentId !== null
    ? { ...common, workspace, channel: channel.parentId, thread: channel.id }
    : { ...common, workspace, channel: channel.id };
}

export function commandRequest(
  interaction: ChatInputCommandInteraction,
  channel: Channel,
  files: Files,
): BotRequest<CommandRequest> {
  const options: Record<string, string | number> = {};
  const uploads: DiscordAttachment[] = [];
  for (const { name, type, value, attachment } of interaction.options.data) {
    if (type === ApplicationCommandOptionType.Attachment && attachment) uploads.push(attachment);
    else if (typeof value === 'string' || typeof value === 'number') options[name] = value;
  }
  return {
    kind: 'command',
    place: placeOfChannel(channel),
    person: personOfInteraction(interaction),
    name: interaction.commandName,
    options,
    attachments: files(uploads, null),
  };
}

export function shortcutRequest(
  interaction: Interaction,
  target: Message,
  channel: Channel,
  files: Files,
): BotRequest<ShortcutRequest> {
  return {
    kind: 'shortcut',
    place: placeOfChannel(channel),
    person: personOfInteraction(interaction),
    message: target.id,
    attachments: files(picturesInMessage(target), target),
  };
}

export function buttonRequest(
  interaction: Interaction,
  { customId, message }: { readonly customId: string; readonly message: { readonly id: string } },
  channel: Channel,
): BotRequest<ButtonRequest> {
  return {
    kind: 'button',
    place: placeOfChannel(channel),
    person: personOfInteraction(interaction),
    message: message.id,
    id: customId,
  };
}

/** A typed message, or null for one that is not for bots: another bot's, or the platform's own. */
export function messageRequest(
  message: Message,
  botId: string,
  files: Files,
): BotRequest<MessageRequest> | null {
  if (message.author.bot || message.system || message.webhookId !== null) return null;
  const { channel, author, member, reference } = message;
  // Every bot has a role of the same name, and people take the one for the other.
  const roles = [...message.mentions.roles.values()].filter((role) => role.tags?.botId === botId);
  const mentions = [`<@${botId}>`, `<@!${botId}>`, ...roles.map(({ id }) => `<@&${id}>`)];
  const text = mentions
    .reduce((rest, mention) => rest.replaceAll(mention, ' '), message.content)
    .replace(/[\u00a0\u202f]/g, ' ')
    .trim();
  const sent = sentFiles(message);
  const addressed = channel.isDMBased() || message.mentions.users.has(botId) || roles.length > 0;
  // Without the message content intent, what is not meant for the bot arrives empty.
  if (!addressed && text === '' && sent.length === 0) return null;
  return {
    kind: 'message',
    place: placeOfChannel(channel),
    person: member ? personOfMember(member, channel) : { ...named(author), moderator: false },
    text,
    attachments: files(sent, message),
    addressed,
    ...(reference?.messageId !== undefined && { replyTo: reference.messageId }),
  };
}

export function reactionRequest(
  reaction: MessageReaction | PartialMessageReaction,
  person: Person,
  added: boolean,
): BotRequest<ReactionRequest> | null {
  const emoji = reaction.emoji.name;
  if (emoji === null) return null; // a custom emoji that has been deleted
  const { channel, id } = reaction.message;
  return { kind: 'reaction', place: placeOfChannel(channel), person, message: id, emoji, added };
}

export function personOfMember(member: GuildMember, channel: Channel): Person {
  const permissions = channel.isDMBased() ? null : channel.permissionsFor(member);
  return {
    id: member.id,
    name: member.displayName,
    moderator: permissions?.has(PermissionFlagsBits.ManageMessages) ?? false,
    administrator: managesGuild(member),
    roles: [...member.roles.cache.keys()].filter((id) => id !== member.guild.id),
  };
}

export function personOfInteraction(interaction: Interaction): Person {
  const { member, memberPermissions, user } = interaction;
  const moderator = memberPermissions?.has(PermissionFlagsBits.ManageMessages) ?? false;
  if (!member) return { ...named(user), moderator: false };
  const roles = Array.isArray(member.roles)
    ? member.roles
    : [...member.roles.cache.keys()].filter((id) => id !== interaction.guildId);
  const name = 'displayName' in member ? member.displayName : (member.nick ?? user.displayName);
  const administrator = 'guild' in member && managesGuild(member);
  return { id: user.id, name, moderator, administrator, roles };
}

/** By roles alone: what a channel grants counts in that channel. */
function managesGuild(member: GuildMember): boolean {
  return member.permissions.has(PermissionFlagsBits.ManageGuild);
}

function named({ id, displayName }: { readonly id: string; readonly displayName: string }) {
  return { id, name: displayName };
}
