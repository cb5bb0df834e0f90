export declare function hasCode(error: unknown, ...codes: readonly number[]): boolean;
/**
 * A refusal of Discord's as the bot may branch on it. The library's errors carry the address that
 * was called, and with it the interaction's token, so they are never kept as the cause.
 */
export declare function chatErrorFrom(error: unknown, forbidden: () => string): unknown;
