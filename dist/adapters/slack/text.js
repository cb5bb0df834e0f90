import { COMMANDS } from '../../bot/request/commands.js';
/**
 * What somebody typed, as they typed it: without Slack's escapes, mentions of the bot, links'
 * addresses, non-breaking spaces, and marks around the whole.
 */
export function typedText(text, botUserId) {
    const plain = text
        .replaceAll(new RegExp(`<@${botUserId}(?:\\|[^>]*)?>[:,]?`, 'g'), ' ')
        .replace(/<[@#!][^>|]*\|([^>]*)>/g, '$1')
        .replace(/<((?:https?|mailto):[^>|]*)\|([^>]*)>/g, '$2')
        .replace(/<((?:https?|mailto):[^>|]*)>/g, '$1')
        .replace(/&lt;/g, '<')
        .replace(/&gt;/g, '>')
        .replace(/&amp;/g, '&')
        .replace(/[\u00a0\u202f]/g, ' ')
        .trim();
    // An example that was copied from a reply comes back as code.
    const [, inside] = /^```([^`]+)```$|^`([^`]+)`$/s.exec(plain)?.filter(Boolean) ?? [];
    return (inside ?? plain).trim();
}
export function mentions(text, botUserId) {
    return new RegExp(`<@${botUserId}(?:\\|[^>]*)?>`).test(text);
}
/** The three characters that mean something in Slack's text. */
export function escapeText(text) {
    return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
/** A line as one string, for notifications and for clients that show no blocks. */
export function plainLine(line) {
    return line.map(plainInline).join('');
}
export function plainInline(piece) {
    if (typeof piece === 'string')
        return withBangs(piece);
    if ('strong' in piece)
        return piece.strong;
    return 'code' in piece ? piece.code : withBangs(piece.command);
}
const TYPED = COMMANDS.map(({ name }) => name).filter((name) => name !== 'invert');
const TYPED_COMMAND = new RegExp(`(^|[\\s“"(])/(${TYPED.join('|')})(?![\\p{L}\\p{N}/])`, 'gu');
/** In a thread Slack keeps `/edit` to itself; `!edit` reaches the bot everywhere. */
export function withBangs(text) {
    return text.replace(TYPED_COMMAND, '$1!$2');
}
