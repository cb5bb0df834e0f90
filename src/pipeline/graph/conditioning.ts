import { WordbrushError } from '../errors.ts';
import { CONTEXT, SAMPLE, TIMESTEP } from './gradient/null-text.ts';
import type { Graph } from './ir.ts';
import { prune } from './order.ts';
import { floatTensor, int64Tensor, type TensorValue } from './tensor-value.ts';

/** Inputs of some families beside latent, timestep and context. */
export const POOLED = 'text_embeds';
export const SIZES = 'time_ids';
export const GUIDANCE = 'timestep_cond';

/** What the further inputs of a UNet are given; those that it lacks do not matter. */
export interface Conditioning {
  /** L of the prompt's tokens, after which the pooled embedding lies in the context. */
  readonly tokens: number;
  /** The picture's size in pixels. */
  readonly pixels: { readonly height: number; readonly width: number };
  /** w of the guidance embedding of latent consistency models. */
  readonly guidance: number;
}

/**
 * Brings a UNet of any family to the three inputs that everything else works with: latent,
 * timestep and context.
 *
 * - A pooled text embedding of width P (SDXL) is text too, so it travels in the context, behind its L
 *   tokens, in ⌈P / D⌉ further rows that the graph takes apart: context [R, L + ⌈P / D⌉, D].
 * - The six sizes of SDXL, of the original, the crop and the target, are those of the picture.
 * - The guidance embedding of a latent consistency model (Luo et al. 2023, section 4.2) is that of w.
 *
 * Throws `unsupported-op` for an input that none of these is.
 */
export function foldConditioning(graph: Graph, conditioning: Conditioning): void {
  const { tokens, pixels, guidance } = conditioning;
  for (const name of graph.inputs.filter((input) => !CANONICAL.has(input))) {
    const { type, dims } = graph.typeOf(name);
    const width = dims.at(-1);
    if (typeof width !== 'number' || dims.length !== 2) throw unknownInput(graph, name);
    if (name === POOLED) {
      takePooledFromContext(graph, tokens, width);
      continue;
    }
    const { height: h, width: w } = pixels;
    if (name === GUIDANCE) fix(graph, name, guidanceEmbedding(guidance, width), type);
    else if (name === SIZES && width === 6) fix(graph, name, [h, w, 0, 0, h, w], type);
    else throw unknownInput(graph, name);
  }
  prune(graph);
}

const CANONICAL: ReadonlySet<string> = new Set([SAMPLE, TIMESTEP, CONTEXT]);

/** Rows of a context of width D that a pooled embedding takes. */
export function pooledRows(pooled: number, width: number): number {
  return Math.ceil(pooled / width);
}

/** [1, width]: sines and cosines of 1000 w, as diffusers' `get_guidance_scale_embedding`. */
function guidanceEmbedding(w: number, width: number): number[] {
  const half = Math.floor(width / 2);
  // In single precision, as the model was trained: at angles in the thousands it matters.
  const { fround } = Math;
  const decay = fround(Math.log(10_000) / (half - 1));
  const angles = Array.from({ length: half }, (_, i) =>
    fround(fround(1000 * w) * fround(Math.exp(fround(-i * decay)))),
  );
  const padding = Array<number>(width - 2 * half).fill(0);
  return [...angles.map(Math.sin), ...angles.map(Math.cos), ...padding];
}

/** Makes an input a constant of one row. */
function fix(graph: Graph, name: string, values: number[], type: TensorValue['type']): void {
  const dims = [1, values.length];
  const value = type === 'int64' ? int64Tensor(values, dims) : floatTensor(values, dims, type);
  graph.inputs = graph.inputs.filter((input) => input !== name);
  graph.initializers.set(name, value);
  graph.types.set(name, { type, dims });
}

function takePooledFromContext(graph: Graph, tokens: number, pooled: number): void {
  const { type, dims } = graph.typeOf(CONTEXT);
  const width = dims.at(-1);
  if (typeof width !== 'number') throw unknownInput(graph, POOLED);
  const rows = pooledRows(pooled, width);
  const readers = graph.nodes;
  graph.nodes = [];
  const slice = (value: string, start: number, end: number, axis: number) => {
    const bounds = [start, end, axis].map((bound) => graph.int64s([bound]));
    return graph.add('Slice', [value, ...bounds], {}, 'conditioning/Slice');
  };
  const ofTokens = slice(CONTEXT, 0, tokens, 1);
  const behind = slice(CONTEXT, tokens, tokens + rows, 1);
  const shape = graph.int64s([-1, rows * width]);
  const flat = graph.add('Reshape', [behind, shape], {}, 'conditioning/Reshape');
  const ofPooled = slice(flat, 0, pooled, 1);
  for (const node of readers)
    node.inputs = node.inputs.map((input) =>
      input === CONTEXT ? ofTokens : input === POOLED ? ofPooled : input,
    );
  graph.nodes.push(...readers);
  graph.inputs = graph.inputs.filter((input) => input !== POOLED);
  graph.types.delete(POOLED);
  graph.types.set(CONTEXT, { type, dims: [dims[0]!, tokens + rows, width] });
}

function unknownInput(graph: Graph, name: string): WordbrushError {
  const { dims } = graph.typeOf(name);
  return new WordbrushError(
    'unsupported-op',
    `${graph.name} reads "${name}" [${dims.join(', ')}] beside latent, timestep and text, which no ` +
      'family of models that Wordbrush knows does: use a Stable Diffusion 1.x, 2.x, XL or LCM export.',
  );
}
