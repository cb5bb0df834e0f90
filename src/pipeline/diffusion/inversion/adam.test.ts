import { expect, test } from 'vitest';
import { tensor } from '../../tensor.ts';
import { adam } from './adam.ts';

const vector = (...values: number[]) => tensor(Float32Array.from(values), [values.length]);

test('the first step is the learning rate against the sign of the gradient', () => {
  const after = adam(0.01)(vector(1, 1, 1), vector(5, -0.001, 0));
  expect(Array.from(after.data)).toEqual([0.99, 1.01, 1].map((x) => expect.closeTo(x, 6)));
});

test('the second step weighs both gradients by the paper’s moments', () => {
  const update = adam(0.1);
  const once = update(vector(0), vector(1));
  const twice = update(once, vector(-2));
  // m̂ = (0.9 · 0.1 · 1 + 0.1 · −2) / (1 − 0.9²), v̂ = (0.999 · 0.001 · 1 + 0.001 · 4) / (1 − 0.999²)
  const mean = (0.09 - 0.2) / 0.19;
  const square = 0.004999 / 0.001999;
  expect(twice.data[0]).toBeCloseTo(-0.1 - (0.1 * mean) / Math.sqrt(square), 6);
});
