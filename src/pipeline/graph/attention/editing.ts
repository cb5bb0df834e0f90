import { WordbrushError } from '../../errors.ts';
import { CONTEXT, SAMPLE } from '../gradient/null-text.ts';
import type { Graph, Node } from '../ir.ts';
import { descendants, prune } from '../order.ts';
import { type Attention, findAttentions } from './attention.ts';
import { expandBigAttention, gatherBigAttention } from './big-attention.ts';
import { RowBuilder, type Rows, SOURCE, TARGET, UNCONDITIONAL } from './editing-rows.ts';

/** What a graph of several rows computes. Inputs and outputs are named as in the makers below. */
interface Plan {
  /** P, the rows of each of `unconditional` and `target`. */
  readonly targets: number;
  /** Rows of the prediction. */
  readonly output: Rows;
  /** Rows of the attention output; none where it is not asked for. */
  readonly observed: Rows;
  /** N of the cross-attention layers that are observed. */
  readonly observedTokens: number;
  /** Targets take mapped cross-attention maps of the source. */
  readonly crossAttention: boolean;
  /** Targets take the source's self-attention maps in layers of at most this many tokens. */
  readonly selfAttentionMaxTokens: number;
}

const PLAIN = {
  observed: 0,
  observedTokens: 0,
  crossAttention: false,
  selfAttentionMaxTokens: 0,
} as const;

/**
 * The plain noise predictor of R rows, from a normalised UNet of one row: the UNet's own inputs and
 * output, [R, C, h, w] and [R, L, D] → [R, C, h, w].
 */
export function predictingGraph(unet: Graph, rows: number): Graph {
  return rowGraph(unet, { ...PLAIN, targets: rows, output: TARGET });
}

/**
 * The predictor of one row with one more output, `attention`, [1, N, L]: the mean over heads and over
 * all cross-attention layers of N = `observedTokens` places.
 */
export function observingGraph(unet: Graph, observedTokens: number): Graph {
  const plan = { ...PLAIN, targets: 0, output: SOURCE, observed: SOURCE, observedTokens };
  return rowGraph(unet, plan);
}

/** What one step of Prompt-to-Prompt computes, and for how many targets. */
export interface EditingOptions {
  /** P. */
  readonly targets: number;
  /** Whether targets take mapped cross-attention maps of the source. */
  readonly crossAttention: boolean;
  /** Layers of at most this many tokens take the source's self-attention; 0: none does. */
  readonly selfAttentionMaxTokens: number;
  /** N of the cross-attention layers to observe; 0: none. */
  readonly observedTokens: number;
  /** The source is predicted too, where nobody knows its next latent. */
  readonly predictSource?: boolean;
  /** There are no unconditional rows: at w = 1 the conditional prediction is the guided one. */
  readonly unguided?: boolean;
}

/** Whether the editing graph of these options has a source row. */
export function hasSource(options: EditingOptions): boolean {
  const { crossAttention, selfAttentionMaxTokens, observedTokens, predictSource } = options;
  return (
    crossAttention || selfAttentionMaxTokens > 0 || observedTokens > 0 || predictSource === true
  );
}

/**
 * One step of Prompt-to-Prompt (Hertz et al. 2022, algorithm 1) for P targets that share a source,
 * from a normalised UNet of one row.
 *
 * - latents: source | targets × P; context: unconditional × P | source | targets × P; the source
 *   only where something looks at it. Prediction: unconditional × P | source, with `predictSource` |
 *   targets × P. No unconditional rows with `unguided`.
 * - With `crossAttention` the inputs `source_mapper` M [P, L, L] and `target_gain` g [P, 1, L]: the
 *   maps of target p become A_src · M_p + A_p ∘ g_p. They are never formed: what they are needed
 *   for, their product with V, is A_src (M V) + A_p (gᵀ ∘ V), whose brackets are as small as the text.
 * - With `observedTokens` the output `attention`, [1 + P, N, L]: means of the maps, source first, the
 *   targets' after their edit.
 *
 * Nothing is computed that nothing looks at: the unconditional rows start where the text comes in,
 * the source row ends at the last layer whose maps it lends, and targets whose self-attention maps
 * are the source's compute no queries, keys and maps of their own.
 */
export function editingGraph(unet: Graph, options: EditingOptions): Graph {
  return rowGraph(unet, {
    ...options,
    output: TARGET | (options.unguided ? 0 : UNCONDITIONAL) | (options.predictSource ? SOURCE : 0),
    observed: options.observedTokens > 0 ? SOURCE | TARGET : 0,
  });
}

function rowGraph(unet: Graph, plan: Plan): Graph {
  const attentions = findAttentions(unet);
  const lent = attentions.filter(
    ({ kind, queryTokens }) => kind === 'self' && queryTokens <= plan.selfAttentionMaxTokens,
  );
  const mapped = attentions.filter(({ kind }) => plan.crossAttention && kind === 'cross');
  const edited = new Set([...lent, ...mapped]);
  const observed = observedLayers(attentions, plan.observedTokens);

  const rowed = descendants(unet, [SAMPLE, CONTEXT]);
  const branched = descendants(unet, [CONTEXT, ...lent.flatMap(({ product }) => product.outputs)]);
  const rows = new RowBuilder(unet, plan.targets, rowed, branched);

  needRows(unet, rows, plan, attentions, edited, new Set(observed));
  for (const input of unet.inputs) rows.input(input);
  // What lies behind the tokens in the context (`foldConditioning`) has no maps.
  const tokens = attentions.find(({ kind }) => kind === 'cross')?.keyTokens ?? 0;
  const editor = new MapEditor(rows, unet, plan, tokens);
  const inChains = new Set([...edited].flatMap(({ chain }) => chain));
  const ofProduct = new Map(attentions.map((attention) => [attention.product, attention]));
  for (const node of unet.nodes) {
    const attention = ofProduct.get(node);
    if (attention && observed.includes(attention)) editor.observe(attention, edited.has(attention));
    if (inChains.has(node) || !node.outputs.some((output) => rows.neededOf(output))) continue;
    if (attention && edited.has(attention)) editor.multiply(attention);
    else rows.copy(node);
  }

  const [prediction] = unet.outputs;
  if (!prediction) throw new WordbrushError('bad-model', `${unet.name} has no output.`);
  rows.graph.outputs.push(prediction);
  if (plan.observed) rows.graph.addOutput('attention', editor.observation());
  prune(rows.graph);
  gatherBigAttention(rows.graph);
  expandBigAttention(rows.graph);
  return rows.graph;
}

/** Says of every value which of its rows are needed, from the outputs up. */
function needRows(
  unet: Graph,
  rows: RowBuilder,
  plan: Plan,
  attentions: readonly Attention[],
  edited: ReadonlySet<Attention>,
  observed: ReadonlySet<Attention>,
): void {
  for (const output of unet.outputs) rows.need(output, plan.output);
  if (plan.observed || plan.crossAttention || plan.selfAttentionMaxTokens > 0) {
    rows.need(SAMPLE, SOURCE);
    rows.need(CONTEXT, SOURCE);
  }
  const ofProduct = new Map(attentions.map((attention) => [attention.product, attention]));
  for (const node of unet.nodes.toReversed()) {
    const wanted = node.outputs.reduce((all, output) => all | rows.neededOf(output), 0);
    for (const output of node.outputs) rows.need(output, wanted);
    const attention = ofProduct.get(node);
    if (attention && observed.has(attention)) rows.need(attention.probabilities, plan.observed);
    if (attention && edited.has(attention)) {
      rows.need(attention.value, wanted);
      const own = attention.kind === 'cross' ? wanted : wanted & ~TARGET;
      rows.need(attention.probabilities, own | (wanted & TARGET ? SOURCE : 0));
    } else if (wanted) {
      for (const input of node.inputs) rows.need(input, wanted);
    }
  }
}

function observedLayers(attentions: readonly Attention[], tokens: number): Attention[] {
  if (tokens === 0) return [];
  const cross = attentions.filter(({ kind }) => kind === 'cross');
  const found = cross.filter(({ queryTokens }) => queryTokens === tokens);
  if (found.length > 0) return found;
  const sizes = [...new Set(cross.map(({ queryTokens }) => queryTokens))].join(', ');
  throw new WordbrushError(
    'bad-model',
    `No cross-attention layer has maps of ${tokens} places; the layers have ${sizes}. ` +
      "Set blendMapSide in the model folder's wordbrush.json to the square root of one of them.",
  );
}

/** Writes the attention of edited layers into the graph, and the mean of the observed ones. */
class MapEditor {
  readonly #rows: RowBuilder;
  readonly #graph: Graph;
  readonly #plan: Plan;
  readonly #mapper: string = '';
  readonly #gain: string = '';
  readonly #maps = new Map<string, string>();
  readonly #means = { source: [] as string[], target: [] as string[] };

  constructor(rows: RowBuilder, unet: Graph, plan: Plan, tokens: number) {
    this.#rows = rows;
    this.#graph = rows.graph;
    this.#plan = plan;
    if (!plan.crossAttention) return;
    const { type } = unet.typeOf(CONTEXT);
    this.#mapper = this.#graph.addInput('source_mapper', type, [plan.targets, tokens, tokens]);
    this.#gain = this.#graph.addInput('target_gain', type, [plan.targets, 1, tokens]);
  }

  /** The product of edited maps and V, for the rows that are needed of it. */
  multiply(attention: Attention): void {
    const output = attention.product.outputs[0]!;
    const needed = this.#rows.neededOf(output);
    const parts: string[] = [];
    const plain = (rows: Rows) => this.#product(attention, rows, rows);
    if (needed & UNCONDITIONAL) parts.push(plain(UNCONDITIONAL));
    if (attention.kind === 'self') {
      // The source's maps serve the source and the targets alike.
      const lent = needed & (SOURCE | TARGET);
      parts.push(this.#product(attention, SOURCE, lent));
    } else {
      if (needed & SOURCE) parts.push(plain(SOURCE));
      if (needed & TARGET) parts.push(this.#mapped(attention));
    }
    const joined =
      parts.length === 1 ? parts[0]! : this.#graph.add('Concat', parts, { axis: { int: 0 } });
    this.#define(output, joined, this.#rows.dims(output, needed));
  }

  /** Maps of some rows times V of as many, or of more where the maps are one row's. */
  #product(attention: Attention, mapRows: Rows, valueRows: Rows): string {
    const values = this.#value(attention, valueRows);
    const product = this.#matMul(this.#heads(attention, mapRows), values);
    const { type } = this.#graph.typeOf(attention.value);
    const width = this.#rows.dims(attention.value, valueRows).at(-1)!;
    const { heads, queryTokens } = attention;
    const dims = [this.#rows.count(valueRows), heads, queryTokens, width];
    this.#graph.types.set(product, { type, dims });
    return product;
  }

  /** A_src (M V) + A (gᵀ ∘ V), [P, heads, N, width]. */
  #mapped(attention: Attention): string {
    const { targets } = this.#plan;
    const tokens = attention.keyTokens;
    const value = this.#value(attention, TARGET);
    const mapper = this.#reshape(this.#mapper, [targets, 1, tokens, tokens]);
    const gain = this.#reshape(this.#gain, [targets, 1, tokens, 1]);
    return this.#graph.add('Add', [
      this.#matMul(this.#heads(attention, SOURCE), this.#matMul(mapper, value)),
      this.#matMul(this.#heads(attention, TARGET), this.#graph.add('Mul', [value, gain])),
    ]);
  }

  /** Adds a layer to the mean. */
  observe(attention: Attention, edited: boolean): void {
    const mean = (rows: Rows) => {
      const maps = edited
        ? this.#heads(attention, rows)
        : this.#separate(attention, this.#rows.at(attention.probabilities, rows), rows, 'maps');
      return this.#meanOverHeads(maps);
    };
    this.#means.source.push(mean(SOURCE));
    if (this.#plan.observed & TARGET) this.#means.target.push(mean(TARGET));
  }

  /** [rows, N, L], source first. Editing the mean is the same as the mean of the edited maps. */
  observation(): string {
    const source = this.#meanOf(this.#means.source);
    if (this.#means.target.length === 0) return source;
    const own = this.#meanOf(this.#means.target);
    const targets = this.#plan.crossAttention
      ? this.#graph.add('Add', [
          this.#matMul(source, this.#mapper),
          this.#graph.add('Mul', [own, this.#gain]),
        ])
      : own;
    return this.#graph.add('Concat', [source, targets], { axis: { int: 0 } });
  }

  /** Maps of some rows alone, [rows, heads, N, tokens], computed apart from the other rows'. */
  #heads(attention: Attention, rows: Rows): string {
    const key = `${attention.probabilities} ${rows}`;
    const known = this.#maps.get(key);
    if (known) return known;
    const maps = this.#rows.copyChain(attention.chain, rows);
    const separate = this.#separate(attention, maps, rows, 'maps');
    this.#maps.set(key, separate);
    return separate;
  }

  /** V of some rows, [rows, heads, tokens, width]. */
  #value(attention: Attention, rows: Rows): string {
    return this.#separate(attention, this.#rows.at(attention.value, rows), rows, 'value');
  }

  /** Gives the heads an axis of their own, which costs nothing. */
  #separate(attention: Attention, name: string, rows: Rows, what: 'maps' | 'value'): string {
    if (!attention.folded) return name;
    const { value, probabilities, heads } = attention;
    const [, ...rest] = this.#rows.dims(what === 'maps' ? probabilities : value, rows);
    return this.#reshape(name, [this.#rows.count(rows), heads, ...rest]);
  }

  #meanOverHeads(maps: string): string {
    const graph = this.#graph;
    const attributes = { keepdims: { int: 0 } };
    // The axes moved from an attribute to an operand at opset 18.
    return graph.opset >= 18
      ? graph.add('ReduceMean', [maps, graph.int64s([1])], attributes)
      : graph.add('ReduceMean', [maps], { ...attributes, axes: { ints: [1] } });
  }

  #meanOf(values: readonly string[]): string {
    if (values.length === 1) return values[0]!;
    const { type } = this.#graph.typeOf(CONTEXT);
    const scale = this.#graph.floats([1 / values.length], [], type);
    return this.#graph.add('Mul', [this.#graph.add('Sum', values), scale]);
  }

  #matMul(a: string, b: string): string {
    return this.#graph.add('MatMul', [a, b]);
  }

  #reshape(value: string, dims: readonly number[]): string {
    return this.#graph.add('Reshape', [value, this.#graph.int64s(dims)]);
  }

  /** Makes `name` the name of a value, in the shape that its readers expect. */
  #define(name: string, value: string, dims: readonly number[]): void {
    const node: Node = {
      op: 'Reshape',
      domain: '',
      name: `${name}:edited`,
      inputs: [value, this.#graph.int64s(dims)],
      outputs: [name],
      attributes: {},
    };
    this.#graph.nodes.push(node);
    this.#graph.types.set(name, { type: this.#graph.typeOf(name).type, dims });
  }
}
