import type { Tensor } from '../../tensor.ts';
import type { Optimizer } from './optimizer.ts';

/** Curvature pairs that are remembered. */
const MEMORY = 6;
/** Length of the first step, and of the longest, as shares of the parameters' own length. */
const FIRST_STEP = 0.005;
const LONGEST_STEP = 0.04;

type Vector = Float32Array | Float64Array;

/** s = the change of the parameters, y = that of the gradient, along one step. */
interface CurvaturePair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly sy: number;
}

interface Visit {
  readonly parameters: Tensor;
  readonly loss: number;
  readonly gradient: Float32Array;
  /** Length of the step that was taken from here. */
  readonly length: number;
}

/**
 * Limited-memory BFGS (Nocedal 1980; Nocedal and Wright 2006, algorithm 7.4) over a sequence of
 * similar losses. Neighbouring timesteps of null-text optimisation curve alike, so the curvature that
 * one has shown is kept for the next, whose first step is then already a good one. A step that raised
 * the loss is taken back and repeated shorter, with the memory cleared; there is no other line search,
 * so every evaluation is also a step.
 */
export class Lbfgs implements Optimizer {
  readonly updatesBeforeStopping = false;
  #pairs: CurvaturePair[] = [];
  #last: Visit | null = null;

  begin(): void {
    this.#last = null;
  }

  step(parameters: Tensor, loss: number, gradient: Tensor): Tensor {
    const last = this.#last;
    if (last && loss > last.loss) {
      this.#pairs = [];
      return this.#move(last.parameters, last.loss, last.gradient, last.length / 4);
    }
    if (last) this.#remember(last, parameters.data, gradient.data);
    const size = norm(parameters.data);
    const longest = (this.#pairs.length > 0 ? LONGEST_STEP : FIRST_STEP) * size;
    return this.#move(parameters, loss, gradient.data, longest);
  }

  #remember(last: Visit, parameters: Float32Array, gradient: Float32Array): void {
    const s = difference(parameters, last.parameters.data);
    const y = difference(gradient, last.gradient);
    const sy = dot(s, y);
    // The update stays positive definite only along directions of positive curvature.
    if (sy <= 1e-10 * norm(s) * norm(y)) return;
    this.#pairs = [...this.#pairs.slice(1 - MEMORY), { s, y, sy }];
  }

  /** Steps down from a point, at most `longest` far. */
  #move(parameters: Tensor, loss: number, gradient: Float32Array, longest: number): Tensor {
    const direction = this.#descent(gradient);
    const full = norm(direction);
    // Without memory the direction is the bare gradient, whose length says nothing.
    const length = this.#pairs.length > 0 ? Math.min(full, longest) : longest;
    const scale = full > 0 ? length / full : 0;
    this.#last = { parameters, loss, gradient, length };
    const data = parameters.data.map((value, i) => value - scale * direction[i]!);
    return { data, dims: parameters.dims };
  }

  /** H·g by the two-loop recursion. */
  #descent(gradient: Float32Array): Float64Array {
    const q = Float64Array.from(gradient);
    const weights: number[] = [];
    for (const { s, y, sy } of this.#pairs.toReversed()) {
      const weight = dot(s, q) / sy;
      weights.push(weight);
      addScaled(q, y, -weight);
    }
    const newest = this.#pairs.at(-1);
    const scale = newest ? newest.sy / dot(newest.y, newest.y) : 1;
    for (let i = 0; i < q.length; i++) q[i]! *= scale;
    for (const { s, y, sy } of this.#pairs) addScaled(q, s, weights.pop()! - dot(y, q) / sy);
    return q;
  }
}

function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function norm(a: Vector): number {
  return Math.sqrt(dot(a, a));
}

function difference(a: Vector, b: Vector): Float64Array {
  return Float64Array.from(a, (value, i) => value - b[i]!);
}

function addScaled(target: Float64Array, a: Vector, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * a[i]!;
}
