import { floatOf, intOf } from '../../ir.ts';
import { isExternal, valuesOf } from '../../tensor-value.ts';
import type { ReverseStep, Rule } from '../reverse.ts';

/*
 * y = γ x̂ + β with x̂ = (x − mean x) / σ and σ = √(var x + ε), the means over the normalised axes:
 * dx = (ĝ − mean ĝ − x̂ mean(ĝ x̂)) / σ with ĝ = γ g.
 */
export const NORMALISATION = {
  // Over every axis but batch and channel; γ per channel.
  InstanceNormalization: (s) => [
    () => {
      const [batch, channels, ...spatial] = s.dims(0);
      const ones = spatial.map(() => 1);
      // Group normalisation is exported with γ = 1 here, and its own γ after it.
      const scaled = isAll(s, 1, 1)
        ? s.g
        : s.product(s.g, s.reshape(s.input(1), [1, channels!, ...ones]));
      const flat = [1, batch! * channels!, product(spatial)];
      return s.reshape(
        reverseOfRows(s, s.reshape(s.input(0), flat), s.reshape(scaled, flat), flat),
        s.dims(0),
      );
    },
    () => refuseParameters(s),
    () => refuseParameters(s),
  ],
  // Over the channels of a group and all that follows; γ per channel (per group before opset 21).
  GroupNormalization: (s) => [
    () => {
      const dims = s.dims(0);
      const [batch, channels] = dims;
      const groups = intOf(s.node, 'num_groups', 1);
      const flat = [1, batch! * groups, product(dims.slice(1)) / groups];
      const [parameters] = s.dims(1);
      const shape = [1, channels!, ...dims.slice(2).map(() => 1)];
      const perChannel =
        parameters === channels
          ? s.input(1)
          : s.add('Expand', [
              s.reshape(s.input(1), [groups, 1]),
              s.graph.int64s([groups, channels! / groups]),
            ]);
      const scaled = s.product(s.g, s.reshape(perChannel, shape));
      return s.reshape(
        reverseOfRows(s, s.reshape(s.input(0), flat), s.reshape(scaled, flat), flat),
        dims,
      );
    },
    () => refuseParameters(s),
    () => refuseParameters(s),
  ],
  // Over the axes from `axis` on; γ per element. The runtime's kernel tells 1/σ as well.
  LayerNormalization: (s) => [
    () => {
      const rank = s.dims(0).length;
      const first = s.axis(intOf(s.node, 'axis', -1), rank);
      const axes = Array.from({ length: rank - first }, (_, i) => first + i);
      const scaled = s.product(s.g, s.input(1));
      const inverseDeviation = s.node.outputs[2] || s.graph.fresh(`${s.y}/inverse deviation`);
      s.node.outputs = [s.y, s.node.outputs[1] ?? '', inverseDeviation];
      const normal = s.add('LayerNormalization', [s.input(0), s.filled(1, s.dims(1))], {
        axis: { int: first },
        epsilon: { float: floatOf(s.node, 'epsilon', 1e-5) },
      });
      const along = s.product(normal, s.reduceMean(s.product(scaled, normal), axes));
      const rest = s.difference(s.difference(scaled, s.reduceMean(scaled, axes)), along);
      return s.product(rest, inverseDeviation);
    },
    () => refuseParameters(s),
    () => refuseParameters(s),
  ],
} satisfies Record<string, Rule>;

/**
 * The reverse of normalising each row of x [1, rows, n]: what does not involve ĝ element by element
 * is a normalisation itself, −(mean ĝ + x̂ mean(ĝ x̂)) / σ, with scale and bias per row.
 */
function reverseOfRows(s: ReverseStep, x: string, scaled: string, flat: readonly number[]): string {
  const rows = flat[1]!;
  const epsilon = floatOf(s.node, 'epsilon', 1e-5);
  const normalise = (scale: string, bias: string) =>
    s.add('InstanceNormalization', [x, scale, bias], { epsilon: { float: epsilon } });
  const normal = normalise(s.filled(1, [rows]), s.filled(0, [rows]));

  // r = mean(x x̂) = var/σ, so σ² − r σ − ε = 0, and σ = (r + √(r² + 4ε)) / 2.
  const r = s.reduceMean(s.product(x, normal), [2]);
  const root = s.add('Sqrt', [s.sum(s.product(r, r), s.scalar(4 * epsilon))]);
  const inverse = s.quotient(s.scalar(2), s.sum(r, root));

  const perRow = (value: string) => s.reshape(s.negative(s.product(value, inverse)), [rows]);
  const scale = perRow(s.reduceMean(s.product(scaled, normal), [2]));
  const bias = perRow(s.reduceMean(scaled, [2]));
  return s.sum(s.product(scaled, inverse), normalise(scale, bias));
}

/** Whether an input is a constant of one value throughout. */
function isAll(s: ReverseStep, index: number, value: number): boolean {
  const constant = s.graph.initializers.get(s.input(index));
  return (
    constant !== undefined &&
    !isExternal(constant.data) &&
    valuesOf(constant).every((element) => element === value)
  );
}

function product(dims: readonly number[]): number {
  return dims.reduce((a, b) => a * b, 1);
}

function refuseParameters(s: ReverseStep): never {
  throw s.unsupported('its scale or bias depends on the input');
}
