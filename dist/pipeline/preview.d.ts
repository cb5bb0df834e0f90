import type { Preview } from './diffusion/progress.ts';
import type { Tensor } from './tensor.ts';
import type { Picture } from './types.ts';
/** Decodes a job's latents now and then: not too often to look at, nor to cost the job much. */
export declare function pictureNowAndThen(decode: (latent: Tensor) => Promise<Picture>, now?: () => number): Preview;
