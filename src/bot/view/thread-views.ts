import { contentWords } from '../../edit-language/english/prompt-words.ts';
import { handlesOf } from '../intent/handles.ts';
import {
  type Focus,
  parentOf,
  pictureOf,
  type Result,
  resultOf,
  type Source,
  sourceOf,
  type Thread,
} from '../thread/thread.ts';
import { gone, nothingHere } from './notices.ts';
import {
  code,
  command,
  type HandlesBlock,
  heading,
  type Inline,
  type Line,
  line,
  list,
  note,
  type PictureRef,
  type Sketch,
  strong,
  text,
  view,
} from './views.ts';

/** The words that edits act on now, each where the picture shows it. */
export function wordsView(focus: Focus): Sketch {
  const source = sourceOf(focus);
  if (!source) return nothingHere();
  const words = wordsNow(focus.result, source);
  const found = words.flatMap(({ word, picture }) =>
    picture === undefined
      ? []
      : [{ word, overlay: { id: picture, alt: `What “${word}” looks at` } }],
  );
  const others = words.flatMap(({ word, picture }) => (picture === undefined ? [word] : []));
  return view<PictureRef>(
    'plain',
    heading(focus.result.prompt),
    found.length > 0
      ? {
          kind: 'heat-strip',
          picture: { id: source.picture, alt: source.prompt },
          words: found,
        }
      : null,
    others.length > 0
      ? text(
          line`Added since the picture was posted: ${others.map((word) => `“${word}”`).join(', ')}.`,
        )
      : null,
    found.length > 0 ? note('Where a word glows, an edit of that word will act.') : null,
    handles(focus.result),
  );
}

/** How a word is changed, where no form can be opened. */
export function wordView({ result }: Focus, index: number): Sketch {
  const word = handlesOf(result.prompt)[index];
  if (word === undefined) return gone();
  return view(
    'plain',
    text(
      line`Say ${command(`"${word}" -> "…"`)} to replace it, or ${command(`"${word}" * 2`)} for more of it.`,
    ),
  );
}

/** The words of a result, each to be replaced or weighed. */
export function handles({ id, prompt }: Pick<Result, 'id' | 'prompt'>): HandlesBlock | null {
  const words = handlesOf(prompt);
  if (words.length === 0) return null;
  return {
    ...{ kind: 'handles', label: 'Change a word…' },
    handles: words.map((word, i) => ({ id: `word:${id}:${i}`, word })),
  };
}

/**
 * The words of a result's prompt, with the map of where each acts: its own, or that of the word of the
 * first prompt whose place it has taken.
 */
export function wordsNow(
  { prompt, replacements }: Pick<Result, 'prompt' | 'replacements'>,
  { heat }: Pick<Source, 'heat'>,
): { readonly word: string; readonly picture: string | undefined }[] {
  const mapOf = (word: string) =>
    heat.find((map) => contentWords(map.word).includes(word))?.picture;
  const replacedBy = (word: string) =>
    replacements.find(({ to }) => contentWords(to).includes(word))?.from ?? '';
  return [...new Set(contentWords(prompt))].map((word) => ({
    word,
    picture:
      mapOf(word) ??
      // The noun of a phrase comes last.
      contentWords(replacedBy(word))
        .reverse()
        .map(mapOf)
        .find((picture) => picture !== undefined),
  }));
}

/** How the pictures of a thread came about. */
export function historyView(thread: Thread): Sketch {
  // One edit after another stays in line; what branches off is set in.
  const branches = (id: string) => thread.results.filter(({ parent }) => parent === id).length;
  const depth = (result: Result): number => {
    const parent = resultOf(thread, result.parent);
    return parent ? depth(parent) + (branches(parent.id) > 1 ? 1 : 0) : 0;
  };
  const lines = inTreeOrder(thread).map((result): Line => {
    const indent = '\u2003'.repeat(depth(result));
    const mark: Inline = result.id === thread.current ? strong(' ← here') : '';
    return result.parent === null
      ? ['🖼️ ', strong(result.prompt), mark]
      : [`${indent}↳ `, code(result.title), ` ${result.prompt}`, mark];
  });
  if (lines.length === 0) return nothingHere();
  return view(
    'plain',
    heading('How these pictures were made'),
    list(...lines),
    note('Reply to an older picture to go on from there; /undo goes one step back.'),
  );
}

function inTreeOrder(thread: Thread): Result[] {
  const under = (parent: string | null): Result[] =>
    thread.results
      .filter((result) => result.parent === parent)
      .flatMap((result) => [result, ...under(result.id)]);
  return under(null);
}

/** A picture beside the one that was posted. */
export function sideBySideView(focus: Focus): Sketch {
  const source = sourceOf(focus);
  const { result } = focus;
  return view<PictureRef>(
    'plain',
    text(line`The picture as posted, and ${strong(result.prompt)}.`),
    {
      kind: 'compare',
      before: { id: source?.picture, alt: `The picture as posted: ${source?.prompt}` },
      after: { id: pictureOf(result), alt: result.prompt },
    },
  );
}

export function fullSizeView({ result }: Focus): Sketch {
  return view<PictureRef>('plain', text(line`${strong(result.prompt)}, as the model drew it.`), {
    kind: 'picture',
    picture: { id: pictureOf(result), alt: result.prompt, isFullSize: true },
  });
}

/** Back at the picture before a result. */
export function undoneView(focus: Focus): Sketch {
  const parent = parentOf(focus);
  if (!parent) return gone();
  return view<PictureRef>(
    'done',
    text(line`Undone: ${code(focus.result.title)}. The picture is now ${strong(parent.prompt)}.`),
    {
      kind: 'picture',
      picture: { id: pictureOf(parent), alt: parent.prompt, isOptional: true },
    },
  );
}
