import { describe, expect, test } from 'vitest';
import { tensor } from '../tensor.ts';
import { swappedObject } from './auto-blend.ts';
import { promptOf } from './fixtures/prompts.ts';

const CONTEXT = 20;
const LATENT = { height: 8, width: 8 };
const OBJECTS = ['cat', 'dog', 'hat'];

/** Objects look at the middle of the picture, everything else at all of it. */
function attentionOf(marked: string) {
  const data = new Float32Array(64 * CONTEXT).fill(1);
  for (const word of promptOf(marked, CONTEXT).words)
    if (OBJECTS.includes(word.text))
      for (let cell = 0; cell < 64; cell++) {
        const [y, x] = [Math.floor(cell / 8), cell % 8];
        const isMiddle = y >= 2 && y < 6 && x >= 2 && x < 6;
        data[cell * CONTEXT + word.start] = isMiddle ? 1 : 0.1;
      }
  return tensor(data, [64, CONTEXT]);
}

/** The words that the blend looks at, or null. */
function objectOf(source: string, target: string): { source: string; target: string } | null {
  const prompts = { source: promptOf(source, CONTEXT), target: promptOf(target, CONTEXT) };
  const tokens = swappedObject(prompts.source, prompts.target, attentionOf(source), LATENT);
  const wordsOf = (side: 'source' | 'target') =>
    prompts[side].words
      .filter((word) => tokens?.[side].includes(word.start))
      .map((word) => word.text)
      .join(' ');
  return tokens && { source: wordsOf('source'), target: wordsOf('target') };
}

describe('the object that may change is', () => {
  test('the swapped noun, in both prompts', () => {
    expect(objectOf('a cat on a red background', 'a lion on a red background')).toEqual({
      source: 'cat',
      target: 'lion',
    });
  });

  test('the noun of a swapped adjective, which looks at odd places itself', () => {
    expect(objectOf('a big cat in the snow', 'a small cat in the snow')).toEqual({
      source: 'cat',
      target: 'cat',
    });
  });

  test('every swapped noun', () => {
    expect(objectOf('a cat wearing a hat', 'a dog wearing a crown')).toEqual({
      source: 'cat hat',
      target: 'dog crown',
    });
  });

  test('a noun of several tokens with all of them', () => {
    const prompts = [promptOf('a cat, here', CONTEXT), promptOf('a straw|berry, here', CONTEXT)];
    const attention = attentionOf('a cat, here');
    expect(swappedObject(prompts[0]!, prompts[1]!, attention, LATENT)).toEqual({
      source: [2],
      target: [2, 3],
    });
  });
});

describe('the whole picture may change', () => {
  test('for surroundings, which reach its edge, by their adjective too', () => {
    expect(objectOf('a cat on a red background', 'a cat on a blue background')).toBeNull();
    expect(objectOf('a cat in the snow', 'a cat in the rain')).toBeNull();
  });

  test('when an object and the surroundings are swapped together', () => {
    expect(objectOf('a cat on a red background', 'a dog on a blue background')).toBeNull();
  });

  test('when only small words were swapped', () => {
    expect(objectOf('a cat on snow', 'the cat in snow')).toBeNull();
  });
});
