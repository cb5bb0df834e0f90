/** Names under which Slack may know a Unicode emoji, the likeliest first. */
export declare function slackNames(emoji: string): string[];
/**
 * The emoji that a reaction's name stands for, so that titles show it and not its name. A name that
 * Unicode does not know, such as one of a workspace's own, stays.
 */
export declare function emojiNamed(reaction: string): string;
