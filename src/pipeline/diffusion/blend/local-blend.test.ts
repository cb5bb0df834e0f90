import { describe, expect, test } from 'vitest';
import { tensor } from '../../tensor.ts';
import {
  blendLatents,
  blendMask,
  type LocalBlend,
  mapSize,
  maxPool3x3,
  resizeNearest,
} from './local-blend.ts';
import type { Mask } from './mask.ts';

/** Maps [1, 16, 2] of a 4 × 4 side: the given cells of each of two tokens, else 0. */
function maps(...tokens: Record<number, number>[]) {
  const data = new Float32Array(16 * 2);
  tokens.forEach((cells, token) => {
    for (const [cell, value] of Object.entries(cells)) data[Number(cell) * 2 + token] = value;
  });
  return tensor(data, [1, 16, 2]);
}

/** The mask as rows of "#" and ".". */
function drawn(mask: Mask, width: number): string[] {
  const cells = mask.map((inside) => (inside ? '#' : '.')).join('');
  return cells.match(new RegExp(`.{${width}}`, 'g')) ?? [];
}

const blend: LocalBlend = {
  tokens: { source: [0], target: [1] },
  subtract: null,
  firstStep: 0,
  threshold: 0.3,
};
const SIDE_4 = { height: 4, width: 4 };

describe('the mask', () => {
  test('is the source word’s and the target word’s neighbourhoods together', () => {
    const attention = { source: maps({ 0: 1 }), target: maps({ 1: 9 }, { 15: 0.1 }) };
    expect(drawn(blendMask(blend, attention, SIDE_4), 4)).toEqual(['##..', '##..', '..##', '..##']);
  });

  test('adds up the words of each side and compares with the largest', () => {
    const tokens = { source: [0, 1], target: [0] };
    // Pooled, the sum is 0.5 + 0.5 around cell 0 and 0.31 or 0.3 around cell 15.
    const attention = (far: number) => ({
      source: maps({ 0: 0.5, 15: far }, { 0: 0.5 }),
      target: maps({ 0: 1 }),
    });
    const mask = (far: number) => blendMask({ ...blend, tokens }, attention(far), SIDE_4);
    expect(mask(0.31)[15]).toBe(true);
    expect(mask(0.29)[15]).toBe(false);
  });

  test('loses the subtract words, which are not pooled', () => {
    const attention = { source: maps({ 5: 1 }, { 0: 1 }), target: maps({}, { 5: 1 }) };
    const subtract = { source: [1], target: [0] };
    expect(drawn(blendMask({ ...blend, subtract }, attention, SIDE_4), 4)).toEqual([
      '.##.',
      '###.',
      '###.',
      '....',
    ]);
  });

  test('without words of its own is the whole picture less the subtract words', () => {
    const attention = { source: maps({ 5: 1 }), target: maps() };
    const rest = { ...blend, tokens: null, subtract: { source: [0], target: [] } };
    expect(drawn(blendMask(rest, attention, SIDE_4), 4)).toEqual(['####', '#.##', '####', '####']);
  });

  test('is upsampled to a larger latent, of any proportions', () => {
    const attention = { source: maps({ 15: 1 }), target: maps({}, { 15: 1 }) };
    expect(drawn(blendMask(blend, attention, { height: 8, width: 8 }), 8)).toEqual([
      ...Array<string>(4).fill('........'),
      ...Array<string>(4).fill('....####'),
    ]);
    const wide = mapSize(8, { height: 4, width: 8 });
    expect(wide).toEqual({ height: 2, width: 4 });
  });

  test('of words that drew no attention is empty', () => {
    expect(blendMask(blend, { source: maps(), target: maps() }, SIDE_4)).not.toContain(true);
  });
});

test('the blend takes the target inside the mask and the source elsewhere, in every channel', () => {
  const attention = { source: maps({ 0: 1 }), target: maps({}, { 0: 1 }) };
  const latent = (value: number) => tensor(new Float32Array(32).fill(value), [1, 2, 4, 4]);
  const blended = blendLatents(blend, attention, latent(1), latent(2));
  const channel = [2, 2, 1, 1, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
  expect(Array.from(blended.data)).toEqual([...channel, ...channel]);
});

test('max pooling looks at the neighbours and not around the edge', () => {
  const size = { height: 2, width: 4 };
  expect(Array.from(maxPool3x3(Float32Array.of(0, 0, 0, 5, 0, 0, 0, 0), size))).toEqual([
    0, 0, 5, 5, 0, 0, 5, 5,
  ]);
});

test('nearest upsampling repeats cells', () => {
  const up = resizeNearest(Float32Array.of(1, 2), { height: 1, width: 2 }, { height: 2, width: 4 });
  expect(Array.from(up)).toEqual([1, 1, 2, 2, 1, 1, 2, 2]);
});
