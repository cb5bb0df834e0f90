/** What each platform bears; sources in docs/discord.md and docs/slack.md. */
export const LIMITS = {
    discord: {
        textLength: 4_000,
        threadNameLength: 100,
        fileBytes: 10 * 2 ** 20,
        buttons: 25,
        choices: 25,
        seededReactions: 6,
        updateIntervalMs: 2_500,
    },
    slack: {
        textLength: 3_000,
        threadNameLength: 150,
        fileBytes: 100 * 2 ** 20,
        buttons: 25,
        choices: 100,
        seededReactions: 6,
        updateIntervalMs: 3_000,
    },
    web: {
        textLength: 20_000,
        threadNameLength: 120,
        fileBytes: 50 * 2 ** 20,
        buttons: 25,
        choices: 25,
        seededReactions: 8,
        updateIntervalMs: 250,
    },
};
