import type { ProgressCounter } from './diffusion/progress.ts';
import type { DdimStep } from './diffusion/schedule.ts';
import type { LoadedModel } from './model/loaded-model.ts';
import { type Tensor } from './tensor.ts';
import type { EditResult, EditSpec, Inversion, Picture, PromptToPromptSpec, RedrawSpec } from './types.ts';
/** A picture's latent, and what the VAE makes of it again. */
export interface Encoded {
    readonly latent: Tensor;
    readonly reconstruction: Picture;
}
/** One batch of pictures that are drawn together. */
export interface DrawJob {
    /** Units of progress that `draw` reports. */
    readonly units: number;
    readonly draw: (signal: AbortSignal | undefined, progress: ProgressCounter) => Promise<Drawn[]>;
}
export type Drawn = Pick<EditResult, 'picture' | 'method' | 'kind' | 'mask' | 'unetRows'> & {
    readonly spec: EditSpec;
    /** What the same way draws when nothing is to change. */
    readonly reconstruction: Picture;
    /** Whether only a part of the picture might change. */
    readonly isLocal: boolean;
};
/**
 * Prompt-to-Prompt for all the specs that ask for it, in one batch (Hertz et al. 2022).
 *
 * @throws WordbrushError `bad-prompt`, `bad-edit`, `bad-option` for a spec, before anything is drawn
 */
export declare function followingJob(model: LoadedModel, inversion: Inversion, schedule: readonly DdimStep[], specs: readonly PromptToPromptSpec[]): Promise<DrawJob>;
/**
 * One of the methods that start from the picture; `encoded` gives its latent, once for all of them.
 *
 * @throws WordbrushError as `followingJob` does, and `bad-image` for a mask that is no picture
 */
export declare function redrawingJob(model: LoadedModel, inversion: Inversion, schedule: readonly DdimStep[], spec: RedrawSpec, encoded: () => Promise<Encoded>): Promise<DrawJob>;
/** z_0 = E(x) as [1, C, h, w], and D(E(x)). */
export declare function throughVae(model: LoadedModel, picture: Picture): Promise<Encoded>;
/** The picture as the inversion redraws it without any edit. */
export declare function reconstruct(model: LoadedModel, { trajectory }: Inversion): Promise<Picture>;
