import { expect, it } from 'vitest';
import { middle, resampling } from './crops.ts';

it('leaves a row as it is that keeps its size', () => {
  expect([...resampling(3, 3, { start: 0, size: 3 })]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
});

it('averages what becomes smaller, and blends what becomes larger', () => {
  expect([...resampling(4, 2, { start: 0, size: 4 })].map((w) => Number(w.toFixed(3)))).toEqual(
    // The nearer half of the triangle that reaches over the edge falls on the edge itself.
    [0.5, 0.375, 0.125, 0, 0, 0.125, 0.375, 0.5],
  );
  expect([...resampling(2, 4, { start: 0, size: 2 })]).toEqual([
    1, 0, 0.75, 0.25, 0.25, 0.75, 0, 1,
  ]);
});

it('cuts a part out', () => {
  expect([...resampling(4, 2, { start: 1, size: 2 })]).toEqual([0, 1, 0, 0, 0, 0, 1, 0]);
});

it('takes the middle of what is not square', () => {
  expect(middle({ width: 40, height: 24 })).toEqual({ left: 8, top: 0, side: 24 });
});
