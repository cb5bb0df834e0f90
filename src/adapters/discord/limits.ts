import type { ChatLimits } from '../../bot/chat/chat.ts';

/** What Discord bears. Where its description says so, the tests hold us to it too. */
export const LIMITS = {
  threadNameLength: 100,
  buttons: 25,
  choices: 25,
  seededReactions: 3,
  updateIntervalMs: 2_500,

  choice: { name: 100, value: 100 },
  message: {
    /** Characters of all its text together. */
    text: 4_000,
    /** Components, those inside others included. */
    components: 40,
    rows: 5,
    buttonsInARow: 5,
    buttonLabel: 80,
    menuLabel: 150,
    menuEntries: 25,
    entryLabel: 100,
    files: 10,
    /** Bytes of one file; boosted servers take more. */
    fileBytes: 10 * 2 ** 20,
    /** A picture's description. */
    alt: 1_024,
  },
  form: { title: 45, label: 45, hint: 100, placeholder: 100, value: 4_000, fields: 5 },
} as const satisfies ChatLimits & Readonly<Record<string, unknown>>;
