import type { Visibility } from './requests.ts';

/** The one table of commands: adapters register and show these, the bot answers them. */
export const COMMANDS = [
  {
    name: 'invert',
    description: 'Post a picture, and edit it by the words that describe it',
    where: 'anywhere',
    visibility: 'public',
    options: [
      { name: 'picture', type: 'picture', description: 'The picture to edit', required: false },
      {
        name: 'prompt',
        type: 'text',
        description: 'One sentence that describes the picture',
        required: false,
      },
      {
        name: 'fidelity',
        type: 'choice',
        description: 'quick suits nearly every picture, full adds null-text optimisation',
        required: false,
        choices: ['quick', 'full'],
      },
      {
        name: 'frame',
        type: 'choice',
        description: 'For a long picture: its middle square, or all of it',
        required: false,
        choices: ['square', 'whole'],
      },
    ],
  },
  {
    name: 'edit',
    description: 'Change words of the sentence: "a cat" -> "a lion"',
    where: 'thread',
    visibility: 'public',
    options: [
      {
        name: 'edit',
        type: 'text',
        description: '"a cat" -> "a lion", "snow" * 2, + "in the rain"',
        required: true,
        rest: true,
        suggest: true,
      },
      {
        name: 'mask',
        type: 'picture',
        description: 'A picture, white where to redraw: “using fill” or “using inpaint”',
        required: false,
      },
    ],
  },
  {
    name: 'compare',
    description: 'Draw one edit with every method, side by side',
    where: 'thread',
    visibility: 'public',
    options: [
      {
        name: 'edit',
        type: 'text',
        description: '"a cat" -> "a lion"',
        required: true,
        rest: true,
        suggest: true,
      },
    ],
  },
  {
    name: 'learn',
    description:
      'Teach me a subject from 3 to 5 pictures, then say its name in edits: "a dog" -> "Milo"',
    where: 'anywhere',
    visibility: 'public',
    options: [
      {
        name: 'name',
        type: 'text',
        description: 'What you call it, in one word: Milo',
        required: false,
      },
      {
        name: 'class',
        type: 'text',
        description: 'What it is, in a word that the model knows: dog',
        required: false,
      },
      { name: 'picture', type: 'picture', description: 'A picture of it', required: false },
      { name: 'picture2', type: 'picture', description: 'A second one', required: false },
      { name: 'picture3', type: 'picture', description: 'A third one', required: false },
      { name: 'picture4', type: 'picture', description: 'A fourth one', required: false },
      { name: 'picture5', type: 'picture', description: 'A fifth one', required: false },
    ],
  },
  {
    name: 'subjects',
    description: 'Show, share or delete the subjects that you taught me',
    where: 'anywhere',
    visibility: 'private',
    options: [
      {
        name: 'what',
        type: 'text',
        description: 'share Milo, unshare Milo or delete Milo',
        required: false,
        rest: true,
      },
    ],
  },
  {
    name: 'words',
    description: 'Show where each word of the sentence acts',
    where: 'thread',
    visibility: 'public',
    options: [],
  },
  {
    name: 'history',
    description: 'Show the pictures of this thread and how they were made',
    where: 'thread',
    visibility: 'private',
    options: [],
  },
  {
    name: 'undo',
    description: 'Go back to the picture before the last edit',
    where: 'thread',
    visibility: 'public',
    options: [],
  },
  {
    name: 'cancel',
    description: 'Stop your work in this thread, waiting or running',
    where: 'anywhere',
    visibility: 'private',
    options: [],
  },
  {
    name: 'queue',
    description: 'Show what is running and waiting',
    where: 'anywhere',
    visibility: 'private',
    options: [],
  },
  {
    name: 'gallery',
    description: 'Start from an example picture',
    where: 'anywhere',
    visibility: 'public',
    options: [
      {
        name: 'example',
        type: 'text',
        description: 'Words of an example’s caption',
        required: false,
        rest: true,
        suggest: true,
      },
    ],
  },
  {
    name: 'settings',
    description: 'Show or change the defaults of this thread or channel',
    where: 'anywhere',
    visibility: 'private',
    options: [
      {
        name: 'fidelity',
        type: 'choice',
        description: 'How closely pictures are inverted',
        required: false,
        choices: ['quick', 'full'],
      },
      {
        name: 'strength',
        type: 'number',
        description: 'How far words may pull the picture, 0 to 1',
        required: false,
        min: 0,
        max: 1,
      },
      {
        name: 'structure',
        type: 'number',
        description: 'How much of the layout stays, 0 to 1',
        required: false,
        min: 0,
        max: 1,
      },
    ],
  },
  {
    name: 'forget',
    description: 'Delete pictures and everything kept about them',
    where: 'anywhere',
    visibility: 'private',
    options: [
      {
        name: 'what',
        type: 'choice',
        description: 'thread: this thread; mine: all your pictures; everything: this whole server',
        required: false,
        choices: ['thread', 'mine', 'everything'],
      },
    ],
  },
  {
    name: 'help',
    description: 'Show what you can do here, with examples',
    where: 'anywhere',
    visibility: 'private',
    options: [],
  },
] as const satisfies readonly CommandSpec[];

export type CommandName = (typeof COMMANDS)[number]['name'];

export interface CommandSpec {
  readonly name: string;
  /** At most 100 characters. */
  readonly description: string;
  /** `thread`: only where a picture is being edited. */
  readonly where: 'anywhere' | 'thread';
  /** How the adapter should defer; the answer may still be private when it is a refusal. */
  readonly visibility: Visibility;
  readonly options: readonly OptionSpec[];
}

export interface OptionSpec {
  readonly name: string;
  readonly type: 'text' | 'number' | 'choice' | 'picture';
  readonly description: string;
  readonly required: boolean;
  /** In typed commands this option takes the rest of the line. */
  readonly rest?: boolean;
  /** Ask `BotFace.suggest` while it is being typed. */
  readonly suggest?: boolean;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
}

/** The name of the message menu's entry; Discord and Slack show it on every message. */
export const SHORTCUT_NAME = 'Edit this picture';

export function commandNamed(name: string): CommandSpec | undefined {
  return COMMANDS.find((command) => command.name === name);
}

export function isCommandName(name: string): name is CommandName {
  return commandNamed(name) !== undefined;
}
