import type { Rule } from '../gradient/reverse.ts';
import { type Attributes, Graph, type Node } from '../ir.ts';
import { prune, sortNodes } from '../order.ts';
import { isExternal, valuesOf } from '../tensor-value.ts';

/*
 * The maps of self-attention at full resolution are huge (SD 1.x at 512×512: 8 × 4096 × 4096, 537 MB)
 * and cheap to make. Here they are never kept, nor even made whole: forward and backward work on
 * one head and a block of its query rows at a time, and the backward pass makes each block of the
 * map again (the idea of Dao et al. 2022, FlashAttention, as loops of standard operators).
 *
 * While a graph is worked on, such an attention and its reverse are one node each of our own domain,
 *   Attention(Q, Kᵀ, V) = softmax(Q Kᵀ) V
 *   AttentionGradient(Q, Kᵀ, V, O, G) = dQ, dKᵀ, dV
 * with Q [.., N, d], Kᵀ [.., d, M], V [.., M, e] and the gradient G of the output O.
 */

/** Domain of nodes that stand for several standard ones until the graph is complete. */
export const OWN_DOMAIN = 'wordbrush';

/** Maps of at least this many bytes are not kept. */
const BIG_BYTES = 16 * 2 ** 20;

/** A block of the map has at most about this many bytes. */
const BLOCK_BYTES = 2 * 2 ** 20;

/** Replaces every softmax(scale · Q Kᵀ) V with a big map by one node. */
export function gatherBigAttention(graph: Graph): void {
  const producers = graph.producers();
  const consumers = graph.consumers();
  for (const softmax of graph.nodes.filter(({ op }) => op === 'Softmax')) {
    const dims = graph.dimsOf(softmax.outputs[0]!);
    const bytes = 4 * dims.reduce((product, dim) => product * dim);
    const readers = consumers.get(softmax.outputs[0]!) ?? [];
    const product = readers[0];
    let scores = producers.get(softmax.inputs[0]!);
    const scale = scores && constantFactor(graph, scores);
    if (scale) scores = producers.get(scores!.inputs[0]!);
    if (
      bytes < BIG_BYTES ||
      scores?.op !== 'MatMul' ||
      readers.length !== 1 ||
      product?.op !== 'MatMul' ||
      product.inputs[0] !== softmax.outputs[0] ||
      !sameLeading(graph, softmax.outputs[0]!, product.inputs[1]!)
    )
      continue;
    const [query, keys] = scores.inputs;
    const scaled = scale ? graph.add('Mul', [query!, scale]) : query!;
    graph.types.set(scaled, graph.typeOf(query!));
    product.op = 'Attention';
    product.domain = OWN_DOMAIN;
    product.inputs = [scaled, keys!, product.inputs[1]!];
  }
  sortNodes(graph);
  prune(graph);
}

/** Whether the values agree in all but the last two axes; edited maps may serve several rows of V. */
function sameLeading(graph: Graph, a: string, b: string): boolean {
  const leading = (value: string) => graph.types.get(value)?.dims.slice(0, -2).join();
  return leading(a) === leading(b);
}

/** The factor of a node that multiplies by one number. */
function constantFactor(graph: Graph, node: Node): string | undefined {
  if (node.op !== 'Mul') return undefined;
  const [, factor] = node.inputs;
  const value = graph.initializers.get(factor!);
  const isScalar = value && !isExternal(value.data) && valuesOf(value).length === 1;
  return isScalar ? factor : undefined;
}

/**
 * P = softmax(Q Kᵀ): dV = Pᵀ G, dP = G Vᵀ, dS = P ∘ (dP − Σ G ∘ O), dQ = dS K, dKᵀ = Qᵀ dS.
 */
export const ATTENTION: Rule = (s) => {
  let results: string[] | undefined;
  const result = (index: number) => () => {
    if (!results) {
      results = s.graph.addMany('AttentionGradient', [...s.node.inputs, s.y, s.g], 3);
      s.graph.nodes.at(-1)!.domain = OWN_DOMAIN;
      for (const [i, name] of results.entries())
        s.graph.types.set(name, s.graph.typeOf(s.input(i)));
    }
    return results[index]!;
  };
  return [result(0), result(1), result(2)];
};

/** Writes the gathered attentions, and their reverses, as loops over heads and blocks of rows. */
export function expandBigAttention(graph: Graph): void {
  const nodes = graph.nodes;
  graph.nodes = [];
  for (const node of nodes)
    if (node.domain !== OWN_DOMAIN) graph.nodes.push(node);
    else overHeads(graph, node, node.op === 'Attention' ? forwardOfHead : reverseOfHead);
}

/** softmax(Q Kᵀ) V of one head; q [N, d], k [d, M], v [M, e] → [N, e]. */
function forwardOfHead(head: Body, [q, k, v]: readonly string[]): string[] {
  const [n, d] = head.dims(q!);
  const e = head.dims(v!)[1]!;
  const rows = blockRows(n!, head.dims(k!)[1]!);
  const block = head.inner('block');
  const queries = block.input([rows, d!]);
  block.output(
    block.add('MatMul', [block.add('Softmax', [block.add('MatMul', [queries, k!])]), v!]),
  );
  const [blocks] = head.scan(block, [], [head.reshape(q!, [n! / rows, rows, d!])], 1);
  return [head.reshape(blocks!, [n!, e])];
}

/** q [N, d], k [d, M], v [M, e], o and g [N, e] → dQ, dKᵀ, dV of one head. */
function reverseOfHead(head: Body, [q, k, v, o, g]: readonly string[]): string[] {
  const [n, d] = head.dims(q!);
  const [m, e] = head.dims(v!);
  const rows = blockRows(n!, m!);
  // One more column makes the product subtract too: [G, −Σ G ∘ O] [Vᵀ; 1] = G Vᵀ − Σ G ∘ O.
  const sum = head.add('ReduceSum', [head.add('Mul', [g!, o!]), head.graph.int64s([1])]);
  const ones = head.fill(1, [1, m!]);
  const against = head.add('Concat', [head.transpose(v!), ones], { axis: { int: 0 } });
  const extended = head.add('Concat', [g!, head.add('Neg', [sum])], { axis: { int: 1 } });
  const keyRows = head.transpose(k!);

  const block = head.inner('block');
  const keySum = block.input([d!, m!]);
  const valueSum = block.input([e! + 1, m!]);
  const queries = block.input([rows, d!]);
  const gradients = block.input([rows, e! + 1]);
  const map = block.add('Softmax', [block.add('MatMul', [queries, k!])]);
  const scores = block.add('Mul', [map, block.add('MatMul', [gradients, against])]);
  const keyShare = block.add('MatMul', [block.transpose(queries), scores]);
  const valueShare = block.add('MatMul', [block.transpose(gradients), map]);
  block.output(block.add('Add', [keySum, keyShare]));
  block.output(block.add('Add', [valueSum, valueShare]));
  block.output(block.add('MatMul', [scores, keyRows]));

  const inBlocks = (value: string, columns: number) =>
    head.reshape(value, [n! / rows, rows, columns]);
  const [dk, extendedDv, dq] = head.scan(
    block,
    [head.fill(0, [d!, m!]), head.fill(0, [e! + 1, m!])],
    [inBlocks(q!, d!), inBlocks(extended, e! + 1)],
    1,
  );
  const dv = head.add('Slice', [
    extendedDv!,
    ...[0, e!, 0].map((value) => head.graph.int64s([value])),
  ]);
  return [head.reshape(dq!, [n!, d!]), dk!, head.transpose(dv)];
}

/** Replaces a node by a loop over the matrices that its inputs' last two axes hold. */
function overHeads(
  graph: Graph,
  node: Node,
  body: (head: Body, inputs: readonly string[]) => string[],
): void {
  const stacked = (dims: readonly number[]) => [
    dims.slice(0, -2).reduce((a, b) => a * b, 1),
    ...dims.slice(-2),
  ];
  const outer = new Body(graph, node.name);
  const head = outer.inner('head');
  const inputs = node.inputs.map((value) => head.input(graph.dimsOf(value).slice(-2)));
  for (const output of body(head, inputs)) head.output(output);
  const sequences = node.inputs.map((value) => outer.reshape(value, stacked(graph.dimsOf(value))));
  const results = outer.scan(head, [], sequences, node.outputs.length);
  for (const [i, output] of node.outputs.entries())
    graph.nodes.push({
      op: 'Reshape',
      domain: '',
      name: graph.fresh(`${node.name}/Reshape`),
      inputs: [results[i]!, graph.int64s(graph.dimsOf(output))],
      outputs: [output],
      attributes: {},
    });
}

/** Rows of a block: the most that divide `rows` and keep the block of the map small. */
function blockRows(rows: number, columns: number): number {
  let size = Math.max(1, Math.min(rows, Math.floor(BLOCK_BYTES / 4 / columns)));
  while (rows % size !== 0) size--;
  return size;
}

/** A graph, or the body of a loop in it, whose names are unique among all that surround it. */
class Body {
  readonly graph: Graph;
  readonly #prefix: string;

  constructor(graph: Graph, prefix: string) {
    this.graph = graph;
    this.#prefix = prefix;
  }

  /** An empty body for a loop in this one; it may read this one's values. */
  inner(name: string): Body {
    const graph = new Graph();
    graph.name = `${this.#prefix}/${name}`;
    return new Body(graph, graph.name);
  }

  input(dims: readonly number[]): string {
    return this.graph.addInput(this.graph.fresh(`${this.#prefix}/in`), 'float32', dims);
  }

  output(value: string): void {
    this.graph.addOutput(value, value);
  }

  dims(value: string): number[] {
    return this.graph.dimsOf(value);
  }

  add(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.graph.add(op, inputs, attributes, `${this.#prefix}/${op}`);
  }

  reshape(value: string, dims: readonly number[]): string {
    return this.add('Reshape', [value, this.graph.int64s(dims)]);
  }

  transpose(value: string): string {
    return this.add('Transpose', [value], { perm: { ints: [1, 0] } });
  }

  fill(value: number, dims: readonly number[]): string {
    return this.add('Expand', [this.graph.floats([value]), this.graph.int64s(dims)]);
  }

  /**
   * Runs the body for each element of the sequences' first axis. Its inputs are states and elements,
   * its outputs the next states and the elements of `outputs` new sequences.
   */
  scan(
    body: Body,
    states: readonly string[],
    sequences: readonly string[],
    outputs: number,
  ): string[] {
    return this.graph.addMany(
      'Scan',
      [...states, ...sequences],
      states.length + outputs,
      { body: { graph: body.graph }, num_scan_inputs: { int: sequences.length } },
      `${this.#prefix}/Scan`,
    );
  }
}
