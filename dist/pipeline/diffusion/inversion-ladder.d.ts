import { type Tensor } from '../tensor.ts';
import { type InversionRun } from './inversion.ts';
import { type NoiseLevel } from './noise.ts';
/** The ways to invert a picture that the null-text paper compares, best first as it finds them. */
export declare const LADDER: readonly ['vae', 'null-text', 'textual-inversion-with-pivot', 'random-pivot', 'global-null-text', 'textual-inversion', 'ddim', 'null-text-without-pivot'];
export type Rung = (typeof LADDER)[number];
export interface LadderRun extends InversionRun {
    /** Of z_T … z_0. */
    readonly levels: readonly NoiseLevel[];
    readonly seed: number;
}
/** Where a rung ends, and the gradient steps that it took. */
export interface Landing {
    /** z̄_0 [1, C, h, w]. */
    readonly latent: Tensor;
    /** The same started from a random noise where no pivot was used, which has no z*_T of its own. */
    readonly fromNoise?: Tensor;
    readonly gradients: number;
}
/**
 * Inverts a picture by one rung of the ablation of null-text inversion (Mokady et al. 2023,
 * section 4 and figure 4), all on one gradient graph and one budget of `innerSteps` gradient steps
 * a timestep. `latent` is z*_0, `pivots` are those of DDIM inversion, z*_T … z*_0.
 *
 * They differ in what they optimise, one embedding a timestep or one in all, and around what:
 * the pivots; one random path z_t = √ᾱ_t z_0 + √(1−ᾱ_t) n, whose noise is also where it starts; or
 * a new random path at every gradient step, as textual inversion is trained (Gal et al. 2022). The
 * last start from z*_T, which flatters them: `fromNoise` does not.
 */
export declare function climb(rung: Rung, run: LadderRun, latent: Tensor, pivots: Tensor): Promise<Landing>;
