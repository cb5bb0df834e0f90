import { describe, expect, it } from 'vitest';
import { inversionDraft, resultFrom } from '../plan/draft.ts';
import type { Result, Source, Thread } from '../thread/thread.ts';
import { historyView, wordsNow, wordsView } from './thread-views.ts';
import { plainText } from './views.ts';

const ANN = { key: 'ann', name: 'Ann' };
const SOURCE: Source = {
  ...{ prompt: 'a cat in the snow', fidelity: 'quick', upload: null, picture: 'seen' },
  heat: [
    { word: 'cat', picture: 'cat.png' },
    { word: 'snow', picture: 'snow.png' },
  ],
};
const result = (id: string, prompt: string, more: Partial<Result> = {}): Result => ({
  ...resultFrom(inversionDraft(prompt, 'root'), id, ANN),
  ...more,
});
const ROOT = result('root', SOURCE.prompt);
const thread = (...results: readonly Result[]): Thread => ({
  ...{ key: 'k', place: { platform: 'web', workspace: 'w', channel: 'c' }, owner: ANN },
  ...{
    sources: { root: SOURCE },
    results: [ROOT, ...results],
    current: results.at(-1)?.id ?? 'root',
  },
  ...{ question: null, otherMessages: [] },
});

describe('the words that one can edit with', () => {
  it.each<[string, Result['replacements'], string]>([
    ['a cat in the snow', [], 'cat=cat.png snow=snow.png'],
    ['a lion in the snow', [{ from: 'cat', to: 'lion' }], 'lion=cat.png snow=snow.png'],
    ['a big lion', [{ from: 'a cat', to: 'a big lion' }], 'big=cat.png lion=cat.png'],
    ['a cat in the snow wearing a crown', [], 'cat=cat.png snow=snow.png wearing= crown='],
    ['a Cat, a cat', [], 'cat=cat.png'],
  ])('of “%s” are those of the picture as it is now', (prompt, replacements, words) => {
    const now = wordsNow({ prompt, replacements }, SOURCE);
    expect(now.map(({ word, picture = '' }) => `${word}=${picture}`).join(' ')).toBe(words);
  });

  it('name what has no place of its own in the picture', () => {
    const crowned = result('a', 'a cat wearing a crown', { parent: 'root' });
    const text = plainText(wordsView({ thread: thread(crowned), result: crowned }));
    expect(text).toMatch(/\ncat\n.*“wearing”, “crown”/);
  });
});

it('the history is a tree: what goes on stays in line, what branches off is set in', () => {
  const edit = (id: string, parent: string) => result(id, `a ${id}`, { title: id, parent });
  const view = historyView(thread(edit('b', 'root'), edit('c', 'b'), edit('d', 'root')));
  expect(plainText(view).split('\n').slice(1, -1)).toEqual([
    '🖼️ a cat in the snow',
    '\u2003↳ b a b',
    '\u2003↳ c a c',
    '\u2003↳ d a d ← here',
  ]);
});
