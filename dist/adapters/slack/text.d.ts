import type { Inline, Line } from '../../bot/view/views.ts';
/**
 * What somebody typed, as they typed it: without Slack's escapes, mentions of the bot, links'
 * addresses, non-breaking spaces, and marks around the whole.
 */
export declare function typedText(text: string, botUserId: string): string;
export declare function mentions(text: string, botUserId: string): boolean;
/** The three characters that mean something in Slack's text. */
export declare function escapeText(text: string): string;
/** A line as one string, for notifications and for clients that show no blocks. */
export declare function plainLine(line: Line): string;
export declare function plainInline(piece: Inline): string;
/** In a thread Slack keeps `/edit` to itself; `!edit` reaches the bot everywhere. */
export declare function withBangs(text: string): string;
