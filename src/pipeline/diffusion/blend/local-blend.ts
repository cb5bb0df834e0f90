import { type Tensor, tensor } from '../../tensor.ts';
import { type Mask, within } from './mask.ts';

/** Token positions of the words that one mask is made of, in each prompt. */
export interface BlendTokens {
  readonly source: readonly number[];
  readonly target: readonly number[];
}

/** Where one target may differ from the source (Hertz et al. 2022, section 3.2, "local editing"). */
export interface LocalBlend {
  /** Null: the whole picture. */
  readonly tokens: BlendTokens | null;
  /** Regions that stay the source's even inside the mask. */
  readonly subtract: BlendTokens | null;
  /** First step, counted from the noisiest, after which the blend acts. */
  readonly firstStep: number;
  /** Share of the largest attention above which a cell belongs to the mask. */
  readonly threshold: number;
}

/** Height and width of a map or a latent. */
export interface Size {
  readonly height: number;
  readonly width: number;
}

/**
 * z := z_src + m (z − z_src), with m the mask of the blend words (of source or target), less that
 * of the subtract words. Latents are [1, C, h, w]; `attention` holds maps [1, side², L]
 * summed over the steps so far.
 */
export function blendLatents(
  blend: LocalBlend,
  attention: { readonly source: Tensor; readonly target: Tensor },
  source: Tensor,
  target: Tensor,
): Tensor {
  const [, , height = 0, width = 0] = source.dims;
  return within(blendMask(blend, attention, { height, width }), target, source);
}

/** The mask [h × w] over the latent; see `blendLatents`. */
export function blendMask(
  blend: LocalBlend,
  attention: { readonly source: Tensor; readonly target: Tensor },
  latent: Size,
): Mask {
  const union = (tokens: BlendTokens, isPooled: boolean) => {
    const source = threshold(attention.source, tokens.source, isPooled);
    const target = threshold(attention.target, tokens.target, isPooled);
    return source.map((inside, cell) => inside || target[cell]!);
  };
  function threshold(maps: Tensor, tokens: readonly number[], isPooled: boolean): boolean[] {
    const size = mapSize(maps.dims[1]!, latent);
    const heat = wordHeat(maps, tokens);
    const pooled = isPooled ? maxPool3x3(heat, size) : heat;
    const upsampled = resizeNearest(pooled, size, latent);
    const largest = upsampled.reduce((a, b) => Math.max(a, b), 0);
    return Array.from(upsampled, (value) => value > blend.threshold * largest);
  }
  const mask = blend.tokens
    ? union(blend.tokens, true)
    : Array<boolean>(latent.height * latent.width).fill(true);
  if (!blend.subtract) return mask;
  const subtracted = union(blend.subtract, false);
  return mask.map((inside, cell) => inside && !subtracted[cell]);
}

/** Attention of some tokens in each cell of maps [1, cells, L]. */
export function wordHeat(maps: Tensor, tokens: readonly number[]): Float32Array {
  const [, cells = 0, length = 0] = maps.dims;
  return Float32Array.from({ length: cells }, (_, cell) =>
    tokens.reduce((sum, token) => sum + maps.data[cell * length + token]!, 0),
  );
}

/** Size of maps of so many cells, in the proportions of the latent. */
export function mapSize(cells: number, latent: Size): Size {
  const scale = Math.sqrt(cells / (latent.height * latent.width));
  return {
    height: Math.round(latent.height * scale),
    width: Math.round(latent.width * scale),
  };
}

/** The largest value of each cell's 3 × 3 neighbourhood. */
export function maxPool3x3(map: Float32Array, { height, width }: Size): Float32Array {
  return map.map((_, cell) => {
    const row = Math.floor(cell / width);
    const column = cell % width;
    let largest = Number.NEGATIVE_INFINITY;
    for (let y = Math.max(row - 1, 0); y <= Math.min(row + 1, height - 1); y++)
      for (let x = Math.max(column - 1, 0); x <= Math.min(column + 1, width - 1); x++)
        largest = Math.max(largest, map[y * width + x]!);
    return largest;
  });
}

export function resizeNearest(map: Float32Array, from: Size, to: Size): Float32Array {
  return Float32Array.from({ length: to.height * to.width }, (_, cell) => {
    const y = Math.floor((Math.floor(cell / to.width) * from.height) / to.height);
    const x = Math.floor(((cell % to.width) * from.width) / to.width);
    return map[y * from.width + x]!;
  });
}

/** Adds maps to the running sum over steps; the first step starts it. */
export function accumulate(sum: Tensor | null, maps: Tensor): Tensor {
  if (!sum) return maps;
  return tensor(
    sum.data.map((value, i) => value + maps.data[i]!),
    sum.dims,
  );
}
