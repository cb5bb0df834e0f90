import { indefiniteArticle } from '../../edit-language/english/grammar.ts';
import { type Learned, titleOfLearned } from '../learned/learned.ts';
import type { Place } from '../request/requests.ts';
import {
  type Button,
  buttons,
  code,
  command,
  heading,
  type Line,
  line,
  list,
  note,
  problem,
  type Sketch,
  type SketchPicture,
  strong,
  text,
  type View,
  view,
} from './views.ts';

/** What people see of the subjects that they teach. */

/** A subject as the message of its job shows it, once it is learned. */
export function learnedView(learned: Learned): Sketch {
  const { name, className, report, sheet } = learned;
  return view<SketchPicture>(
    'done',
    heading(line`I know ${name} now`),
    { kind: 'picture', picture: { id: sheet, alt: `The pictures of ${name}`, isOptional: true } },
    text(
      line`Say ${strong(name)} in the thread of any picture, as if it were a word: ${command(swap(className, name))} or ${command(`${name} wearing a crown`)}`,
    ),
    note(
      `${titleOfLearned(learned)}, learned from ${report?.pictures ?? 0} pictures in ${lasting(report?.seconds ?? 0)}.${whoMay(learned)} /subjects lists and deletes what you taught me.`,
    ),
    buttons(buttonsFor(learned)),
  );
}

/** The subjects that a person may use here, and what they may do with each. */
export function subjectsView({
  usable,
  learning,
  own,
  most,
  mayManage,
}: {
  readonly usable: readonly Learned[];
  /** The person's own that are not learned yet. */
  readonly learning: readonly Learned[];
  /** The `personKey` of who asks. */
  readonly own: string;
  readonly most: number;
  readonly mayManage: (learned: Learned) => boolean;
}): Sketch {
  if (usable.length === 0 && learning.length === 0)
    return view(
      'plain',
      text(
        line`You have taught me nothing yet. Send ${command('/learn "Milo" dog')} with 3 to 5 pictures of it, then use its name in edits.`,
      ),
    );
  const mine = usable.filter(({ owner }) => owner.key === own);
  const others = usable.filter(({ owner }) => owner.key !== own);
  return view(
    'plain',
    heading('Subjects that I know'),
    list(
      ...mine.map((learned): Line => described(learned, whoseOwn(learned))),
      ...learning.map((learned): Line => described(learned, 'I am still learning it')),
      ...others.map((learned): Line => described(learned, `taught by ${learned.owner.name}`)),
    ),
    note(
      `Say the name in an edit: ${swap(usable[0]?.className ?? 'dog', usable[0]?.name ?? 'Milo')}. One person can teach ${most}.`,
    ),
    managed(usable.filter(mayManage)),
  );
}

/** How long something took, for people. */
function lasting(seconds: number): string {
  const isLong = seconds >= 90;
  const count = Math.max(1, Math.round(isLong ? seconds / 60 : seconds));
  return `${count} ${isLong ? 'minute' : 'second'}${count === 1 ? '' : 's'}`;
}

function whoseOwn({ shared, place }: Learned): string {
  if (isAlone(place)) return 'yours';
  return shared ? 'yours, for everybody here' : 'yours alone';
}

function managed(learned: readonly Learned[]) {
  const each = learned.flatMap(buttonsFor);
  return each.length === 0 ? null : buttons(each.slice(0, MAX_BUTTONS));
}

/** What fits a message everywhere. */
const MAX_BUTTONS = 24;

function described(learned: Learned, whose: string): Line {
  const { name, className } = learned;
  return line`${strong(name)}, ${indefiniteArticle(className)} ${className}: ${whose}`;
}

function swap(className: string, name: string): string {
  return `"${className}" -> "${name}"`;
}

function buttonsFor({ id, name, shared, place }: Learned): Button[] {
  const sharing: Button = shared
    ? { id: `unshare:${id}`, label: `Stop sharing ${name}`, style: 'normal' }
    : { id: `share:${id}`, label: `Share ${name} with everybody here`, style: 'normal' };
  const deleting: Button = { id: `unlearn:${id}`, label: `Delete ${name}`, style: 'danger' };
  return isAlone(place) ? [deleting] : [sharing, deleting];
}

/** The web chat is one person's. */
function isAlone({ platform }: Place): boolean {
  return platform === 'web';
}

function whoMay({ owner, shared, place }: Learned): string {
  if (isAlone(place)) return '';
  return shared
    ? ' Everybody here can use it.'
    : ` Only ${owner.name} can use it until it is shared.`;
}

export function confirmUnlearnView({ id, name }: Learned): Sketch {
  return view(
    'plain',
    text(
      `This deletes what I learned about ${name}. Pictures with it stay; to edit them further, use another word for it. This cannot be undone.`,
    ),
    buttons([{ id: `unlearn:${id}:yes`, label: 'Delete for good', style: 'danger' }]),
  );
}

export function unlearnedView({ name }: Learned): Sketch {
  return view('done', text(`Forgotten: ${name}. I kept none of it.`));
}

export function sharedView({ name, className }: Learned, shared: boolean): Sketch {
  return view(
    'done',
    text(
      shared
        ? line`Everybody here can use ${strong(name)} now: ${command(swap(className, name))}`
        : line`Only you can use ${strong(name)} now.`,
    ),
  );
}

/** What of its subject a person may not have, or not so. */
export const notLearnedAnyMore = (): string =>
  'I no longer have its pictures. Send them again with /learn.';

export const nameTaken = (name: string, owner: string): string =>
  `${owner} has shared a subject called “${name}” with everybody here. Choose another name for yours, or say ${name} to use theirs.`;

export const isBeingLearned = (name: string): string =>
  `I am already learning ${name}. Wait until I know it, or stop me with /cancel.`;

export const tooManySubjects = (most: number): string =>
  `You have taught me ${most === 1 ? '1 subject' : `${most} subjects`}, which is the limit for one person. Delete one with /subjects, then teach me the next.`;

export function noSuchSubject(name: string, usable: readonly Learned[]): View<never> {
  const names = usable.map((learned) => learned.name);
  const known = names.length === 0 ? '' : ` I know ${names.join(', ')}.`;
  return problem(
    `I know no subject called “${name.slice(0, 40)}” that you can use here.${known} /learn teaches me one.`,
  );
}

export function subjectGone(): View<never> {
  return problem('I no longer know that subject. /subjects shows those I know.');
}

export function notYoursToManage({ name, owner }: Learned): View<never> {
  return problem(`Only ${owner.name} or a moderator can share or delete ${name}. Ask one of them.`);
}

export function howToSubjects(): View<never> {
  return problem(
    line`Say ${code('share Milo')}, ${code('unshare Milo')} or ${code('delete Milo')} after ${command('/subjects')}, or nothing to see them all.`,
  );
}
