import { GUIDANCE, POOLED, SIZES } from './conditioning.ts';
import { CONTEXT, SAMPLE } from './gradient/null-text.ts';
import { type Graph, intsOf, type Node } from './ir.ts';

/** What a UNet's own inputs and weights tell of it; null where they do not. */
export interface UNetFacts {
  /** Channels that it reads: the latent's, and a mask's or another picture's beside them. */
  readonly channels: number | null;
  readonly outputChannels: number | null;
  readonly contextWidth: number | null;
  /** Sizes of the latent that the export is bound to. */
  readonly fixed: { readonly height: number; readonly width: number } | null;
  /** How often it halves the sides of the latent, which must be multiples of as many twos. */
  readonly halvings: number;
  /** Widths of the inputs that only some families have. */
  readonly pooled: number | null;
  readonly sizes: number | null;
  readonly guidance: number | null;
}

/** Reads them off a stock export, whose inputs are named as diffusers does. */
export function unetFacts(graph: Graph): UNetFacts {
  const producers = graph.producers();
  const size = (input: string, axis: number) => {
    const dim = graph.types.get(input)?.dims.at(axis);
    return typeof dim === 'number' ? dim : null;
  };
  const first = inputConvolution(graph);
  const last = producerOf(producers, graph.outputs[0]!, 'Conv');
  const projection = readersOf(graph, CONTEXT).find(({ op }) => op === 'MatMul');
  const [height, width] = [size(SAMPLE, 2), size(SAMPLE, 3)];
  return {
    channels: size(SAMPLE, 1) ?? weightDims(graph, producers, first)?.[1] ?? null,
    outputChannels: weightDims(graph, producers, last)?.[0] ?? null,
    contextWidth: size(CONTEXT, 2) ?? weightDims(graph, producers, projection)?.[0] ?? null,
    fixed: height && width ? { height, width } : null,
    halvings: graph.nodes.filter((node) => node.op === 'Conv' && intsOf(node, 'strides')?.[0] === 2)
      .length,
    pooled: size(POOLED, -1),
    sizes: size(SIZES, -1),
    guidance: size(GUIDANCE, -1),
  };
}

/** Operators that hand a value on as it is. */
const PASSING = new Set(['Cast', 'Identity']);

/** The convolution that reads the latent. */
export function inputConvolution(graph: Graph): Node | undefined {
  return readersOf(graph, SAMPLE).find(({ op }) => op === 'Conv');
}

/** The nodes that read a value, also behind casts. */
function readersOf(graph: Graph, value: string): Node[] {
  const consumers = graph.consumers();
  const names = [value];
  const found: Node[] = [];
  for (const name of names)
    for (const node of consumers.get(name) ?? [])
      if (PASSING.has(node.op)) names.push(...node.outputs);
      else found.push(node);
  return found;
}

/** The nearest node of an operator from which a value comes by nothing that changes its channels. */
function producerOf(producers: Map<string, Node>, value: string, op: string): Node | undefined {
  for (let node = producers.get(value); node; node = producers.get(node.inputs[0] ?? ''))
    if (node.op === op) return node;
  return undefined;
}

/** Shape of a node's weight, which may lie behind casts. */
export function weightDims(
  graph: Graph,
  producers: Map<string, Node>,
  node: Node | undefined,
): readonly number[] | undefined {
  let name = node?.inputs[1] ?? '';
  for (let made = producers.get(name); made && PASSING.has(made.op); made = producers.get(name))
    name = made.inputs[0]!;
  return graph.initializers.get(name)?.dims;
}
