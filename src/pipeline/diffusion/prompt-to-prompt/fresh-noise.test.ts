import { describe, expect, test } from 'vitest';
import { type Tensor, tensor } from '../../tensor.ts';
import { gaussianNoise } from '../schedule/noise.ts';
import { freshen } from './fresh-noise.ts';

const SIDE = 32;
const DIMS = [1, 4, SIDE, SIDE];
const flat = tensor(new Float32Array(4 * SIDE * SIDE).fill(0.7), DIMS);
const noise = gaussianNoise(DIMS, 7);
const shares = { renewed: 0, restored: 1, seed: 0 };

function variance({ data }: Tensor): number {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  return data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length;
}

function correlation(a: Tensor, b: Tensor): number {
  const product = a.data.reduce((sum, value, i) => sum + value * b.data[i]!, 0) / a.data.length;
  return product / Math.sqrt(variance(a) * variance(b));
}

describe('fresh noise', () => {
  test('gives a flat latent the variance that it lacks, around what it is', () => {
    const fresh = freshen(flat, shares);
    expect(variance(fresh)).toBeCloseTo(1, 1);
    expect(fresh.data.reduce((sum, value) => sum + value, 0) / fresh.data.length).toBeCloseTo(
      0.7,
      1,
    );
    expect(variance(freshen(flat, { ...shares, restored: 0.5 }))).toBeCloseTo(0.25, 1);
  });

  test('leaves most of what is noise already, and with no share all of it', () => {
    expect(correlation(freshen(noise, shares), noise)).toBeGreaterThan(0.95);
    expect(freshen(noise, { ...shares, restored: 0 })).toEqual(noise);
  });

  test('draws a share of it anew and keeps its variance', () => {
    const fresh = freshen(noise, { ...shares, renewed: 0.6 });
    expect(variance(fresh)).toBeCloseTo(1, 1);
    expect(correlation(fresh, noise)).toBeCloseTo(0.8, 1);
  });

  test('is the same for the same seed, and another for another', () => {
    expect(freshen(flat, shares)).toEqual(freshen(flat, shares));
    expect(freshen(flat, { ...shares, seed: 1 })).not.toEqual(freshen(flat, shares));
  });
});
