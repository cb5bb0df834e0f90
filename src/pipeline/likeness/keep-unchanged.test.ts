import { describe, expect, test } from 'vitest';
import type { Picture } from '../types.ts';
import { isSeen, keepUnchanged } from './keep-unchanged.ts';

const SIDE = 64;
const CELL = 8;

/** Grey, with a shade for each pixel. */
function picture(shade: (x: number, y: number) => number): Picture {
  const data = Uint8Array.from({ length: 3 * SIDE ** 2 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return shade(pixel % SIDE, Math.floor(pixel / SIDE));
  });
  return { width: SIDE, height: SIDE, data };
}

function shadeAt({ data }: Picture, x: number, y: number): number {
  return data[3 * (y * SIDE + x)]!;
}

describe('keepUnchanged', () => {
  /** Fine stripes, of which a reconstruction knows only the mean. */
  const original = picture((x) => (x % 2 === 0 ? 90 : 110));
  const reconstruction = picture(() => 100);
  const keep = (drawn: Picture, isLocal = false) =>
    keepUnchanged(drawn, { original, reconstruction }, { cell: CELL, isLocal });

  test('gives the picture itself for the reconstruction', () => {
    expect(keep(reconstruction).data).toEqual(original.data);
  });

  test('takes an unrest of the whole picture back', () => {
    expect(keep(picture(() => 107)).data).toEqual(original.data);
  });

  test('keeps a change of the whole picture as it was drawn', () => {
    const drawn = picture(() => 130);
    expect(keep(drawn).data).toEqual(drawn.data);
  });

  test('passes softly from what is drawn to what is kept', () => {
    const kept = keep(picture((x) => (x < 32 ? 200 : 100)));
    expect(shadeAt(kept, 10, 30)).toBe(200);
    expect(shadeAt(kept, 50, 30)).toBe(90);
    // At the edge of the change itself nothing of the original shows through.
    expect(shadeAt(kept, 31, 30)).toBe(200);
    const fringe = [32, 34, 36, 38].map((x) => Math.abs(shadeAt(kept, x, 30) - 90));
    expect(fringe).toEqual(fringe.toSorted((a, b) => b - a));
  });

  test('leaves out what the reconstruction had lost beside a local change, and only there', () => {
    const whisker = { x: 38, y: 30 };
    const isThere = (x: number, y: number) =>
      Math.abs(x - whisker.x) < 2 && Math.abs(y - whisker.y) < 2;
    const cat = picture((x, y) => (isThere(x, y) ? 255 : 100));
    const swapped = picture((x) => (x < 32 ? 200 : 100));
    const shade = (isLocal: boolean) =>
      shadeAt(
        keepUnchanged(swapped, { original: cat, reconstruction }, { cell: CELL, isLocal }),
        whisker.x,
        whisker.y,
      );
    expect(shade(false)).toBe(255);
    expect(shade(true)).toBeLessThan(130);
    expect(shadeAt(keep(swapped, true), 60, 30)).toBe(90);
  });

  test('leaves out a long whisker to its tip, and leaves what stands apart', () => {
    const cat = picture((x, y) => ((y === 30 && x < 52) || (y === 30 && x > 58) ? 255 : 100));
    const swapped = picture((x) => (x < 32 ? 200 : 100));
    const kept = keepUnchanged(
      swapped,
      { original: cat, reconstruction },
      { cell: CELL, isLocal: true },
    );
    for (const x of [36, 44, 51]) expect(shadeAt(kept, x, 30), `${x}`).toBe(100);
    expect(shadeAt(kept, 62, 30)).toBe(255);
  });

  test('keeps a drop of rain, which is thinner than a cell', () => {
    const kept = keep(picture((x) => (x === 30 || x === 31 ? 190 : 100)));
    expect(shadeAt(kept, 30, 30)).toBeGreaterThan(170);
  });
});

test('an edit is seen where a flake has fallen, and not by the unrest of the whole picture', () => {
  const before = picture(() => 100);
  const seen = (drawn: Picture) => isSeen(drawn, before, { cell: CELL });
  expect(seen(picture(() => 107))).toBe(false);
  expect(seen(picture((x, y) => (Math.hypot(x - 30, y - 30) < 4 ? 255 : 100)))).toBe(true);
});
