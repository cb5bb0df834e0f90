import { ApplicationCommandOptionType, PermissionFlagsBits, } from 'discord.js';
import { picturesIn, sentFiles } from '../message-files.js';
/** A channel, or the thread in it. A direct message is a workspace of its own. */
export function placeOf(channel) {
    const common = { platform: 'discord' };
    if (channel.isDMBased())
        return { ...common, workspace: channel.id, channel: channel.id };
    const workspace = channel.guildId;
    return channel.isThread() && channel.parentId !== null
        ? { ...common, workspace, channel: channel.parentId, thread: channel.id }
        : { ...common, workspace, channel: channel.id };
}
export function commandRequest(interaction, channel, files) {
    const options = {};
    const uploads = [];
    for (const { name, type, value, attachment } of interaction.options.data) {
        if (type === ApplicationCommandOptionType.Attachment && attachment)
            uploads.push(attachment);
        else if (typeof value === 'string' || typeof value === 'number')
            options[name] = value;
    }
    return {
        kind: 'command',
        place: placeOf(channel),
        person: personOfInteraction(interaction),
        name: interaction.commandName,
        options,
        attachments: files(uploads, null),
    };
}
export function shortcutRequest(interaction, target, channel, files) {
    return {
        kind: 'shortcut',
        place: placeOf(channel),
        person: personOfInteraction(interaction),
        message: target.id,
        attachments: files(picturesIn(target), target),
    };
}
export function buttonRequest(interaction, { customId, message }, channel) {
    return {
        kind: 'button',
        place: placeOf(channel),
        person: personOfInteraction(interaction),
        message: message.id,
        id: customId,
    };
}
/** A typed message, or null for one that is not for bots: another bot's, or the platform's own. */
export function messageRequest(message, botId, files) {
    if (message.author.bot || message.system || message.webhookId !== null)
        return null;
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
    if (!addressed && text === '' && sent.length === 0)
        return null;
    return {
        kind: 'message',
        place: placeOf(channel),
        person: member ? personOfMember(member, channel) : { ...named(author), moderator: false },
        text,
        attachments: files(sent, message),
        addressed,
        ...(reference?.messageId !== undefined && { replyTo: reference.messageId }),
    };
}
export function reactionRequest(reaction, person, added) {
    const emoji = reaction.emoji.name;
    if (emoji === null)
        return null; // a custom emoji that has been deleted
    const { channel, id } = reaction.message;
    return { kind: 'reaction', place: placeOf(channel), person, message: id, emoji, added };
}
export function personOfMember(member, channel) {
    const permissions = channel.isDMBased() ? null : channel.permissionsFor(member);
    return {
        id: member.id,
        name: member.displayName,
        moderator: permissions?.has(PermissionFlagsBits.ManageMessages) ?? false,
        administrator: managesGuild(member),
        roles: [...member.roles.cache.keys()].filter((id) => id !== member.guild.id),
    };
}
export function personOfInteraction(interaction) {
    const { member, memberPermissions, user } = interaction;
    const moderator = memberPermissions?.has(PermissionFlagsBits.ManageMessages) ?? false;
    if (!member)
        return { ...named(user), moderator: false };
    const roles = Array.isArray(member.roles)
        ? member.roles
        : [...member.roles.cache.keys()].filter((id) => id !== interaction.guildId);
    const name = 'displayName' in member ? member.displayName : (member.nick ?? user.displayName);
    const administrator = 'guild' in member && managesGuild(member);
    return { id: user.id, name, moderator, administrator, roles };
}
/** By roles alone: what a channel grants counts in that channel. */
function managesGuild(member) {
    return member.permissions.has(PermissionFlagsBits.ManageGuild);
}
function named({ id, displayName }) {
    return { id, name: displayName };
}
