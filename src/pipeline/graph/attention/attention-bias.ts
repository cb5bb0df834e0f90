import type { Graph, Node } from '../ir.ts';
import { prune } from '../order.ts';
import { isExternal, type TensorValue, valuesOf } from '../tensor-value.ts';

/**
 * Removes a sum with nothing that older attention processors export: `baddbmm(empty, Q, Kᵀ, β = 0)`
 * becomes Add(Q Kᵀ · scale, empty · 0). Folded for fixed sizes, each of those would be a map full of
 * zeros, 537 MB in the largest layers of Stable Diffusion.
 */
export function removeEmptyBias(graph: Graph): void {
  const producers = graph.producers();
  const constants = new Map(graph.initializers);
  for (const { op, outputs, attributes } of graph.nodes)
    if (op === 'Constant' && attributes.value && 'tensor' in attributes.value)
      constants.set(outputs[0]!, attributes.value.tensor);
  const isZero = (name: string) => {
    const constant = constants.get(name);
    return constant !== undefined && isScalarZero(constant);
  };
  const isEmptyBias = (name: string) => {
    const mul = producers.get(name);
    if (mul?.op !== 'Mul' || !mul.inputs.some(isZero)) return false;
    return mul.inputs.some((input) => FILLS.has(producers.get(input)?.op ?? ''));
  };
  const sums = graph.nodes.filter((node): node is Node => node.op === 'Add');
  for (const { inputs, outputs } of sums) {
    const [scores, bias] = inputs;
    if (scores && bias && isEmptyBias(bias)) graph.replaceUses(outputs[0]!, scores);
  }
  prune(graph);
}

/** Operators that make a tensor of one repeated number. */
const FILLS = new Set(['ConstantOfShape', 'Expand']);

function isScalarZero(constant: TensorValue): boolean {
  return !isExternal(constant.data) && constant.data.length <= 8 && valuesOf(constant)[0] === 0;
}
