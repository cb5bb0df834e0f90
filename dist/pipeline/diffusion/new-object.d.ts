import type { Tensor } from '../tensor.ts';
import { type FreshNoise } from './fresh-noise.ts';
import { type LocalBlend } from './local-blend.ts';
import { type Mask } from './mask.ts';
/**
 * An object that takes another's place. Null embeddings that were fitted to the old one pull the new
 * one towards it, and its noise keeps its parts; so the new one is drawn from fresh noise, guided away
 * from the empty prompt, within its region.
 */
export interface NewObject {
    /** Null for everywhere: a blend confines the edit to the object. */
    readonly region: NewObjectRegion | null;
    /** Embedding of the empty prompt, [1, L, D]. */
    readonly empty: Tensor;
    /** w */
    readonly guidanceScale: number;
    readonly noise: FreshNoise;
}
export interface NewObjectRegion {
    /** Where the old one is. */
    readonly place: Mask;
    /** Finds where the new one is, from its first step on. */
    readonly blend: LocalBlend;
}
/** Whether the whole picture is drawn as the new object. */
export declare function isEverywhere(newObject: NewObject | null): newObject is NewObject;
/** z*_T [1, C, h, w] with the new object's noise in its place, and `otherwise` elsewhere. */
export declare function startOf({ region, noise }: NewObject, inverted: Tensor, otherwise: Tensor): Tensor;
/** The cells of the new object in step i, by the maps so far; see `blendMask`. */
export declare function regionAt({ place, blend }: NewObjectRegion, i: number, maps: {
    readonly source: Tensor;
    readonly target: Tensor;
} | null, latent: Tensor): Mask;
