import { PermissionFlagsBits } from 'discord.js';
/** What the bot needs, where, under the names that Discord's settings show. */
const NEEDED = [
    {
        bit: PermissionFlagsBits.ViewChannel,
        name: 'View Channel',
        where: 'anywhere',
        essential: true,
    },
    {
        bit: PermissionFlagsBits.SendMessages,
        name: 'Send Messages',
        where: 'channel',
        essential: true,
    },
    {
        bit: PermissionFlagsBits.SendMessagesInThreads,
        name: 'Send Messages in Threads',
        where: 'anywhere',
        essential: true,
    },
    {
        bit: PermissionFlagsBits.CreatePublicThreads,
        name: 'Create Public Threads',
        where: 'channel',
        essential: true,
    },
    {
        bit: PermissionFlagsBits.AttachFiles,
        name: 'Attach Files',
        where: 'anywhere',
        essential: true,
    },
    {
        bit: PermissionFlagsBits.ReadMessageHistory,
        name: 'Read Message History',
        where: 'anywhere',
        essential: false,
    },
    {
        bit: PermissionFlagsBits.AddReactions,
        name: 'Add Reactions',
        where: 'anywhere',
        essential: false,
    },
];
/** For the link that invites the bot. */
export const INVITE_PERMISSIONS = NEEDED.reduce((bits, { bit }) => bits | bit, 0n);
export function missingFrom(granted, place) {
    const missing = NEEDED.filter(({ bit, where }) => (where === 'anywhere' || where === place) && !granted.has(bit));
    return {
        names: missing.map(({ name }) => name),
        essential: missing.some(({ essential }) => essential),
    };
}
/** What to do about it, for whoever reads it in the channel. */
export function askFor({ names }) {
    const last = names.at(-1);
    if (last === undefined)
        return 'Discord does not let me do that here. Ask an administrator to look at my role’s permissions in this channel.';
    const quoted = names.map((name) => `“${name}”`);
    const list = quoted.length === 1 ? quoted[0] : `${quoted.slice(0, -1).join(', ')} and “${last}”`;
    const noun = names.length === 1 ? 'permission' : 'permissions';
    return `I lack the ${noun} ${list} in this channel. Ask an administrator to give my role ${names.length === 1 ? 'it' : 'them'} in the channel’s settings, then try again.`;
}
