import { expect, test } from 'vitest';
import { fromFloat16, toFloat16 } from '../graph/tensor-value.ts';
import { tensor } from '../tensor.ts';
import { fromHalf, toHalf } from './half.ts';

const halves = (values: readonly number[]) =>
  toHalf(tensor(Float32Array.from(values), [values.length])).bits;

test('every half survives the way there and back', () => {
  const bits = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i).filter(
    (half) => !Number.isNaN(fromFloat16(half)),
  );
  expect(toHalf(fromHalf({ bits, dims: [bits.length] })).bits).toEqual(bits);
});

test('numbers between two halves go to the nearest, ties to even', () => {
  const values = [1 / 3, -1 / 3, 1 + 2 ** -11, 1 + 3 * 2 ** -11, 2 ** -25, 3 * 2 ** -25, 1e-6, -0];
  values.push(65_519, 65_520, 1e9, -1e9, 2 ** -14 - 2 ** -26, 1e-30);
  expect([...halves(values)]).toEqual(values.map((value) => toFloat16(Math.fround(value))));
});

test('what is no number stays so, and the shape stays', () => {
  const back = fromHalf(toHalf(tensor(Float32Array.of(Number.NaN, 2), [2, 1])));
  expect(back).toEqual({ data: Float32Array.of(Number.NaN, 2), dims: [2, 1] });
});
