import type { Tensor } from '../../tensor.ts';
import { blendMask, type LocalBlend } from '../blend/local-blend.ts';
import { type Mask, within } from '../blend/mask.ts';
import { type FreshNoise, freshen } from './fresh-noise.ts';

/**
 * An object that takes another's place. Null embeddings that were fitted to the old one pull the new
 * one towards it, and its noise keeps its parts; so the new one is drawn from fresh noise, guided away
 * from a prompt without it, within its region.
 */
export interface NewObject {
  /** Null for everywhere: a blend confines the edit to the object. */
  readonly region: NewObjectRegion | null;
  /** Embedding of what it is guided away from, [1, L, D]: the empty prompt, or what else the picture is to show. */
  readonly away: Tensor;
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
export function isEverywhere(newObject: NewObject | null): newObject is NewObject {
  return newObject !== null && newObject.region === null;
}

/** z*_T [1, C, h, w] with the new object's noise in its place, and `otherwise` elsewhere. */
export function startOf({ region, noise }: NewObject, inverted: Tensor, otherwise: Tensor): Tensor {
  const fresh = freshen(inverted, noise);
  return region ? within(region.place, fresh, otherwise) : fresh;
}

/** The cells of the new object in step i, by the maps so far; see `blendMask`. */
export function regionAt(
  { place, blend }: NewObjectRegion,
  i: number,
  maps: { readonly source: Tensor; readonly target: Tensor } | null,
  latent: Tensor,
): Mask {
  const [, , height = 0, width = 0] = latent.dims;
  if (!maps || i < blend.firstStep) return place;
  const mask = blendMask(blend, maps, { height, width });
  return mask.map((inside, cell) => inside || place[cell]!);
}
