import { describe, expect, it } from 'vitest';
import { emojiFor, meaningOf, nameOfReaction, reweighted, wordNamedBy } from './reactions.ts';

const PROMPT = 'a lion wearing a hat on a red background in the light snow';

describe('an emoji', () => {
  it.each([
    ['🦁', 'lion'],
    ['lion_face', 'lion'],
    [':lion_face:', 'lion'],
    ['❄️', 'snow'],
    ['❄', 'snow'],
    ['snowflake', 'snow'],
    ['☃️', 'snow'],
    ['🎩', 'hat'],
    ['🔴', 'red'],
  ])('%s names “%s”', (emoji, word) => expect(wordNamedBy(emoji, PROMPT)).toBe(word));

  it.each(['👍', '🍕', 'nonsense', '', '__proto__', 'constructor'])(
    '%s names nothing here',
    (emoji) => expect(wordNamedBy(emoji, PROMPT)).toBeNull(),
  );

  it('names the noun before the colour', () =>
    expect(wordNamedBy('🍎', 'a red apple')).toBe('apple'));

  it.each([
    ['➕', { kind: 'weigh', words: ['hat'], delta: 0.5 }],
    ['heavy_minus_sign', { kind: 'weigh', words: ['hat'], delta: -0.5 }],
    ['↩', { kind: 'undo' }],
    ['leftwards_arrow_with_hook', { kind: 'undo' }],
    ['🗑', { kind: 'delete' }],
    ['👍', { kind: 'nothing' }],
  ])('%s means %o', (emoji, meaning) =>
    expect(meaningOf(emoji, { prompt: PROMPT, edited: ['hat'] })).toEqual(meaning),
  );
});

it('offers emoji for the words of a prompt', () => {
  expect(emojiFor(PROMPT)).toEqual(['🦁', '🎩', '🔴', '❄️']);
});

describe('weights', () => {
  const reaction = (delta: number, ...words: string[]) => ({ emoji: '', person: '', words, delta });

  it('move by halves from what they were, and stay within −2 … 5', () => {
    const weights = [{ words: 'Snow', factor: 4 }];
    expect(reweighted(weights, [reaction(0.5, 'snow'), reaction(-0.5, 'lion')])).toEqual([
      { words: 'snow', factor: 4.5 },
      { words: 'lion', factor: 0.5 },
    ]);
    expect(reweighted(weights, Array(9).fill(reaction(0.5, 'snow')))).toEqual([
      { words: 'snow', factor: 5 },
    ]);
  });

  it('that come back to 1 are none', () => {
    expect(reweighted([], [reaction(0.5, 'snow'), reaction(-0.5, 'snow')])).toEqual([]);
  });
});

it.each([
  ['➕', 'more of what changed'],
  ['↩', 'undo'],
  ['❄️', 'snowflake'],
  ['party_parrot', 'party parrot'],
])('%s is called “%s”', (emoji, name) => {
  expect(nameOfReaction(emoji)).toBe(name);
});
