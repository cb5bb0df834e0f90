import { expect, test } from 'vitest';
import { tensor } from '../../tensor.ts';
import { promptOf } from '../fixtures/prompts.ts';
import { heatMaps } from './heat-maps.ts';

test('each word has a map of its tokens together, from 0 to 1, without punctuation', () => {
  // 0 start, 1 a, 2 straw, 3 berry, 4 ",", 5 end; two cells of a 1 × 2 latent
  const prompt = promptOf('a straw|berry,', 6);
  const attention = tensor(
    Float32Array.from([0, 0.5, 0.3, 0.1, 9, 0, /* second cell */ 0, 0.5, 0.1, 0.6, 0, 0]),
    [2, 6],
  );
  expect(heatMaps(attention, prompt, { height: 1, width: 2 })).toEqual([
    { word: 'a', map: tensor(Float32Array.of(0, 0), [1, 2]) },
    { word: 'strawberry', map: tensor(Float32Array.of(0, 1), [1, 2]) },
  ]);
});
