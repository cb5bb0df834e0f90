import { WordbrushError } from '../../errors.ts';
import { CONTEXT, SAMPLE } from '../gradient/null-text.ts';
import type { Graph } from '../ir.ts';
import { descendants, prune } from '../order.ts';
import { type Attention, findAttentions } from './attention.ts';
import { expandBigAttention, gatherBigAttention } from './big-attention.ts';
import {
  RowBuilder,
  type RowPlan,
  type Rows,
  SOURCE,
  type SourceOrigin,
  TARGET,
  UNCONDITIONAL,
} from './editing-rows.ts';
import { giveSource, keysOf, sourceOperands, takeSource } from './kept-source.ts';
import { MapEditor } from './map-editor.ts';

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
  /** Where what is looked at of the source comes from; default: it is run. */
  readonly source?: SourceOrigin;
}

/** Which inputs of the editing graph of these options have a row of the source. */
export function sourceRows(options: EditingOptions): {
  readonly latent: boolean;
  readonly context: boolean;
} {
  const { crossAttention, selfAttentionMaxTokens, observedTokens, predictSource } = options;
  const looksByWords = crossAttention || observedTokens > 0;
  const isLookedAt = looksByWords || selfAttentionMaxTokens > 0 || predictSource === true;
  // The keys of a kept source's cross-attention are made of its text.
  return options.source === 'kept'
    ? { latent: false, context: looksByWords }
    : { latent: isLookedAt, context: isLookedAt };
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
 * - With `source` as `keep` the outputs `source_query_i` and `source_keys_i` in half precision: what layer
 *   i is looked at by, one row. As `kept` they are inputs, and the source's row is not run: the latents have
 *   no row of it, and the context has one only where maps of its words are looked at.
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

function rowGraph(unet: Graph, plan: RowPlan): Graph {
  const attentions = findAttentions(unet);
  const lent = attentions.filter(
    ({ kind, queryTokens }) => kind === 'self' && queryTokens <= plan.selfAttentionMaxTokens,
  );
  const mapped = attentions.filter(({ kind }) => plan.crossAttention && kind === 'cross');
  const edited = new Set([...lent, ...mapped]);
  const observed = observedLayers(attentions, plan.observedTokens);
  const isLookedAt = (attention: Attention) =>
    edited.has(attention) || observed.includes(attention);
  const operands = sourceOperands(attentions, isLookedAt);

  const rowed = descendants(unet, [SAMPLE, CONTEXT]);
  const branched = descendants(unet, [CONTEXT, ...lent.flatMap(({ product }) => product.outputs)]);
  const rows = new RowBuilder(unet, plan.targets, rowed, branched);

  needRows(unet, rows, plan, attentions, edited, new Set(observed));
  for (const input of unet.inputs) rows.input(input);
  if (plan.source === 'kept') takeSource(rows, unet, operands);
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
  if (plan.source === 'keep') giveSource(rows, operands);
  prune(rows.graph);
  gatherBigAttention(rows.graph);
  expandBigAttention(rows.graph);
  return rows.graph;
}

/** Says of every value which of its rows are needed, from the outputs up. */
function needRows(
  unet: Graph,
  rows: RowBuilder,
  plan: RowPlan,
  attentions: readonly Attention[],
  edited: ReadonlySet<Attention>,
  observed: ReadonlySet<Attention>,
): void {
  for (const output of unet.outputs) rows.need(output, plan.output);
  const isKept = plan.source === 'kept';
  if (!isKept && (plan.observed || plan.crossAttention || plan.selfAttentionMaxTokens > 0)) {
    rows.need(SAMPLE, SOURCE);
    rows.need(CONTEXT, SOURCE);
  }
  const needMaps = (attention: Attention, wanted: Rows) => {
    rows.need(attention.probabilities, isKept ? wanted & ~SOURCE : wanted);
    if (isKept && wanted & SOURCE && attention.kind === 'cross')
      rows.need(keysOf(attention), SOURCE);
  };
  const ofProduct = new Map(attentions.map((attention) => [attention.product, attention]));
  for (const node of unet.nodes.toReversed()) {
    const wanted = node.outputs.reduce((all, output) => all | rows.neededOf(output), 0);
    for (const output of node.outputs) rows.need(output, wanted);
    const attention = ofProduct.get(node);
    if (attention && observed.has(attention)) needMaps(attention, plan.observed);
    if (attention && edited.has(attention)) {
      rows.need(attention.value, wanted);
      const own = attention.kind === 'cross' ? wanted : wanted & ~TARGET;
      needMaps(attention, own | (wanted & TARGET ? SOURCE : 0));
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
