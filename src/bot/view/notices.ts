import { contentWords } from '../../edit-language/english/prompt-words.ts';
import { exampleEdits } from '../../edit-language/suggestions.ts';
import { COMMANDS } from '../request/commands.ts';
import type { Fidelity, Settings } from '../thread/thread.ts';
import {
  buttons,
  code,
  command,
  heading,
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

export const GONE =
  'I no longer have that picture. Post it again with /invert, or pick one from /gallery.';

export function gone(): View<never> {
  return problem(GONE);
}

export function nothingHere(): View<never> {
  return problem(
    'There is no picture in this thread yet. Post one with /invert, or pick one from /gallery.',
  );
}

/** Something to change, said before the captioner has found words for the picture. */
export function stillLooking(): View<never> {
  return problem('I am still looking at that picture. Say it again in a moment.');
}

/** Something to change, said where no picture is. */
export function whichPicture(): View<never> {
  return problem(
    'Say that in the thread of the picture you mean. To start a new one, post a picture with /invert or pick one from /gallery.',
  );
}

/** @param drawn how many pictures are drawn for `x4`, of which the best four are shown */
export function helpView(prompt: string | null, drawn = 4): Sketch {
  const about = prompt ?? 'a cat on a red background in the snow';
  const examples = exampleEdits(about).slice(0, 4);
  const [word = 'cat'] = contentWords(about);
  return view(
    'plain',
    heading('Edit a picture by changing the words that describe it'),
    text(
      line`Post a picture with ${command('/invert')}, with a sentence about it or without, or take one from ${command('/gallery')}. Then, in its thread, say what to change:`,
    ),
    list(
      ...examples.map((edit) => line`${command(edit)}`),
      line`${command(`${word}++`)} more of a word, ${command(`${word}--`)} less of it; ${command('+ "in the rain"')} adds words, ${command(`- "${word}"`)} takes words away; ${code(';')} between several`,
    ),
    text('At the end of an edit:'),
    list(
      line`${code('x4')} shows four variations${drawn > 4 ? `, the best of ${drawn}` : ''}`,
      line`${code('strength 0.8')} lets the words pull harder (0 to 1), ${code('structure 0.3')} keeps less of the layout (0 to 1)`,
      line`${code(`only "${word}"`)} changes nothing else, ${code(`keep "${word}"`)} leaves that as it is`,
    ),
    text(
      line`React to a picture with an emoji that names one of its words to see more of that; ➕ and ➖ turn the edited words up and down, ↩️ undoes, 🗑️ deletes. Remove a reaction to take that back. Reply to an older picture to go on from there.`,
    ),
    heading('Commands'),
    list(...COMMANDS.map(({ name, description }) => line`${command(`/${name}`)} ${description}`)),
  );
}

/** The message that a new thread hangs on. */
export function openerView(picture: string, prompt: string, person: string): Sketch {
  const alt = prompt === '' ? 'The picture as posted' : `The picture as posted: ${prompt}`;
  return view<SketchPicture>(
    'plain',
    heading(prompt === '' ? 'A picture to edit' : prompt),
    { kind: 'picture', picture: { id: picture, alt } },
    note(line`posted by ${person}`),
  );
}

export function questionView(): Sketch {
  return view('plain', text(QUESTION), DESCRIBE);
}

/** Not everywhere can the bot read what is typed to answer it. */
export const DESCRIBE = buttons([
  { id: 'describe', label: 'Describe it…', style: 'primary', form: true },
]);

const QUESTION = line`What is in the picture? Answer with ${strong('one sentence')}: its words become the handles you edit with.`;

export function galleryView(
  examples: readonly {
    readonly file: string;
    readonly prompt: string;
    readonly bytes: Uint8Array;
  }[],
): Sketch {
  return view<SketchPicture>(
    'plain',
    heading('Start from an example'),
    {
      kind: 'grid',
      pictures: examples.map(({ file, prompt, bytes }, i) => ({
        ...{ id: `example-${i}`, name: file, alt: prompt, bytes },
      })),
    },
    list(...examples.map(({ prompt }, i) => line`${code(String(i + 1))} ${prompt}`)),
    buttons(
      examples.map((_, i) => ({ id: `example:${i + 1}`, label: `${i + 1}`, style: 'normal' })),
    ),
  );
}

export function settingsView(
  where: 'thread' | 'channel',
  { fidelity, strength = 0.5, structure }: Settings & { readonly fidelity: Fidelity },
): Sketch {
  return view(
    'plain',
    heading(`Defaults for this ${where}`),
    list(
      line`fidelity: ${code(fidelity)} (quick suits nearly every picture, full adds null-text optimisation)`,
      line`strength: ${code(String(strength))} (how far words may pull the picture)`,
      line`structure: ${structure === undefined ? 'as suits the edit' : code(String(structure))} (how much of the layout stays)`,
    ),
    note(line`Change one with ${command('/settings strength 0.8')}.`),
  );
}

const FORGETTING: Readonly<Record<string, string>> = {
  thread: 'the pictures of this thread',
  everything: 'every picture and subject of this server',
};

export function confirmForgetView(what: string): Sketch {
  return view(
    'plain',
    text(
      `This deletes ${FORGETTING[what] ?? 'all your pictures and subjects'} and everything made from them. This cannot be undone.`,
    ),
    buttons([{ id: `forget:${what}`, label: 'Delete for good', style: 'danger' }]),
  );
}

export function forgottenThreadView(): Sketch {
  return view(
    'done',
    text('Forgotten: the pictures of this thread and everything made from them.'),
  );
}

export function forgottenView({
  threads,
  results,
  subjects,
}: {
  readonly threads: number;
  readonly results: number;
  readonly subjects: number;
}): Sketch {
  const parts = [
    counted(threads, 'one thread and everything in it', 'threads and everything in them'),
    counted(results, 'one picture elsewhere', 'pictures elsewhere'),
    counted(subjects, 'one subject that I learned', 'subjects that I learned'),
  ].filter((part) => part !== null);
  if (parts.length === 0) return view('done', text('There was nothing to forget.'));
  return view('done', text(`Forgotten: ${parts.join(', ')}. I kept none of it.`));
}

function counted(count: number, one: string, several: string): string | null {
  if (count === 0) return null;
  return count === 1 ? one : `${count} ${several}`;
}
