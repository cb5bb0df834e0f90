import { nearestPhrases } from '../../edit-language/english/prompt-words.ts';
import { COMMANDS } from '../request/commands.ts';
import { problem, type View } from './views.ts';

/** Refusals, each a sentence that says what to do next. The policy and the edit language have their own. */
type Refusal = View<never>;

export const CLOSING = 'Wordbrush is stopping or restarting. Try again in a minute.';

export const sendPicture = (): Refusal =>
  problem(
    'I need a picture: post one with /invert and a sentence that describes it, or pick one from /gallery.',
  );

export const onePictureAtATime = (others: number): Refusal =>
  problem(
    `I edit one picture at a time, so I left out ${others === 1 ? 'the second one' : `the other ${others}`}. Post ${others === 1 ? 'it' : 'each of them'} in its own message.`,
  );

export const firstPicture = (): Refusal =>
  problem('This is the first picture, so there is nothing to undo. Change a word with /edit.');

export const firstPictureStays = (): Refusal =>
  problem('Everything here is made from this picture. To delete it all, use /forget thread.');

export const notYoursToDelete = (requester: string): Refusal =>
  problem(`Only ${requester} or a moderator can delete this picture. Ask one of them.`);

export const notYoursToStop = (): Refusal =>
  problem('Somebody else asked for that. They or a moderator can stop it.');

export const nothingToStop = (): Refusal =>
  problem('You have nothing running here: it is already done. /undo takes an edit back.');

export const nothingEdited = (): Refusal =>
  problem(
    '➕ and ➖ turn the edited words up and down, and no word of this picture was edited. React with an emoji that names one of its words instead.',
  );

export const notYoursToForget = (owner: string): Refusal =>
  problem(
    `Only ${owner || 'the person who posted them'} or a moderator can delete this thread’s pictures. To delete your own, use /forget mine.`,
  );

export const administratorsForgetAll = (): Refusal =>
  problem(
    'Only somebody who manages this whole server can delete everything in it. To delete your own pictures, use /forget mine.',
  );

export const noExamples = (): Refusal =>
  problem('This model comes without examples. Post a picture of your own with /invert.');

export const noSuchExample = (wanted: string): Refusal =>
  problem(`No example is called “${wanted.slice(0, 60)}”. /gallery shows them all.`);

export const outsideRange = (value: string | number): Refusal =>
  problem(`Strength and structure go from 0 to 1, so ${value} does not work.`);

export const moderatorsSetDefaults = (): Refusal =>
  problem('Only moderators can change a channel’s defaults. In a thread you can set your own.');

export const oldButton = (): Refusal =>
  problem('That button is from an older version and no longer works. /help shows what you can do.');

export function unknownCommand(name: string): Refusal {
  const names = COMMANDS.map((command) => command.name);
  const near = nearestPhrases(names.join(' '), name)[0];
  const hint = near === undefined ? '' : ` Did you mean /${near}?`;
  return problem(`There is no command /${name.slice(0, 40)}.${hint} /help shows them all.`);
}
