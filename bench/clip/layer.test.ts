import { describe, expect, it } from 'vitest';
import { type Tensor, tensor } from '../../src/pipeline/tensor.ts';
import { composed, firstLayer, stretcher, withSparsity } from './layer.ts';

const SIZE = { width: 6, height: 4 };
const GRID = 3;
const PIXELS = SIZE.width * SIZE.height;
const waves = (dims: readonly number[], phase: number): Tensor => {
  const count = dims.reduce((a, b) => a * b);
  return tensor(
    Float32Array.from({ length: count }, (_, i) => Math.sin(1.7 * i + phase)),
    dims,
  );
};
const under = waves([1, 3, SIZE.height, SIZE.width], 1);
const wanted = waves(under.dims, 2);
const dot = (a: Tensor, b: Tensor) => a.data.reduce((sum, value, i) => sum + value * b.data[i]!, 0);

describe('a layer over a picture', () => {
  it('is stretched and shown with the gradient of finite differences', () => {
    const stretch = stretcher(SIZE, GRID);
    const layer = waves([1, 4, GRID, GRID], 3);
    const sparse = 0.3;
    const loss = (cells: Tensor) => {
      const { picture, alpha } = composed(stretch.up(cells), under);
      return dot(picture, wanted) + (sparse * alpha.reduce((a, b) => a + b)) / PIXELS;
    };
    const shown = composed(stretch.up(layer), under);
    const gradient = stretch.down(withSparsity(shown.reverse(wanted), shown.alpha, sparse));
    expect(gradient.dims).toEqual(layer.dims);
    for (const [i, slope] of gradient.data.entries()) {
      const moved = (by: number) => tensor(layer.data.with(i, layer.data[i]! + by), layer.dims);
      const measured = (loss(moved(0.01)) - loss(moved(-0.01))) / 0.02;
      expect(Math.abs(slope - measured)).toBeLessThan(2e-3);
    }
  });

  it('begins grey, and covers what the words look at', () => {
    const relevance = Float32Array.from({ length: PIXELS }, (_, i) => (i % SIZE.width < 2 ? 1 : 0));
    const layer = firstLayer(relevance, SIZE, GRID);
    expect([...layer.data.slice(0, 3 * GRID ** 2)]).toEqual(Array(3 * GRID ** 2).fill(0));
    const { alpha } = composed(stretcher(SIZE, GRID).up(layer), under);
    expect(alpha[0]).toBeGreaterThan(0.7);
    expect(alpha[SIZE.width - 1]).toBeLessThan(0.1);
  });
});
