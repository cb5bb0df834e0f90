import { expect, test } from 'vitest';
import { type Tensor, tensor } from '../../tensor.ts';
import { Lbfgs } from './lbfgs.ts';

/** ½ Σ λ_i (x_i − c_i)² */
class Bowl {
  readonly curvature: readonly number[];
  readonly centre: readonly number[];

  constructor(curvature: readonly number[], centre: readonly number[]) {
    this.curvature = curvature;
    this.centre = centre;
  }

  loss({ data }: Tensor): number {
    return this.curvature.reduce(
      (sum, l, i) => sum + (l / 2) * (data[i]! - this.centre[i]!) ** 2,
      0,
    );
  }

  gradient({ data }: Tensor): Tensor {
    const slopes = this.curvature.map((l, i) => l * (data[i]! - this.centre[i]!));
    return tensor(Float32Array.from(slopes), [slopes.length]);
  }
}

function descend(optimizer: Lbfgs, bowl: Bowl, from: Tensor, steps: number): Tensor {
  let x = from;
  for (let k = 0; k < steps; k++) x = optimizer.step(x, bowl.loss(x), bowl.gradient(x));
  return x;
}

const start = tensor(Float32Array.of(10, 10, 10), [3]);

test('the first step goes down the gradient, half a percent of the parameters\u2019 length', () => {
  const bowl = new Bowl([1, 1, 1], [10, 10, 0]);
  const optimizer = new Lbfgs();
  optimizer.begin();
  const after = optimizer.step(start, bowl.loss(start), bowl.gradient(start));
  const length = 0.005 * Math.sqrt(300);
  expect(Array.from(after.data)).toEqual([10, 10, 10 - length].map((x) => expect.closeTo(x, 5)));
});

test('finds the bottom of a narrow valley', () => {
  const bowl = new Bowl([1, 30, 900], [10.2, 9.7, 10.1]);
  const optimizer = new Lbfgs();
  optimizer.begin();
  expect(bowl.loss(descend(optimizer, bowl, start, 25))).toBeLessThan(1e-6 * bowl.loss(start));
});

test('keeps the curvature for the next loss, whose bottom it then finds at once', () => {
  const curvature = [5, 5, 5];
  const optimizer = new Lbfgs();
  optimizer.begin();
  const bottom = descend(optimizer, new Bowl(curvature, [10.1, 10, 10]), start, 4);
  const moved = new Bowl(curvature, [10.1, 10, 10.1]);
  optimizer.begin();
  expect(moved.loss(descend(optimizer, moved, bottom, 1))).toBeLessThan(1e-3 * moved.loss(bottom));
});

test('takes back a step that raised the loss, and takes a shorter one', () => {
  const bowl = new Bowl([1e4, 1e4, 1e4], [10, 10, 10.001]);
  const optimizer = new Lbfgs();
  optimizer.begin();
  const over = descend(optimizer, bowl, start, 1);
  expect(bowl.loss(over)).toBeGreaterThan(bowl.loss(start));
  const back = optimizer.step(over, bowl.loss(over), bowl.gradient(over));
  expect(back.data[2]! - 10).toBeCloseTo((over.data[2]! - 10) / 4, 5);
});

test('stays where the gradient is zero', () => {
  const optimizer = new Lbfgs();
  optimizer.begin();
  const still = optimizer.step(start, 0, tensor(new Float32Array(3), [3]));
  expect(Array.from(still.data)).toEqual([10, 10, 10]);
});
