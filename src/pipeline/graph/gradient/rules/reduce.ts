import { intOf, intsOf } from '../../ir.ts';
import type { ReverseStep, Rule } from '../reverse.ts';

export const REDUCE = {
  // y = Σ x: dx = g for every term
  ReduceSum: (s) => [() => spread(s), null],
  // y = 1/n Σ x: dx = g / n
  ReduceMean: (s) => {
    const count = size(s.dims(0)) / size(s.outputDims);
    return [() => s.scaled(spread(s), 1 / count), null];
  },
  // y = max x: dx = g at the largest; equal ones share it
  ReduceMax: (s) => [() => toLargest(s), null],
  // yᵢ = e^xᵢ / Σ e^x: dx = y (g − Σ g y)
  Softmax: (s) => {
    const rank = s.outputDims.length;
    const axis = s.axis(intOf(s.node, 'axis', s.graph.opset < 13 ? 1 : -1), rank);
    // Before opset 13 the sum ran over the axis and all that follow.
    if (s.graph.opset < 13 && axis !== rank - 1)
      throw s.unsupported('its axis is not the last; export with opset 13 or newer');
    return [
      () => {
        const total = s.reduceSum(s.product(s.g, s.y), [axis]);
        return s.product(s.y, s.difference(s.g, total));
      },
    ];
  },
} satisfies Record<string, Rule>;

/** The gradient of a reduction's output, repeated over what it reduced. */
function spread(s: ReverseStep): string {
  const dims = s.dims(0);
  const axes = reducedAxes(s);
  if (axes === null) return s.g;
  return s.add('Expand', [s.reshape(s.g, keptDims(dims, axes)), s.graph.int64s(dims)]);
}

function toLargest(s: ReverseStep): string {
  const dims = s.dims(0);
  const axes = reducedAxes(s);
  if (axes === null) return s.g;
  const kept = keptDims(dims, axes);
  const isLargest = s.add('Equal', [s.input(0), s.reshape(s.y, kept)]);
  const largest = s.add('Where', [isLargest, s.scalar(1), s.scalar(0)]);
  const all = axes.length > 0 ? axes : dims.map((_, axis) => axis);
  return s.product(largest, s.quotient(s.reshape(s.g, kept), s.reduceSum(largest, all)));
}

/** The shape in which what was reduced is 1. */
function keptDims(dims: readonly number[], axes: readonly number[]): number[] {
  return dims.map((length, axis) => (axes.length === 0 || axes.includes(axis) ? 1 : length));
}

/** Axes that are reduced, none for all of them; null where nothing is. */
function reducedAxes(s: ReverseStep): number[] | null {
  const dims = s.dims(0);
  const listed = intsOf(s.node, 'axes') ?? (s.input(1) ? s.constant(1) : []);
  const reducesNone = listed.length === 0 && intOf(s.node, 'noop_with_empty_axes', 0) === 1;
  return reducesNone ? null : listed.map((axis) => s.axis(axis, dims.length));
}

function size(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}
