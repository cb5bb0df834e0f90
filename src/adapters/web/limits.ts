import type { ChatLimits } from '../../bot/chat/chat.ts';

/** What the page shows at once without becoming hard to read: nothing else bounds it. */
export const LIMITS = {
  threadNameLength: 120,
  buttons: 25,
  choices: 25,
  seededReactions: 4,
  updateIntervalMs: 250,
} as const satisfies ChatLimits;
