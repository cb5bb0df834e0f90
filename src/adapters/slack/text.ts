import { COMMANDS, type CommandSpec } from '../../bot/request/commands.ts';
import type { Inline, Line } from '../../bot/view/views.ts';

/**
 * What somebody typed, as they typed it: without Slack's escapes, mentions of the bot, links'
 * addresses, non-breaking spaces, and marks around the whole.
 */
export function typedText(text: string, botUserId: string): string {
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

export function mentions(text: string, botUserId: string): boolean {
  return new RegExp(`<@${botUserId}(?:\\|[^>]*)?>`).test(text);
}

/** The three characters that mean something in Slack's text. */
export function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** A text of which no address is one any more, to the eye the same. */
export function withoutLinks(text: string): string {
  return text.replaceAll('://', ':\u2060//');
}

/** Where a message stands: in a thread, or in a channel (or direct messages) outside one. */
export type Standing = 'thread' | 'channel';

/** A line as one string, for notifications and for clients that show no blocks. */
export function fallbackLine(line: Line, standing: Standing): string {
  return line.map((piece) => plainInline(piece, standing)).join('');
}

export function plainInline(piece: Inline, standing: Standing): string {
  if (typeof piece === 'string') return withCommands(piece, standing);
  if ('strong' in piece) return piece.strong;
  return 'code' in piece ? piece.code : withCommands(piece.command, standing);
}

/** Those that are commands of Slack's own, by the manifest. */
const SLASH = new Set(['invert', 'learn']);
const TYPED: readonly CommandSpec[] = COMMANDS.filter(({ name }) => !SLASH.has(name));
const ANYWHERE = new Set(TYPED.filter(({ where }) => where === 'anywhere').map(({ name }) => name));
const TYPED_COMMAND = new RegExp(
  `(^|[\\s“"(])/(${TYPED.map(({ name }) => name).join('|')})(?![\\p{L}\\p{N}/])`,
  'gu',
);

/**
 * Commands as they can be given where the message stands. In a thread Slack keeps `/undo` to itself, and
 * `!undo` reaches the bot; in a channel that may be meant for another bot, and `/wordbrush` is needed.
 */
export function withCommands(text: string, standing: Standing): string {
  return text.replace(TYPED_COMMAND, (_, before: string, name: string) =>
    standing === 'channel' && ANYWHERE.has(name)
      ? `${before}/wordbrush ${name}`
      : `${before}!${name}`,
  );
}
