import { floatOf, intOf } from '../ir.ts';
import type { ReverseStep, Rule } from '../reverse.ts';

/*
 * y = γ x̂ + β with x̂ = (x − mean x) / σ and σ = √(var x + ε), the means over the normalised axes:
 * dx = (ĝ − mean ĝ − x̂ mean(ĝ x̂)) / σ with ĝ = γ g.
 */
export const NORMALISATION = {
  // Over every axis but batch and channel; γ per channel.
  InstanceNormalization: (s) => [
    () => {
      const [, channels] = s.dims(0);
      const spatial = s
        .dims(0)
        .slice(2)
        .map(() => 1);
      const gamma = s.reshape(s.input(1), [1, channels!, ...spatial]);
      const axes = s
        .dims(0)
        .slice(2)
        .map((_, i) => i + 2);
      return reverse(s, s.input(0), s.product(s.g, gamma), axes, floatOf(s.node, 'epsilon', 1e-5));
    },
    () => refuseParameters(s),
    () => refuseParameters(s),
  ],
  // Over the axes from `axis` on; γ per element.
  LayerNormalization: (s) => [
    () => {
      const rank = s.dims(0).length;
      const first = s.axis(intOf(s.node, 'axis', -1), rank);
      const axes = Array.from({ length: rank - first }, (_, i) => first + i);
      const epsilon = floatOf(s.node, 'epsilon', 1e-5);
      return reverse(s, s.input(0), s.product(s.g, s.input(1)), axes, epsilon);
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
      const grouped = [batch!, groups, dims.slice(1).reduce((a, b) => a * b) / groups];
      const [parameters] = s.dims(1);
      const perChannel = parameters === channels;
      const ones = dims.slice(2).map(() => 1);
      const scaled = perChannel
        ? s.reshape(s.product(s.g, s.reshape(s.input(1), [1, channels!, ...ones])), grouped)
        : s.product(s.reshape(s.g, grouped), s.reshape(s.input(1), [1, groups, 1]));
      const epsilon = floatOf(s.node, 'epsilon', 1e-5);
      return s.reshape(reverse(s, s.reshape(s.input(0), grouped), scaled, [2], epsilon), dims);
    },
    () => refuseParameters(s),
    () => refuseParameters(s),
  ],
} satisfies Record<string, Rule>;

function reverse(
  s: ReverseStep,
  x: string,
  scaled: string,
  axes: readonly number[],
  epsilon: number,
): string {
  const centred = s.difference(x, s.reduceMean(x, axes));
  const variance = s.reduceMean(s.product(centred, centred), axes);
  const deviation = s.add('Sqrt', [s.sum(variance, s.scalar(epsilon))]);
  const normal = s.quotient(centred, deviation);
  const along = s.product(normal, s.reduceMean(s.product(scaled, normal), axes));
  const across = s.difference(s.difference(scaled, s.reduceMean(scaled, axes)), along);
  return s.quotient(across, deviation);
}

function refuseParameters(s: ReverseStep): never {
  throw s.unsupported('its scale or bias depends on the input');
}
