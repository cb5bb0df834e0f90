import type { Intent } from '../intent/intent.ts';
import { offered } from '../view/offers.ts';
import { oldButton, unknownCommand } from '../view/refusals.ts';
import { cancel } from './cancel.ts';
import type { Command } from './command.ts';
import { deleteResult } from './delete.ts';
import { edit } from './edit.ts';
import { forget } from './forget.ts';
import { gallery, startFromExample } from './gallery.ts';
import { describe, invert, takeWhole } from './invert.ts';
import { pick } from './pick.ts';
import { settings } from './settings.ts';
import { fullSize, help, history, queue, sideBySide, word, words } from './show.ts';
import { learn } from './subjects/learn.ts';
import { share, subjects, unlearn } from './subjects/subjects.ts';
import { redo, undo } from './undo.ts';
import { weigh } from './weigh.ts';

/** What is done for each kind of intent. */
export const COMMAND_FOR: { readonly [Kind in Intent['kind']]: Command<Kind> } = {
  invert,
  describe,
  whole: takeWhole,
  example: startFromExample,
  learn,
  subjects,
  share,
  unlearn,
  edit,
  word,
  offer: async (_, { intent: { said, edits, focus } }) => ({
    view: offered(said, edits, focus.result.id),
  }),
  dial: edit,
  vary: edit,
  weigh,
  pick,
  undo,
  redo,
  delete: deleteResult,
  'side-by-side': sideBySide,
  'full-size': fullSize,
  words,
  history,
  cancel,
  queue,
  gallery,
  settings,
  forget,
  help,
  talk: help,
  unknown: async (_, { intent: { what, name } }) => ({
    view: what === 'command' ? unknownCommand(name) : oldButton(),
  }),
  nothing: async () => undefined,
};
