import { METHOD_LABELS } from '../../edit-language/edit-methods.ts';
import { contentWords } from '../../edit-language/english/prompt-words.ts';
import { exampleEdits } from '../../edit-language/suggestions.ts';
import type { InversionReport } from '../../pipeline/types.ts';
import type { PictureReport } from '../outcome/outcome.ts';
import {
  type Focus,
  parentOf,
  pictureOf,
  type Result,
  type Source,
  sourceOf,
} from '../thread/thread.ts';
import { unlikeLines } from './job/job-views.ts';
import { gone } from './notices.ts';
import { costs, decibels, fitNote, groupsOf, pictureName, seconds } from './several-pictures.ts';
import { handles } from './thread-views.ts';
import {
  type Button,
  buttons,
  code,
  command,
  type HeatStripBlock,
  heading,
  type Line,
  line,
  note,
  type PictureRef,
  type ProgressBlock,
  type Sketch,
  type SketchPicture,
  strong,
  text,
  view,
} from './views.ts';

/** A result as its message shows it. `improving` says how a picture's full inversion goes. */
export function resultView(
  focus: Focus,
  improving: ProgressBlock<SketchPicture> | null = null,
): Sketch {
  const { pictures, parent } = focus.result;
  if (parent === null) return sourceView(focus, improving);
  return pictures.length > 1 ? variationsView(focus) : editView(focus);
}

/** The redrawn source beside what was posted, and how its full inversion goes. */
function sourceView(focus: Focus, improving: ProgressBlock<SketchPicture> | null): Sketch {
  const { result } = focus;
  const source = sourceOf(focus);
  if (!source?.report) return gone();
  const { share, upload } = source;
  const [example] = exampleEdits(source.prompt);
  return view<SketchPicture>(
    'done',
    heading(result.prompt),
    {
      kind: 'compare',
      before: { id: source.picture, alt: `The picture as posted: ${result.prompt}` },
      after: { id: pictureOf(result), alt: `Redrawn from its words: ${result.prompt}` },
    },
    text(...fidelity(source.report)),
    share === undefined
      ? null
      : text(`The model sees only the middle square, ${Math.round(100 * share)} % of the picture.`),
    captionNote(source),
    improving,
    heatStrip(source),
    example
      ? text(line`Now say what to change: ${command(example)}`)
      : text('Now say what to change.'),
    handles(result),
    buttons([
      BUTTON.edit(result),
      ...(share === undefined || upload === null
        ? []
        : [{ id: `whole:${result.id}`, label: 'Take all of it', style: 'normal' } as const]),
      ...captionButtons(source, result),
      BUTTON.fullSize(result),
    ]),
  );
}

/** Below this the captioner's own sentence is offered with a doubt. */
const SURE = 0.5;

/** Where the sentence is the captioner's, or names nothing that it sees. */
function captionNote({ prompt, caption, report }: Source) {
  if (caption === undefined || report?.unlike !== undefined) return null;
  if (caption === prompt)
    return note(
      (report?.captionConfidence ?? 1) < SURE
        ? 'I am not sure what this shows. Describe it better, and every edit gets better.'
        : 'That is what I see. Correct me if I missed something: you edit the picture by these words.',
    );
  return namesNothingOf(prompt, caption)
    ? text(
        line`Your sentence names nothing that I see in the picture, and edits act only on what it names. I see ${strong(caption)}.`,
      )
    : null;
}

function captionButtons({ prompt, caption }: Source, { id }: Result): Button[] {
  const better: Button = {
    ...{ id: `describe:${id}`, label: 'Say it better…', style: 'normal', form: true },
  };
  if (caption === undefined) return [];
  if (caption === prompt) return [better];
  return namesNothingOf(prompt, caption)
    ? [{ id: `caption:${id}`, label: 'Use that sentence', style: 'normal' }, better]
    : [];
}

/** Whether a typed sentence and the captioner's have no word in common that says something. */
function namesNothingOf(prompt: string, caption: string): boolean {
  const seen = new Set(contentWords(caption));
  return !contentWords(prompt).some((word) => seen.has(word));
}

/** What each word of a source's prompt looks at. */
function heatStrip(source: Source): HeatStripBlock<PictureRef> {
  return {
    kind: 'heat-strip',
    picture: { id: source.picture, alt: source.prompt },
    words: source.heat.map(({ word, picture }) => ({
      word,
      overlay: { id: picture, alt: `What “${word}” looks at` },
    })),
  };
}

function editView(focus: Focus): Sketch {
  const { result } = focus;
  const parent = parentOf(focus);
  return view<SketchPicture>(
    'done',
    heading(changedLine(parent?.prompt ?? '', result.prompt)),
    {
      kind: 'compare',
      before: {
        id: parent && pictureOf(parent),
        alt: parent?.prompt ?? 'the picture',
        isOptional: true,
      },
      after: { id: pictureOf(result), alt: result.prompt },
    },
    maskStrip(focus),
    footer(result),
    handles(result),
    buttons(
      [BUTTON.edit(result), BUTTON.vary(result), BUTTON.undo(result)],
      [
        BUTTON.stronger(result),
        BUTTON.weaker(result),
        BUTTON.compare(result),
        BUTTON.fullSize(result),
        BUTTON.delete(result),
      ],
    ),
  );
}

function variationsView(focus: Focus): Sketch {
  const { result } = focus;
  const isChosen = (i: number): boolean => i === result.chosen;
  return view<SketchPicture>(
    'done',
    heading(changedLine(parentOf(focus)?.prompt ?? '', result.prompt)),
    {
      kind: 'grid',
      pictures: result.pictures.map((id, i) => ({
        id,
        alt: `${result.prompt} (${pictureName(result, i)})`,
      })),
      captions: result.pictures.map(
        (_, i) => `${pictureName(result, i)}${isChosen(i) ? ' ✓' : ''}${costs(result, i)}`,
      ),
      ...groupsOf(result),
    },
    fitNote(result),
    maskStrip(focus),
    footer(result),
    buttons(
      [
        ...result.pictures.map(
          (_, i): Button => ({
            id: `pick:${result.id}:${i}`,
            label: `Use ${i + 1}`,
            style: isChosen(i) ? 'primary' : 'normal',
          }),
        ),
        { ...BUTTON.edit(result), style: 'normal' },
        BUTTON.undo(result),
      ],
      [BUTTON.compare(result), BUTTON.fullSize(result), BUTTON.delete(result)],
    ),
  );
}

/** Where the methods that have a mask might draw. */
function maskStrip(focus: Focus): HeatStripBlock<PictureRef> | null {
  const { drawn = [], prompt } = focus.result;
  const words = drawn.flatMap(({ method, mask }, i) => {
    const name = METHOD_LABELS[method];
    const word = drawn.length > 1 ? `${i + 1} · ${name} mask` : `${name} mask`;
    return mask === null ? [] : [{ word, overlay: { id: mask, alt: `Where ${name} might draw` } }];
  });
  const picture = { id: sourceOf(focus)?.picture, alt: prompt };
  return words.length > 0 ? { kind: 'heat-strip', picture, words } : null;
}

function footer(result: Result) {
  return note(
    line`${code(result.title)} by ${result.requester.name}${seconds(result.seconds)}${methodNote(result)}${weightsNote(result)}`,
  );
}

const BUTTON = {
  edit: ({ id }: Result): Button => ({
    ...{ id: `edit:${id}`, label: 'Edit…', style: 'primary', form: true },
  }),
  vary: ({ id }: Result): Button => ({ id: `vary:${id}`, label: 'Vary', style: 'normal' }),
  undo: ({ id }: Result): Button => ({ id: `undo:${id}`, label: 'Undo', style: 'normal' }),
  stronger: ({ id }: Result): Button => ({
    ...{ id: `stronger:${id}`, label: 'Stronger', style: 'normal' },
  }),
  weaker: ({ id }: Result): Button => ({ id: `weaker:${id}`, label: 'Weaker', style: 'normal' }),
  compare: ({ id }: Result): Button => ({
    ...{ id: `compare:${id}`, label: 'Compare', style: 'normal' },
  }),
  fullSize: ({ id }: Result): Button => ({
    ...{ id: `full:${id}`, label: 'Full size', style: 'normal' },
  }),
  delete: ({ id }: Result): Button => ({ id: `delete:${id}`, label: 'Delete', style: 'danger' }),
};

/** The prompt with what is new in it marked. */
function changedLine(before: string, after: string): Line {
  const old = new Set(before.toLowerCase().split(/\s+/u));
  return after
    .split(/\s+/u)
    .flatMap((word, i) => [i > 0 ? ' ' : '', old.has(word.toLowerCase()) ? word : strong(word)])
    .filter((piece) => piece !== '');
}

/** What is said of a redrawing that lost less than so many dB against the VAE alone. */
const CLOSENESS = [
  [0.5, 'As close as it gets'],
  [2, 'Very close'],
  [5, 'Close'],
] as const;
const ROUGH = [
  Number.POSITIVE_INFINITY,
  'Rough (a sentence that says more about the picture may bring it closer)',
] as const;

function fidelity({ psnr, vaePsnr, unlike }: InversionReport): Line[] {
  if (unlike !== undefined) return unlikeLines(unlike);
  const [, words] = CLOSENESS.find(([most]) => vaePsnr - psnr < most) ?? ROUGH;
  return [line`${strong(words)}.`];
}

/** The method of a picture for which another was asked than Prompt-to-Prompt, and what it took. */
function methodNote({ options, drawn: [how, ...others] = [] }: Result): string {
  const { using = 'prompt-to-prompt' } = options;
  if (!how || others.length > 0 || using === 'prompt-to-prompt') return '';
  return ` · ${METHOD_LABELS[how.method]}${figures(how)}`;
}

function figures({ unetRows, likeness }: PictureReport): string {
  return ` · ${unetRows} model ${unetRows === 1 ? 'run' : 'runs'} · ${decibels(likeness)} to the original`;
}

function weightsNote({ weights }: Result): string {
  if (weights.length === 0) return '';
  return ` · ${weights.map(({ words, factor }) => `${words} × ${factor}`).join(', ')}`;
}
