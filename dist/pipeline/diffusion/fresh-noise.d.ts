import { type Tensor } from '../tensor.ts';
/** What an edit does to the noise that it starts from. */
export interface FreshNoise {
    /** Share of the noise that is drawn anew everywhere, 0 … 1. */
    readonly renewed: number;
    /** Share of the noise that is missing, and is added, 0 … 1. */
    readonly restored: number;
    /** Chooses the noise. */
    readonly seed: number;
}
/**
 * An inverted latent z*_T [1, C, h, w] with the noise that new things take shape from. DDIM inversion
 * maps flat parts of a picture to latents of far less than unit variance, and a model draws nothing
 * there. With v the variance around a cell, over its channels, r and s the shares renewed and
 * restored, and n ~ N(0, I):
 *
 *     z′ = √(1 − r²) z + s √max(0, 1 − (1 − r²) v) n
 */
export declare function freshen(latent: Tensor, { renewed, restored, seed }: FreshNoise): Tensor;
