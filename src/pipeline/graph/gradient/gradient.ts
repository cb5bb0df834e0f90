import { WordbrushError } from '../../errors.ts';
import { label } from '../check.ts';
import type { Graph } from '../ir.ts';
import { ancestors, sortNodes } from '../order.ts';
import type { ElementType } from '../tensor-value.ts';
import { ReverseStep } from './reverse.ts';
import { RULES } from './rules/index.ts';

const FLOATING: readonly ElementType[] = ['float32', 'float16', 'float64'];

/**
 * Reverse-mode differentiation: appends to the graph the nodes that compute the gradients of the
 * scalar `loss` with respect to `inputs`, and returns the gradients' names in their order. Only the
 * paths from the inputs to the loss are followed. Every value on them must have a static type (see
 * `normalise`).
 *
 * Throws `unsupported-op` naming the first node on a path whose operator has no rule, `bad-model` for
 * an input that the loss does not depend on.
 */
export function differentiate(graph: Graph, loss: string, input: string): string;
export function differentiate(graph: Graph, loss: string, inputs: readonly string[]): string[];
export function differentiate(
  graph: Graph,
  loss: string,
  inputs: string | readonly string[],
): string | string[] {
  return typeof inputs === 'string'
    ? gradients(graph, loss, [inputs])[0]!
    : gradients(graph, loss, inputs);
}

function gradients(graph: Graph, loss: string, inputs: readonly string[]): string[] {
  sortNodes(graph);
  const path = differentiablePath(graph, loss, inputs);
  // Several nodes may read a value: its gradient is the sum of what each contributes.
  const contributions = new Map<string, string[]>();
  const known = new Map<string, string>();
  const gradientOf = (value: string): string | undefined => {
    const parts = contributions.get(value);
    if (!parts) return undefined;
    const total = parts.length === 1 ? parts[0]! : graph.add('Sum', parts, {}, `gradient/${value}`);
    graph.types.set(total, graph.typeOf(value));
    known.set(value, total);
    return total;
  };

  contributions.set(loss, [graph.floats([1], graph.dimsOf(loss), graph.typeOf(loss).type)]);
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((output) => path.has(output))) continue;
    if (node.outputs.map(gradientOf).every((gradient) => gradient === undefined)) continue;
    const rule = RULES[node.domain ? `${node.domain}.${node.op}` : node.op];
    if (!rule)
      throw new WordbrushError(
        'unsupported-op',
        `${label(node)} of ${graph.name} has no rule for its gradient: ` +
          'export the model with standard operators, opset 14 to 20.',
      );
    const byInput = rule(new ReverseStep(graph, node, known));
    node.inputs.forEach((value, index) => {
      if (!path.has(value)) return;
      const part = byInput[index]?.();
      if (part !== undefined) contributions.set(value, [...(contributions.get(value) ?? []), part]);
    });
  }
  return inputs.map((input) => {
    const gradient = gradientOf(input);
    if (gradient) return gradient;
    throw new WordbrushError(
      'bad-model',
      `The loss of ${graph.name} does not depend on "${input}": is this a text-conditioned UNet?`,
    );
  });
}

/** The floating-point values that lie between the inputs and the loss. */
function differentiablePath(graph: Graph, loss: string, inputs: readonly string[]): Set<string> {
  const needed = ancestors(graph, [loss]);
  const path = new Set(inputs);
  for (const node of graph.nodes)
    if (node.inputs.some((value) => path.has(value)))
      // Whole numbers have no gradient: they stop the path.
      for (const output of node.outputs)
        if (needed.has(output) && FLOATING.includes(graph.typeOf(output).type)) path.add(output);
  return path;
}
