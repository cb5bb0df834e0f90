import { describe, expect, test } from 'vitest';
import type { Picture } from '../types.ts';
import { keepObject } from './keep-object.ts';

const SIDE = 64;
const CELL = 8;
type Shade = (x: number, y: number) => number;

/** Grey, with a shade for each pixel. */
function picture(shade: Shade): Picture {
  const data = Uint8Array.from({ length: 3 * SIDE ** 2 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return shade(pixel % SIDE, Math.floor(pixel / SIDE));
  });
  return { width: SIDE, height: SIDE, data };
}

const shadeAt = ({ data }: Picture, x: number, y: number) => data[3 * (y * SIDE + x)]!;

describe('an object that must not change', () => {
  /** A disc, which its cells [16, 48) hold with some ground around it. */
  const isObject: Shade = (x, y) => +(Math.hypot(x - 32, y - 32) < 12);
  const kept = Array.from({ length: 64 }, (_, cell) => {
    const [x, y] = [cell % 8, Math.floor(cell / 8)];
    return x >= 2 && x < 6 && y >= 2 && y < 6;
  });
  const original = picture((x, y) => (isObject(x, y) ? 40 : 100));

  test('is the original where its ground changed, and the new ground reaches its edge', () => {
    const drawn = picture((x, y) => (isObject(x, y) ? 70 : 220));
    const result = keepObject(drawn, { original, drawn }, { kept, cell: CELL });
    expect(shadeAt(result, 32, 32)).toBe(40);
    expect(shadeAt(result, 25, 32)).toBe(40);
    expect(shadeAt(result, 17, 17)).toBe(220); // inside of its cells
    expect(shadeAt(result, 5, 5)).toBe(220);
  });

  test('is the original wholly where nothing around it changed', () => {
    const drawn = picture((x, y) => (isObject(x, y) ? 200 : 100));
    const result = keepObject(drawn, { original, drawn }, { kept, cell: CELL });
    expect(shadeAt(result, 32, 32)).toBe(40);
  });

  test('is none without a place', () => {
    expect(keepObject(original, { original, drawn: original }, null)).toBe(original);
  });
});
