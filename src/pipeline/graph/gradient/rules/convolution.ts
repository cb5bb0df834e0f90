import { intOf, intsOf, stringOf } from '../../ir.ts';
import type { ReverseStep, Rule } from '../reverse.ts';

export const CONVOLUTION = {
  // y = W ⋆ x + b: dx = W̃ ⋆ g, the kernels mirrored and their ends exchanged; for a stride, the
  // transposed convolution of g with W. dW = x ⋆ g, batch and channels exchanged; db = Σ g
  Conv: (s) => [
    () => (isDense(s) ? mirroredConvolution(s) : transposedConvolution(s)),
    () => correlation(s),
    () => s.reshape(s.sumTo(s.g, s.outputDims, biasDims(s)), s.dims(2)),
  ],
  // y repeats each pixel of x n times per axis: dx sums the copies
  Resize: (s) => [() => sumCopies(s), null, null, null],
} satisfies Record<string, Rule>;

/** Whether the convolution visits every pixel, in one group. */
function isDense(s: ReverseStep): boolean {
  const ones = (name: string) => (intsOf(s.node, name) ?? [1]).every((value) => value === 1);
  return ones('strides') && ones('dilations') && intOf(s.node, 'group', 1) === 1;
}

/** The fast way, on the kernels of plain convolution; `materialise` stores W̃ among the weights. */
function mirroredConvolution(s: ReverseStep): string {
  const kernel = s.dims(1).slice(2);
  const axes = kernel.map((_, i) => i + 2);
  const all = (value: number) => s.graph.int64s(kernel.map(() => value));
  const exchanged = s.transpose(s.input(1), [1, 0, ...axes]);
  const mirrored = s.add('Slice', [
    exchanged,
    all(-1),
    all(-(2 ** 63)),
    s.graph.int64s(axes),
    all(-1),
  ]);
  const pads = explicitPads(s);
  // Padding before and after: what the forward kernel reached beyond the picture, the other way.
  const before = kernel.map((size, i) => size - 1 - pads[i]!);
  const after = kernel.map((size, i) => size - 1 - pads[i + kernel.length]!);
  return s.add('Conv', [s.g, mirrored], { pads: { ints: [...before, ...after] } });
}

function explicitPads(s: ReverseStep): readonly number[] {
  if (stringOf(s.node, 'auto_pad', 'NOTSET') !== 'NOTSET')
    throw s.unsupported('its padding is automatic');
  return intsOf(s.node, 'pads') ?? Array.from({ length: 2 * (s.dims(0).length - 2) }, () => 0);
}

function transposedConvolution(s: ReverseStep): string {
  const spatial = s.dims(0).slice(2);
  const ones = spatial.map(() => 1);
  const strides = intsOf(s.node, 'strides') ?? ones;
  const dilations = intsOf(s.node, 'dilations') ?? ones;
  const pads = explicitPads(s);
  const kernel = s.dims(1).slice(2);
  // Where the stride does not divide the size, the last rows of x were not read.
  const outputPadding = spatial.map((size, i) => {
    const read = (s.outputDims[i + 2]! - 1) * strides[i]! + (kernel[i]! - 1) * dilations[i]! + 1;
    return size - (read - pads[i]! - pads[i + spatial.length]!);
  });
  return s.add('ConvTranspose', [s.g, s.input(1)], {
    strides: { ints: strides },
    dilations: { ints: dilations },
    pads: { ints: pads },
    group: { int: intOf(s.node, 'group', 1) },
    output_padding: { ints: outputPadding },
  });
}

/** dW[o, i] = Σ x[n, i] ⋆ g[n, o]: g is the kernel, its steps are the convolution's. */
function correlation(s: ReverseStep): string {
  if (intOf(s.node, 'group', 1) !== 1) throw s.unsupported('its weights have groups');
  const kernel = s.dims(1).slice(2);
  const exchange = [1, 0, ...kernel.map((_, i) => i + 2)];
  const ones = kernel.map(() => 1);
  const found = s.add('Conv', [s.transpose(s.input(0), exchange), s.transpose(s.g, exchange)], {
    pads: { ints: explicitPads(s) },
    strides: { ints: intsOf(s.node, 'dilations') ?? ones },
    dilations: { ints: intsOf(s.node, 'strides') ?? ones },
  });
  // Where the stride does not divide the size, it goes on beyond the kernel.
  const [zeros, axes] = [kernel.map(() => 0), kernel.map((_, i) => i + 2)];
  const bounds = [zeros, kernel, axes].map((values) => s.graph.int64s(values));
  return s.transpose(s.add('Slice', [found, ...bounds]), exchange);
}

/** The bias [O] beside an output [N, O, …]. */
function biasDims(s: ReverseStep): number[] {
  return [1, s.dims(2)[0]!, ...s.outputDims.slice(2).map(() => 1)];
}

function sumCopies(s: ReverseStep): string {
  const [from, to] = [s.dims(0), s.outputDims];
  const factors = to.map((size, i) => size / from[i]!);
  const repeats =
    stringOf(s.node, 'mode', 'nearest') === 'nearest' &&
    factors.every((factor) => Number.isInteger(factor)) &&
    // With whole factors these two agree on which pixel is nearest.
    ['asymmetric', 'half_pixel'].includes(
      stringOf(s.node, 'coordinate_transformation_mode', 'half_pixel'),
    );
  const rounding = stringOf(s.node, 'nearest_mode', 'round_prefer_floor');
  const floors =
    rounding === 'floor' ||
    (rounding === 'round_prefer_floor' &&
      stringOf(s.node, 'coordinate_transformation_mode', 'half_pixel') === 'half_pixel');
  if (!repeats || !floors)
    throw s.unsupported('only nearest-neighbour enlargement by whole factors is supported');
  const axes = from.flatMap((_, i) => (factors[i] === 1 ? [] : [i]));
  const split = from.flatMap((size, i) => (factors[i] === 1 ? [size] : [size, factors[i]!]));
  const summed = axes.map((axis, i) => axis + i + 1);
  return s.reshape(s.reduceSum(s.reshape(s.g, split), summed), from);
}
