import type { ChatLimits } from '../../bot/chat/chat.ts';

/** What Slack bears. */
export const LIMITS = {
  threadNameLength: 150,
  buttons: 25,
  choices: 100,
  seededReactions: 3,
  updateIntervalMs: 3_000,

  message: {
    /** Characters of all its text together. */
    text: 3_000,
    blocks: 50,
    buttonsInABlock: 25,
    buttonLabel: 75,
    menuLabel: 150,
    menuEntries: 100,
    overflowEntries: 5,
    entryLabel: 75,
    files: 10,
    /** Bytes of one file; a workspace may allow less. */
    fileBytes: 2 ** 30,
    fileTitle: 200,
    /** A picture's description. */
    alt: 1_000,
  },
  form: {
    title: 24,
    submit: 24,
    label: 2_000,
    hint: 2_000,
    placeholder: 150,
    value: 3_000,
    metadata: 3_000,
    fields: 100,
  },
} as const satisfies ChatLimits & Readonly<Record<string, unknown>>;
