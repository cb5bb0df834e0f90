/** How long these bots keep things: the stores of earlier code that they open are fixtures, and grow old. */
export const KEEP_MS = 100 * 365 * 24 * 60 * 60 * 1_000;
