import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Picture } from '../src/pipeline/types.ts';
import { isWhole, realismOf } from './realism.ts';
import { readMask, readPicture, readScenes } from './scenes.ts';

const [scene] = (await readScenes()).slice(10);
const swap = scene!.edits.find(({ kind }) => kind === 'swap')!;
const truth = await readPicture(swap.truth);
const mask = await readMask(swap.mask);
const area = [...mask.keys()].filter((pixel) => mask[pixel]);
const { width, height } = truth;

/** A picture whose pixel at x, y is the truth's where `from` says. */
function warped(from: (x: number, y: number) => readonly [number, number]): Picture {
  const data = truth.data.map((_, i) => {
    const pixel = Math.floor(i / 3);
    const [x, y] = from(pixel % width, Math.floor(pixel / width));
    const inside = (v: number, size: number) => Math.min(Math.max(Math.round(v), 0), size - 1);
    return truth.data[3 * (inside(y, height) * width + inside(x, width)) + (i % 3)]!;
  });
  return { width, height, data };
}

async function blurred(sigma: number): Promise<Picture> {
  const raw = { width, height, channels: 3 } as const;
  return { width, height, data: await sharp(truth.data, { raw }).blur(sigma).raw().toBuffer() };
}

const isTakenForWhole = (picture: Picture) => isWhole(realismOf(area, picture, truth));

test('a true picture is whole, also moved and a little soft', async () => {
  expect(isTakenForWhole(truth)).toBe(true);
  expect(isTakenForWhole(warped((x, y) => [x + 6, y - 4]))).toBe(true);
  expect(isTakenForWhole(await blurred(1))).toBe(true);
});

test('a smear, a warped glyph and a half-drawn one are not', async () => {
  expect(isTakenForWhole(await blurred(4))).toBe(false);
  const waves = warped((x, y) => [x + 3 * Math.sin(y / 7), y + 3 * Math.sin(x / 6)]);
  expect(isTakenForWhole(waves)).toBe(false);
  const upperHalf = warped((x, y) => (y < height / 2 ? [x, y] : [0, 0]));
  expect(isTakenForWhole(upperHalf)).toBe(false);
});
