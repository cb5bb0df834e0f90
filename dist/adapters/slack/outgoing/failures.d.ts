/** Slack's own word for a refusal, such as `not_in_channel`. */
export declare function slackCode(error: unknown): string | null;
/** Whether Slack refused because the bot is no member there. */
export declare function isNotInvited(error: unknown): boolean;
/** A refusal of Slack's as the bot may branch on it. Causes are left out: they may hold a token. */
export declare function chatErrorFrom(error: unknown): unknown;
