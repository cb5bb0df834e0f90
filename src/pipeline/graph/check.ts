import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { WordbrushError } from '../errors.ts';
import type { Graph, Node } from './ir.ts';
import { sortNodes } from './order.ts';
import { isExternal } from './tensor-value.ts';

/** Attention as one operator, which leaves no map to edit and has no standard reverse. */
const FUSED_ATTENTION =
  /^(Attention|MultiHeadAttention|PackedAttention|PackedMultiHeadAttention|GroupQueryAttention|FlashAttention)$/;

/** Operators that draw random numbers: a graph with one is not a function of its inputs. */
const RANDOM =
  /^(RandomNormal|RandomUniform|RandomNormalLike|RandomUniformLike|Bernoulli|Multinomial)$/;

const PLAIN_EXPORT =
  'take an export that was not optimised for a runtime (such as onnx-community/stable-diffusion-v1-5-ONNX), or ' +
  'make one by `optimum-cli export onnx --model MODEL --task text-to-image --opset 17 FOLDER`, without ' +
  '--optimize.';

/**
 * Throws one clear error when the graph's links are broken or it holds an operator that Wordbrush
 * cannot work with. Leaves the nodes sorted.
 */
export function checkGraph(graph: Graph): void {
  checkLinks(graph);
  for (const node of graph.nodes) checkOperator(graph, node);
  sortNodes(graph);
}

/** Throws when a file that the weights lie in is missing or too short. */
export async function checkExternalData(graph: Graph, folder: string): Promise<void> {
  const ends = new Map<string, number>();
  for (const { data } of graph.initializers.values())
    if (isExternal(data))
      ends.set(data.location, Math.max(ends.get(data.location) ?? 0, data.offset + data.length));
  for (const [location, end] of ends) {
    const path = join(folder, location);
    const file = await stat(path).catch(() => null);
    if (!file)
      throw bad(`${graph.name} keeps its weights in ${path}, which is missing: download it too.`);
    if (file.size < end)
      throw bad(
        `${path} is truncated: ${graph.name} needs ${end} bytes of it, it has ${file.size}. ` +
          'Download or export it again.',
      );
  }
}

function checkLinks(graph: Graph): void {
  const made = new Set<string>();
  const define = (name: string, by: string) => {
    if (made.has(name)) throw bad(`${graph.name} defines "${name}" twice; the second is ${by}.`);
    made.add(name);
  };
  for (const name of graph.inputs) define(name, 'a graph input');
  for (const name of graph.initializers.keys()) define(name, 'a constant');
  for (const node of graph.nodes)
    for (const output of node.outputs) if (output) define(output, `made by ${label(node)}`);
  for (const node of graph.nodes)
    for (const input of node.inputs)
      if (input && !made.has(input))
        throw bad(`${label(node)} of ${graph.name} reads "${input}", which nothing makes.`);
  for (const output of graph.outputs)
    if (!made.has(output))
      throw bad(`${graph.name} has the output "${output}", which nothing makes.`);
}

function checkOperator(graph: Graph, node: Node): void {
  const what = `${graph.name} contains ${label(node)}`;
  if (FUSED_ATTENTION.test(node.op))
    throw unsupported(
      `${what}, a fused attention that can be neither differentiated nor edited: ${PLAIN_EXPORT}`,
    );
  if (RANDOM.test(node.op))
    throw unsupported(
      `${what}, which draws random numbers: ` +
        "export the encoder with the distribution's parameters as output, not a sample.",
    );
  if (!graph.opsets.has(node.domain))
    throw bad(`${what} of domain "${node.domain || 'ai.onnx'}", which the model does not declare.`);
  if (node.domain !== '' && graph.functions.length === 0)
    throw unsupported(
      `${what} of domain "${node.domain}": only standard operators are supported. ${PLAIN_EXPORT}`,
    );
  for (const [name, attribute] of Object.entries(node.attributes))
    if ('opaque' in attribute)
      throw unsupported(`${what}, whose attribute "${name}" is a subgraph or a type.`);
}

/** How error messages name a node. */
export function label(node: Node): string {
  return node.name ? `${node.op} "${node.name}"` : `${node.op} making "${node.outputs[0]}"`;
}

function bad(message: string): WordbrushError {
  return new WordbrushError('bad-model', message);
}

function unsupported(message: string): WordbrushError {
  return new WordbrushError('unsupported-op', message);
}
