import { WordbrushError } from '../errors.ts';
import type { Graph, Node } from './ir.ts';
import { sortNodes } from './order.ts';

/** 1 where a token's embedding is the vocabulary's own, 0 where `TOKEN_ADDED` stands for it: [1, L, 1]. */
export const TOKEN_KEPT = 'token_kept';
/** What is added to the tokens' embeddings: [1, L, D]. */
export const TOKEN_ADDED = 'token_added';

const PASSING = new Set(['Cast', 'Identity', 'Reshape', 'Squeeze', 'Unsqueeze']);

/**
 * Lets a text encoder read tokens that its vocabulary does not have: e = kept ∘ W[id] + added, with two
 * more inputs of the graph. Gives the embedding table's name.
 *
 * @throws WordbrushError `bad-model` for a graph in which ids look nothing up
 */
export function insertTokenInputs(graph: Graph, ids: string, tokens: number): string {
  const lookup = lookupOf(graph, ids);
  const [table = ''] = lookup?.inputs ?? [];
  const [embedding] = lookup?.outputs ?? [];
  const width = tableOf(graph, table)?.dims[1];
  if (!lookup || !embedding || width === undefined)
    throw new WordbrushError(
      'bad-model',
      `${graph.name} looks up no embeddings by “${ids}”: it is no CLIP text encoder.`,
    );
  graph.addInput(TOKEN_KEPT, 'float32', [1, tokens, 1]);
  graph.addInput(TOKEN_ADDED, 'float32', [1, tokens, width]);
  const own = graph.fresh(`${embedding}:own`);
  lookup.outputs = [own];
  const kept = graph.add('Mul', [own, TOKEN_KEPT], {}, 'token/kept');
  graph.nodes.push({
    op: 'Add',
    domain: '',
    name: graph.fresh('token/added'),
    inputs: [kept, TOKEN_ADDED],
    outputs: [embedding],
    attributes: {},
  });
  sortNodes(graph);
  return tableOf(graph, table)!.name;
}

/** The Gather whose indices are the ids. */
function lookupOf(graph: Graph, ids: string): Node | undefined {
  const consumers = graph.consumers();
  const seen = new Set([ids]);
  for (const value of seen)
    for (const node of consumers.get(value) ?? []) {
      if (node.op === 'Gather' && node.inputs[1] === value) return node;
      if (PASSING.has(node.op) && node.inputs[0] === value) seen.add(node.outputs[0]!);
    }
  return undefined;
}

/** The constant [V, D] that a value is, or is cast from. */
function tableOf(graph: Graph, value: string) {
  const producers = graph.producers();
  let name = value;
  for (let made = producers.get(name); made && PASSING.has(made.op); made = producers.get(name))
    name = made.inputs[0]!;
  const dims = graph.initializers.get(name)?.dims;
  return dims?.length === 2 ? { name, dims } : undefined;
}
