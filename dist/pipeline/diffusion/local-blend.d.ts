import { type Tensor } from '../tensor.ts';
import { type Mask } from './mask.ts';
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
export declare function blendLatents(blend: LocalBlend, attention: {
    readonly source: Tensor;
    readonly target: Tensor;
}, source: Tensor, target: Tensor): Tensor;
/** The mask [h × w] over the latent; see `blendLatents`. */
export declare function blendMask(blend: LocalBlend, attention: {
    readonly source: Tensor;
    readonly target: Tensor;
}, latent: Size): Mask;
/** Attention of some tokens in each cell of maps [1, cells, L]. */
export declare function wordHeat(maps: Tensor, tokens: readonly number[]): Float32Array;
/** Size of maps of so many cells, in the proportions of the latent. */
export declare function mapSize(cells: number, latent: Size): Size;
/** The largest value of each cell's 3 × 3 neighbourhood. */
export declare function maxPool3x3(map: Float32Array, { height, width }: Size): Float32Array;
export declare function resizeNearest(map: Float32Array, from: Size, to: Size): Float32Array;
/** Adds maps to the running sum over steps; the first step starts it. */
export declare function accumulate(sum: Tensor | null, maps: Tensor): Tensor;
