import sharp from 'sharp';
import { expect, it } from 'vitest';
import { tensor } from '../pipeline/tensor.ts';
import type { Picture } from '../pipeline/types.ts';
import { drawContactSheet } from './contact-sheet.ts';
import { heatMapOverlay } from './heat-map.ts';
import { drawText } from './text.ts';

const red: Picture = {
  width: 8,
  height: 8,
  data: Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => (i % 3 === 0 ? 220 : 30)),
};

it('sets text with characters that are markup elsewhere', async () => {
  const plain = await drawText('a < b & c > d', { size: 14, colour: '#000000' });
  const longer = await drawText('a < b & c > d, and more', { size: 14, colour: '#000000' });
  expect(plain.width).toBeGreaterThan(40);
  expect(longer.width).toBeGreaterThan(plain.width);
});

it('sets nothing where there is nothing to see', async () => {
  for (const text of ['', ' ', '\u200b'])
    expect((await drawText(text, { size: 14, colour: '#000000' })).width).toBe(1);
});

it('sets every text on the same line, whatever its letters', async () => {
  const style = { size: 20, colour: '#000000' };
  const heights = ['snow', 'light', 'gap', 'Ågj'].map(
    async (text) => (await drawText(text, style)).height,
  );
  expect(new Set(await Promise.all(heights)).size).toBe(1);
  const { data, info } = await sharp((await drawText('snow', style)).png)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const row = (y: number) =>
    data.subarray(y * info.width * info.channels, (y + 1) * info.width * info.channels);
  expect(row(0).every((value, i) => i % info.channels !== info.channels - 1 || value < 8)).toBe(
    true,
  );
});

it('keeps the colours where a word looked and fades the rest', async () => {
  const left = tensor(Float32Array.from([1, 0, 1, 0]), [2, 2]);
  const { data } = await heatMapOverlay(red, { word: 'cat', map: left });
  const spread = (x: number): number => {
    const at = 3 * (4 * 8 + x);
    return Math.max(...data.slice(at, at + 3)) - Math.min(...data.slice(at, at + 3));
  };
  expect(spread(0)).toBeGreaterThan(100);
  expect(spread(7)).toBeLessThan(10);
});

it('breaks a row that does not fit and puts every picture on the sheet', async () => {
  const cell = { picture: red, caption: 'red' };
  const sheet = await drawContactSheet({
    title: 'Sheet',
    width: 400,
    rows: [{ cells: [cell, cell, cell], cellSize: 150 }],
  });
  const { data, info } = await sharp(sheet).raw().toBuffer({ resolveWithObject: true });
  expect(info.width).toBe(400);
  let redPixels = 0;
  for (let i = 0; i < data.length; i += info.channels)
    if (data[i]! > 200 && data[i + 1]! < 60) redPixels++;
  expect(redPixels).toBeGreaterThan(3 * 140 * 140);
});
