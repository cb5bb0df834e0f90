import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../tensor.ts';
import { promptOf } from '../fixtures/prompts.ts';
import {
  canReplace,
  globalAlignment,
  naturalAlignment,
  refineAlignment,
  replaceAlignment,
  type TokenAlignment,
} from './align.ts';

/** For each target token, its source tokens as "index" or "index×weight". */
function columns({ mapper }: TokenAlignment): string[] {
  const size = mapper.dims[0]!;
  return Array.from({ length: size }, (_, t) => column(mapper, t).join(' '));
}

function column({ data, dims }: Tensor, t: number): string[] {
  const size = dims[0]!;
  return Array.from({ length: size }, (_, s) => data[s * size + t]!).flatMap((weight, s) =>
    weight === 0 ? [] : weight === 1 ? [`${s}`] : [`${s}×${weight}`],
  );
}

describe('replace', () => {
  test('is possible between prompts of as many words', () => {
    const cat = promptOf('a cat', 8);
    expect(canReplace(cat, promptOf('a straw|berry', 8))).toBe(true);
    expect(canReplace(cat, promptOf('a cat sitting', 8))).toBe(false);
    expect(canReplace(cat, promptOf('a cat,', 8))).toBe(false);
    expect(() => replaceAlignment(cat, promptOf('two big cats', 8))).toThrow(/word counts differ/);
  });

  test('maps words of equal token counts token by token', () => {
    const mapped = replaceAlignment(promptOf('a pan|da here', 8), promptOf('a rab|bit here', 8));
    expect(columns(mapped)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
    expect(mapped.unmatched).toEqual(Array(8).fill(false));
  });

  test('spreads a word over a longer one and keeps every later token aligned', () => {
    // source: 0 start, 1 a, 2 cat, 3 on, 4 red, 5 end, 6 and 7 padding
    // target: 0 start, 1 a, 2 straw, 3 berry, 4 on, 5 red, 6 end, 7 padding
    const mapped = replaceAlignment(
      promptOf('a cat on red', 8),
      promptOf('a straw|berry on red', 8),
    );
    expect(columns(mapped)).toEqual(['0', '1', '2×0.5', '2×0.5', '3', '4', '5', '6']);
  });

  test('gathers a long word into a shorter one; the last padding serves where none is left', () => {
    const mapped = replaceAlignment(
      promptOf('a straw|berry on red', 8),
      promptOf('a cat on red', 8),
    );
    expect(columns(mapped)).toEqual(['0', '1', '2 3', '4', '5', '6', '7', '7']);
  });

  test('keeps the punctuation after a swapped word apart from it', () => {
    const mapped = replaceAlignment(promptOf('a cake, hot', 8), promptOf('a straw|berry, hot', 8));
    expect(columns(mapped)).toEqual(['0', '1', '2×0.5', '2×0.5', '3', '4', '5', '6']);
  });
});

describe('by themselves prompts are', () => {
  const scene = 'a cat on a red background';
  test.each([
    ['replaced where words stay in place', scene, 'a lion on a blue background', 'replace'],
    ['replaced where two change places', scene, 'a red on a cat background', 'replace'],
    ['refined where words moved', scene, 'a big cat on a background', 'refine'],
    ['refined where a word came first', 'cat on snow', 'big cat snow', 'refine'],
    ['refined where their counts differ', scene, 'a big cat on a red background', 'refine'],
  ])('%s', (_, source, target, expected) => {
    expect(naturalAlignment(promptOf(source, 12), promptOf(target, 12))).toBe(expected);
  });
});

describe('refine', () => {
  test('keeps the target’s own attention for added words', () => {
    // target: 0 start, 1 a, 2 cat, 3 wearing, 4 a, 5 crown, 6 end
    const mapped = refineAlignment(promptOf('a cat', 8), promptOf('a cat wearing a crown', 8));
    expect(mapped.unmatched).toEqual([false, false, false, true, true, true, false, false]);
    expect(columns(mapped)).toEqual(['0', '1', '2', '', '', '', '3', '7']);
  });

  test('skips removed words, and never shows padding a word of the source', () => {
    // source: 0 start, 1 a, 2 big, 3 red, 4 cat, 5 end, 6 and 7 padding
    const mapped = refineAlignment(promptOf('a big red cat', 8), promptOf('a cat', 8));
    expect(columns(mapped)).toEqual(['0', '1', '4', '5', '6', '6', '6', '7']);
    expect(mapped.unmatched).toEqual(Array(8).fill(false));
  });

  test('of a swapped word leaves the new word to the target', () => {
    const mapped = refineAlignment(promptOf('a cat', 5), promptOf('a dog', 5));
    expect(mapped.unmatched).toEqual([false, false, true, false, false]);
  });
});

describe('the global alignment', () => {
  test('pairs what matches and skips the rest', () => {
    expect(globalAlignment([1, 5, 6, 2], [1, 6, 7, 2])).toEqual([
      [0, 0],
      [2, 1],
      [3, 3],
    ]);
  });

  test('among equal scores skips in the target first, then in the source', () => {
    expect(globalAlignment([1, 2], [2, 1])).toEqual([[1, 0]]);
    expect(globalAlignment([8], [8, 8])).toEqual([[0, 0]]);
    expect(globalAlignment([8, 8], [8])).toEqual([[0, 0]]);
  });
});
