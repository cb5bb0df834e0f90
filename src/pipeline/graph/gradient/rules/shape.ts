import { intOf, intsOf, stringOf } from '../../ir.ts';
import type { ReverseStep, Rule } from '../reverse.ts';

/** y = x in another shape: dx = g in x's own. */
const reshaped: Rule = (s) => [() => s.reshape(s.g, s.dims(0)), null];

export const SHAPE = {
  Reshape: reshaped,
  Flatten: reshaped,
  Squeeze: reshaped,
  Unsqueeze: reshaped,
  // y[i, j] = x[j, i]: dx[j, i] = g[i, j], the inverse permutation
  Transpose: (s) => {
    const perm = intsOf(s.node, 'perm') ?? s.dims(0).map((_, i, { length }) => length - 1 - i);
    return [
      () =>
        s.transpose(
          s.g,
          perm.map((_, axis) => perm.indexOf(axis)),
        ),
    ];
  },
  // y has the channels of x as pixels: dx has the pixels of g as channels
  DepthToSpace: (s) => [() => spaceToDepth(s)],
  SpaceToDepth: (s) => [
    () => s.add('DepthToSpace', [s.g], { blocksize: { int: intOf(s.node, 'blocksize', 1) } }),
  ],
  // y = x[…, i, …] for one i: dx is g there, with zeros around it
  Gather: (s) => [() => placed(s), null],
  // y repeats x: dx sums over the copies
  Expand: (s) => [() => s.sumTo(s.g, s.outputDims, s.dims(0)), null],
  // y = [a b …]: each has its part of g
  Concat: (s) => {
    const axis = s.axis(intOf(s.node, 'axis', 0), s.outputDims.length);
    let end = 0;
    return s.node.inputs.map((_, index) => {
      const start = end;
      end += s.dims(index)[axis]!;
      const range = [[start], [end], [axis]].map((values) => s.graph.int64s(values));
      return () => s.add('Slice', [s.g, ...range]);
    });
  },
  // [a b …] = x: dx = [ga gb …]
  Split: (s) => [
    () =>
      s.add(
        'Concat',
        s.node.outputs.map((_, index) => s.gradient(index)),
        { axis: { int: intOf(s.node, 'axis', 0) } },
      ),
    null,
  ],
  // y is a part of x: dx is g with zeros around it
  Slice: (s) => [() => s.add('Pad', [s.g, s.graph.int64s(slicePads(s))]), null, null, null, null],
  // y is x with constants around it: dx is that part of g
  Pad: (s) => [() => unpad(s), null, null, null],
} satisfies Record<string, Rule>;

/** [b, c, h n, w n] as [b, c n², h, w], in the order in which DepthToSpace read it. */
function spaceToDepth(s: ReverseStep): string {
  const [batch, channels, height, width] = s.dims(0);
  const block = intOf(s.node, 'blocksize', 1);
  const depth = channels! / block ** 2;
  // From [b, c, h, n, w, n]: in mode DCR the two n come before the channels, in CRD after them.
  const isRowFirst = stringOf(s.node, 'mode', 'DCR') === 'CRD';
  const split = s.reshape(s.g, [batch!, depth, height!, block, width!, block]);
  const order = isRowFirst ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4];
  return s.reshape(s.transpose(split, order), s.dims(0));
}

function placed(s: ReverseStep): string {
  const dims = s.dims(0);
  const axis = s.axis(intOf(s.node, 'axis', 0), dims.length);
  const [index, ...others] = s.constant(1);
  if (index === undefined || others.length > 0)
    throw s.unsupported('it gathers several slices of what depends on the input');
  const at = s.axis(index, dims[axis]!);
  const pads = (count: number) => dims.map((_, i) => (i === axis ? count : 0));
  const slice = s.reshape(
    s.g,
    dims.map((size, i) => (i === axis ? 1 : size)),
  );
  const around = s.graph.int64s([...pads(at), ...pads(dims[axis]! - 1 - at)]);
  return s.add('Pad', [slice, around]);
}

/** What a Slice left out, before and after, on every axis. */
function slicePads(s: ReverseStep): number[] {
  const dims = s.dims(0);
  const starts = s.constant(1);
  const axes = s.input(3) ? s.constant(3) : starts.map((_, axis) => axis);
  if (s.input(4) && s.constant(4).some((step) => step !== 1))
    throw s.unsupported('it skips elements');
  const before = dims.map(() => 0);
  axes.forEach((value, i) => {
    const axis = s.axis(value, dims.length);
    const start = starts[i]!;
    before[axis] = Math.min(start < 0 ? Math.max(0, start + dims[axis]!) : start, dims[axis]!);
  });
  const after = dims.map((size, axis) => size - before[axis]! - s.outputDims[axis]!);
  return [...before, ...after];
}

function unpad(s: ReverseStep): string {
  const { mode } = s.node.attributes;
  if (mode && (!('string' in mode) || mode.string !== 'constant'))
    throw s.unsupported('only constant padding is supported');
  const rank = s.dims(0).length;
  const pads = s.constant(1);
  const axes = s.input(3)
    ? s.constant(3).map((axis) => s.axis(axis, rank))
    : s.dims(0).map((_, i) => i);
  const starts = axes.map((_, i) => pads[i]!);
  if (pads.some((pad) => pad < 0)) throw s.unsupported('it pads by a negative amount');
  const ends = axes.map((axis, i) => starts[i]! + s.dims(0)[axis]!);
  return s.add('Slice', [s.g, ...[starts, ends, axes].map((values) => s.graph.int64s(values))]);
}
