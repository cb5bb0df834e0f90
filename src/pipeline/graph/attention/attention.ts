import { WordbrushError } from '../../errors.ts';
import { label } from '../check.ts';
import { CONTEXT, SAMPLE } from '../gradient/null-text.ts';
import { type Graph, intOf, type Node } from '../ir.ts';
import { descendants } from '../order.ts';

/**
 * One attention layer of a UNet, softmax(Q Kᵀ / √d) V, found by data flow. The maps are
 * [rows, heads, N, tokens] or, in exports of the older processors, [rows·heads, N, tokens].
 */
export interface Attention {
  /** Cross-attention looks at the text, self-attention at the picture. */
  readonly kind: 'self' | 'cross';
  readonly heads: number;
  /** N: places of the picture that look. */
  readonly queryTokens: number;
  /** Places or words that are looked at. */
  readonly keyTokens: number;
  /** Whether rows and heads share the leading axis of the maps. */
  readonly folded: boolean;
  /** The nodes from Q Kᵀ to the maps, in order. */
  readonly chain: readonly Node[];
  /** The maps, as they multiply V. */
  readonly probabilities: string;
  readonly value: string;
  /** The node that multiplies the maps and V. */
  readonly product: Node;
}

/** Operators between Q Kᵀ, the softmax and the product with V that keep a map what it is. */
const ALONG_THE_WAY = new Set(['Mul', 'Div', 'Add', 'Sub', 'Cast', 'Identity', 'Reshape']);

/**
 * Every attention of a normalised UNet, in forward order. An attention is cross-attention when its
 * keys depend on the text and not on the picture; in a normalised graph every edge carries data, so
 * a plain search tells. Throws `unsupported-op` for a softmax that is not plain attention.
 */
export function findAttentions(graph: Graph): Attention[] {
  const [rows = 1] = graph.dimsOf(CONTEXT);
  const ofSample = descendants(graph, [SAMPLE]);
  const ofContext = descendants(graph, [CONTEXT]);
  const producers = graph.producers();
  const consumers = graph.consumers();

  const attentions = graph.nodes
    .filter((node) => node.op === 'Softmax')
    .map((softmax): Attention => {
      const chain = [...upToScores(graph, producers, softmax), softmax];
      const product = downToProduct(graph, consumers, softmax, chain);
      const probabilities = chain.at(-1)!.outputs[0]!;
      const key = chain[0]!.inputs[1]!;
      const dims = graph.dimsOf(probabilities);
      const folded = dims.length === 3;
      return {
        kind: ofContext.has(key) && !ofSample.has(key) ? 'cross' : 'self',
        heads: folded ? dims[0]! / rows : dims[1]!,
        queryTokens: dims.at(-2)!,
        keyTokens: dims.at(-1)!,
        folded,
        chain,
        probabilities,
        value: product.inputs[1]!,
        product,
      };
    });
  if (!attentions.some(({ kind }) => kind === 'cross'))
    throw new WordbrushError(
      'unsupported-op',
      `${graph.name} has no cross-attention that can be recognised (a Softmax between two MatMul ` +
        `whose keys come from "${CONTEXT}"): export it with plain attention, not optimised.`,
    );
  return attentions;
}

/** The nodes from Q Kᵀ to the softmax, without it. */
function upToScores(graph: Graph, producers: Map<string, Node>, softmax: Node): Node[] {
  const rank = graph.dimsOf(softmax.inputs[0]!).length;
  const axis = intOf(softmax, 'axis', -1);
  if (axis !== -1 && axis !== rank - 1) throw notAttention(softmax, `runs along axis ${axis}`);
  const chain: Node[] = [];
  let value = softmax.inputs[0]!;
  for (;;) {
    const node = producers.get(value);
    if (node?.op === 'MatMul') return [node, ...chain];
    const data = node?.inputs.filter((input) => producers.has(input)) ?? [];
    if (!node || !ALONG_THE_WAY.has(node.op) || data.length !== 1)
      throw notAttention(softmax, `normalises the output of ${node ? label(node) : `"${value}"`}`);
    chain.unshift(node);
    value = data[0]!;
  }
}

/** The node that multiplies the maps and V; appends to the chain what lies between. */
function downToProduct(
  graph: Graph,
  consumers: Map<string, Node[]>,
  softmax: Node,
  chain: Node[],
): Node {
  for (;;) {
    const value = chain.at(-1)!.outputs[0]!;
    const readers = consumers.get(value) ?? [];
    const [node] = readers;
    if (!node || readers.length > 1 || graph.outputs.includes(value))
      throw notAttention(softmax, `has ${readers.length} readers of "${value}"`);
    if (node.op === 'MatMul' && node.inputs[0] === value) return node;
    if (!ALONG_THE_WAY.has(node.op)) throw notAttention(softmax, `feeds ${label(node)}`);
    chain.push(node);
  }
}

function notAttention(softmax: Node, what: string): WordbrushError {
  return new WordbrushError(
    'unsupported-op',
    `${label(softmax)} ${what}, so it is not the plain attention softmax(Q·Kᵀ)·V that edits can ` +
      'work with: export the model with plain attention, not optimised.',
  );
}
