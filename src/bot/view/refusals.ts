import { nearestPhrases } from '../../edit-language/english/prompt-words.ts';
import { COMMANDS } from '../request/commands.ts';
import { problem, type View } from './views.ts';

/** Refusals, each a sentence that says what to do next. The policy and the edit language have their own. */
type Refusal = View<never>;

export const CLOSING = 'Wordbrush is being stopped or restarted. Try again in a minute.';

export const sendPicture = (): Refusal =>
  problem(
    'Send a picture along: /invert with a picture and one sentence that describes it, or start from /gallery.',
  );

export const onePictureAtATime = (others: number): Refusal =>
  problem(
    `One picture is edited at a time, so ${others === 1 ? 'the second one was' : `the other ${others} were`} left out. Post ${others === 1 ? 'it' : 'each of them'} in a message of its own.`,
  );

export const firstPicture = (): Refusal =>
  problem('This is the first picture: there is nothing before it. Change a word with /edit.');

export const firstPictureStays = (): Refusal =>
  problem('Everything here is made from this picture. To delete it all, use /forget thread.');

export const notYoursToDelete = (requester: string): Refusal =>
  problem(`Only ${requester} or a moderator can delete this picture. Ask one of them.`);

export const notYoursToStop = (): Refusal =>
  problem('That was asked for by somebody else; they or a moderator can stop it.');

export const nothingToStop = (): Refusal =>
  problem('There is nothing of yours to stop here: it is done already. /undo takes an edit back.');

export const nothingEdited = (): Refusal =>
  problem(
    '➕ and ➖ weigh the words that an edit changed, and this picture has none. An emoji that names a word of the prompt works.',
  );

export const notYoursToForget = (owner: string): Refusal =>
  problem(
    `Only ${owner || 'whose it was'} or a moderator can delete this thread’s pictures. Your own go with /forget mine.`,
  );

export const administratorsForgetAll = (): Refusal =>
  problem(
    'Only who manages this whole server can delete everything of it. Your own pictures go with /forget mine.',
  );

export const noExamples = (): Refusal =>
  problem('This model comes without examples. Post a picture of your own with /invert.');

export const noSuchExample = (wanted: string): Refusal =>
  problem(`No example is called “${wanted.slice(0, 60)}”. /gallery shows them all.`);

export const outsideRange = (value: string | number): Refusal =>
  problem(`Strength and structure go from 0 to 1; ${value} is outside.`);

export const moderatorsSetDefaults = (): Refusal =>
  problem('A channel’s defaults are set by its moderators. Inside a thread you can set your own.');

export const oldButton = (): Refusal =>
  problem('That button is from an older version. Use /help for what can be done.');

export function unknownCommand(name: string): Refusal {
  const names = COMMANDS.map((command) => command.name);
  const near = nearestPhrases(names.join(' '), name)[0];
  const hint = near === undefined ? '' : ` Did you mean /${near}?`;
  return problem(`There is no command /${name.slice(0, 40)}.${hint} /help shows them all.`);
}
