import { expandBigAttention, gatherBigAttention } from '../attention/big-attention.ts';
import type { Graph } from '../ir.ts';
import { loraLayers } from '../lora.ts';
import { materialise } from '../normalise/materialise.ts';
import { prune } from '../order.ts';
import { TOKEN_ADDED } from '../token-inputs.ts';
import { differentiate } from './gradient.ts';
import { CONTEXT } from './null-text.ts';

/** Name of the output that holds the gradient with respect to an input. */
export function gradientName(input: string): string {
  return `gradient.${input}`;
}

/**
 * What learning runs, from a normalised UNet with LoRA inputs: sample z_t, timestep, context, A and B of
 * every layer, and `target`, the noise (or v) to be predicted → `loss` = mean((m − target)²) (Ho et al.
 * 2020, equation 14), and its gradients with respect to the context and every A and B.
 */
export async function learningGraph(unet: Graph, folder: string): Promise<Graph> {
  const graph = unet.clone();
  graph.name = `${unet.name} (learning)`;
  gatherBigAttention(graph);
  const [prediction = ''] = graph.outputs;
  const { type, dims } = graph.typeOf(prediction);
  graph.addInput('target', type, dims);
  const add = (op: string, inputs: string[]) => {
    const made = graph.add(op, inputs);
    graph.types.set(made, { type, dims });
    return made;
  };
  const error = add('Sub', [prediction, 'target']);
  const loss = graph.add('ReduceMean', [add('Mul', [error, error])], { keepdims: { int: 0 } });
  graph.types.set(loss, { type, dims: [] });
  const inputs = [CONTEXT, ...loraLayers(graph).flatMap(({ down, up }) => [down, up])];
  const gradients = differentiate(graph, loss, inputs);
  graph.outputs = [];
  graph.addOutput('loss', loss);
  for (const [i, input] of inputs.entries()) graph.addOutput(gradientName(input), gradients[i]!);
  prune(graph);
  expandBigAttention(graph);
  await materialise(graph, folder);
  return graph;
}

/**
 * From a normalised text encoder with token inputs: its inputs and `cotangent` g [1, L, D] → its hidden
 * states h, and the gradient of Σ g ∘ h with respect to what is added to the tokens' embeddings.
 */
export function tokenGradientGraph(encoder: Graph, hidden: string): Graph {
  const graph = encoder.clone();
  graph.name = `${encoder.name} (gradient)`;
  const { type, dims } = graph.typeOf(hidden);
  graph.addInput('cotangent', type, dims);
  const product = graph.add('Mul', [hidden, 'cotangent']);
  graph.types.set(product, { type, dims });
  const total = graph.add('ReduceSum', [product], { keepdims: { int: 0 } });
  graph.types.set(total, { type, dims: [] });
  const gradient = differentiate(graph, total, TOKEN_ADDED);
  graph.outputs = [hidden];
  graph.addOutput(gradientName(TOKEN_ADDED), gradient);
  prune(graph);
  return graph;
}
