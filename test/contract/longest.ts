import { expect, it } from 'vitest';
import {
  type Button,
  buttons,
  code,
  type Form,
  heading,
  line,
  list,
  note,
  type PictureFile,
  strong,
  text,
  type View,
  view,
} from '../../src/bot/view/views.ts';
import { sharp } from '../../src/pipeline/picture/sharp.ts';

/** A platform, as far as it can be asked to show what is too long for it. */
export interface Presenter {
  /** Posts a view and then shows another one in the same message. */
  show(first: View, then: View): Promise<void>;
  openThread(name: string): Promise<void>;
  openForm(form: Form): Promise<void>;
  suggest(choices: readonly { readonly name: string; readonly value: string }[]): Promise<void>;
  /** The numbers on the buttons that `/gallery` shows, by the real bot and the bundled examples. */
  gallery(): Promise<readonly string[]>;
}

/** Each character counts double, and none may be cut in two. */
const LIONS = '🦁'.repeat(4_000);
/** Every platform escapes some of these. */
const MARKS = '*_~`<>&|\\[](){}#+-.!@:'.repeat(300);
const WORDS = 'a cat on a red background in the snow with a hat and a scarf, '.repeat(100);

async function pictures(count: number, alt: string): Promise<PictureFile[]> {
  const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  return Array.from({ length: count }, (_, i) => ({
    id: `${'p'.repeat(200)}-${i}`,
    name: `${'n'.repeat(300)}-${i}.png`,
    alt: `${i} ${alt}`,
    bytes: png,
  }));
}

function manyButtons(count: number, verb: string): Button[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `${verb}:${i}:`.padEnd(100, 'x'),
    label: `${i} ${LIONS}`,
    style: 'normal',
  }));
}

async function longest(): Promise<Readonly<Record<string, View>>> {
  const [before, after, ...more] = await pictures(30, WORDS);
  if (!before || !after) throw new Error('no pictures');
  const words = more.map((overlay, i) => ({ word: `${i}${LIONS.slice(0, 100)}`, overlay }));
  return {
    text: view('problem', heading(LIONS), text(MARKS, LIONS), note(WORDS), text(WORDS)),
    lines: view(
      'plain',
      list(...Array.from({ length: 400 }, () => line`${code(MARKS)} ${strong(WORDS)}`)),
    ),
    paragraphs: view(
      'done',
      ...Array.from({ length: 90 }, (_, i) => text(`${i}`)),
      buttons(manyButtons(3, 'a')),
    ),
    grid: view('done', {
      kind: 'grid',
      pictures: more.slice(0, 25),
      captions: more.map(() => WORDS),
    }),
    compare: view('done', { kind: 'compare', before, after }),
    heat: view('done', { kind: 'heat-strip', picture: before, words }),
    pictures: view('done', ...more.map((picture) => ({ kind: 'picture' as const, picture }))),
    progress: view('working', {
      kind: 'progress',
      label: MARKS + LIONS,
      fraction: 0.5,
      picture: before,
    }),
    buttons: view(
      'plain',
      text('Which?'),
      buttons(manyButtons(25, 'a')),
      buttons(manyButtons(25, 'b')),
    ),
    menus: view(
      'done',
      text('Which?'),
      {
        ...{ kind: 'handles', label: LIONS },
        handles: manyButtons(150, 'word').map(({ id, label }) => ({ id, word: label })),
      },
      buttons(manyButtons(25, 'a'), manyButtons(150, 'b')),
    ),
    everything: view(
      'done',
      heading(LIONS),
      ...more.flatMap((picture) => [text(WORDS), { kind: 'picture' as const, picture }]),
      { kind: 'compare', before, after },
      list(...Array.from({ length: 100 }, () => WORDS)),
      buttons(manyButtons(25, 'a')),
    ),
  };
}

const FORM: Form = {
  id: 'f'.repeat(80),
  title: LIONS,
  submit: LIONS,
  fields: [
    { kind: 'picture', id: 'picture', label: WORDS },
    ...['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({
      ...{ kind: 'text' as const, id, label: WORDS, value: LIONS, placeholder: LIONS, hint: LIONS },
      maxLength: 100_000,
      required: true,
    })),
  ],
};

/** Everything at its longest: a platform shows as much of it as it bears, and refuses nothing. */
export function itShowsTheLongest(presenter: () => Presenter): void {
  it.each([
    'text',
    'lines',
    'paragraphs',
    'grid',
    'compare',
    'heat',
    'pictures',
    'progress',
    'buttons',
    'menus',
    'everything',
  ])('shows the longest %s', async (name) => {
    const shown = (await longest())[name];
    if (!shown) throw new Error(`no view ${name}`);
    await presenter().show(shown, { ...shown, blocks: [text('Changed'), ...shown.blocks] });
  });

  it('opens a thread with the longest name, and with none', async () => {
    await presenter().openThread(LIONS);
    await presenter().openThread(' ');
  });

  it('opens the longest form', async () => {
    await presenter().openForm(FORM);
  });

  it('offers the longest choices', async () => {
    const name = (i: number): string => `${i}${LIONS}`;
    await presenter().suggest(
      Array.from({ length: 300 }, (_, i) => ({ name: name(i), value: name(i).slice(0, 50 + i) })),
    );
  });

  it('shows the whole gallery', async () => {
    expect((await presenter().gallery()).length).toBeGreaterThan(10);
  });
}
