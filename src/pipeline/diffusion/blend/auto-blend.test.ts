import { describe, expect, test } from 'vitest';
import { tensor } from '../../tensor.ts';
import { promptOf } from '../fixtures/prompts.ts';
import { swappedObjects } from './auto-blend.ts';

const CONTEXT = 20;
const LATENT = { height: 8, width: 8 };
const OBJECTS = ['cat', 'dog', 'hat', 'ring', 'starling', 'building'];

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

/** What is swapped, with its words in place of tokens; null for no object. */
function objectsOf(source: string, target: string) {
  const prompts = { source: promptOf(source, CONTEXT), target: promptOf(target, CONTEXT) };
  const objects = swappedObjects(prompts.source, prompts.target, attentionOf(source), LATENT);
  const wordsOf = (side: 'source' | 'target') =>
    prompts[side].words
      .filter((word) => objects?.tokens[side].includes(word.start))
      .map((word) => word.text)
      .join(' ');
  return (
    objects && { ...objects, tokens: { source: wordsOf('source'), target: wordsOf('target') } }
  );
}

describe('the objects that are swapped are', () => {
  test('the swapped noun, in both prompts', () => {
    expect(objectsOf('a cat on a red background', 'a lion on a red background')).toEqual({
      tokens: { source: 'cat', target: 'lion' },
      isNew: true,
      isAll: true,
    });
  });

  test('the noun of a swapped adjective, which looks at odd places itself', () => {
    expect(objectsOf('a big cat in the snow', 'a small cat in the snow')).toEqual({
      tokens: { source: 'cat', target: 'cat' },
      isNew: false,
      isAll: true,
    });
  });

  test.each([
    ['a ring on a red background', 'a coin on a red background', 'ring', 'coin'],
    ['a starling in the snow', 'a building in the snow', 'starling', 'building'],
    ['a big building wearing a hat', 'a big cat wearing a hat', 'building', 'cat'],
  ])('a noun in -ing too: %s', (source, target, from, to) => {
    expect(objectsOf(source, target)?.tokens).toEqual({ source: from, target: to });
  });

  test('every swapped noun', () => {
    expect(objectsOf('a cat wearing a hat', 'a dog wearing a crown')?.tokens).toEqual({
      source: 'cat hat',
      target: 'dog crown',
    });
  });

  test('told apart from surroundings that are swapped with them', () => {
    expect(objectsOf('a cat on a red background', 'a dog on a blue background')).toEqual({
      tokens: { source: 'cat', target: 'dog' },
      isNew: true,
      isAll: false,
    });
  });

  test('a noun of several tokens with all of them', () => {
    const prompts = [promptOf('a cat, here', CONTEXT), promptOf('a straw|berry, here', CONTEXT)];
    const attention = attentionOf('a cat, here');
    expect(swappedObjects(prompts[0]!, prompts[1]!, attention, LATENT)?.tokens).toEqual({
      source: [2],
      target: [2, 3],
    });
  });
});

describe('no object is swapped', () => {
  test('with surroundings, which reach the edge of the picture, by their adjective too', () => {
    expect(objectsOf('a cat on a red background', 'a cat on a blue background')).toBeNull();
    expect(objectsOf('a cat in the snow', 'a cat in the rain')).toBeNull();
  });

  test('when only small words were swapped', () => {
    expect(objectsOf('a cat on snow', 'the cat in snow')).toBeNull();
  });
});
