import { expect, test } from 'vitest';
import type { Picture } from '../src/pipeline/types.ts';
import { ANYWHERE, bestSsimWithin, grayOf, NEARBY, ssimWithin } from './similarity.ts';

const SIDE = 40;
const EVERYWHERE = Array.from({ length: SIDE * SIDE }, (_, pixel) => pixel);
const MIDDLE = EVERYWHERE.filter((pixel) => {
  const [x, y] = [pixel % SIDE, Math.floor(pixel / SIDE)];
  return Math.min(x, y, SIDE - 1 - x, SIDE - 1 - y) >= 10;
});

/** A drawing of waves, moved, enlarged about its middle and faded. */
function waves({ dx = 0, dy = 0, scale = 1, contrast = 1 }): Picture {
  const middle = (SIDE - 1) / 2;
  const data = Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const x = (((pixel % SIDE) - middle - dx) / scale) * 0.5;
    const y = ((Math.floor(pixel / SIDE) - middle - dy) / scale) * 0.5;
    return 128 + 100 * contrast * Math.sin(x + Math.cos(y)) * Math.cos(0.7 * y);
  });
  return { width: SIDE, height: SIDE, data };
}

test('equal pictures have a similarity of 1, faded and moved ones less', () => {
  const original = grayOf(waves({}));
  expect(ssimWithin(EVERYWHERE, original, original)).toBeCloseTo(1, 12);
  expect(ssimWithin(EVERYWHERE, grayOf(waves({ contrast: 0.3 })), original)).toBeLessThan(0.8);
  expect(ssimWithin(EVERYWHERE, grayOf(waves({ dx: 3 })), original)).toBeLessThan(0.5);
});

test('flat windows of two tones have the similarity that the formula gives', () => {
  const flat = (tone: number) => ({ width: 7, height: 7, data: new Float64Array(49).fill(tone) });
  const expected = (2 * 100 * 150 + 2.55 ** 2) / (100 ** 2 + 150 ** 2 + 2.55 ** 2);
  expect(ssimWithin([24], flat(100), flat(150))).toBeCloseTo(expected, 12);
});

test('only the pixels of the area count', () => {
  const [a, b] = [waves({}), waves({})];
  b.data.fill(0, 0, 3 * SIDE * 3);
  expect(ssimWithin(MIDDLE, grayOf(a), grayOf(b))).toBeCloseTo(1, 12);
});

test('an object that stands a few pixels off is found', () => {
  const [moved, original] = [grayOf(waves({ dx: 3, dy: -4 })), grayOf(waves({}))];
  expect(bestSsimWithin(MIDDLE, moved, original, NEARBY)).toBeGreaterThan(0.99);
  const farther = grayOf(waves({ dx: 6 }));
  expect(bestSsimWithin(MIDDLE, farther, original, NEARBY)).toBeLessThan(0.9);
});

test('a drawing of another size is found too', () => {
  const drawing = grayOf(waves({ dx: 5, scale: 0.87 }));
  expect(bestSsimWithin(MIDDLE, drawing, grayOf(waves({})), NEARBY)).toBeLessThan(0.8);
  expect(bestSsimWithin(MIDDLE, drawing, grayOf(waves({})), ANYWHERE)).toBeGreaterThan(0.9);
});
