import type { FitMeter } from '../clip/fit.ts';
import type { Mask } from '../diffusion/blend/mask.ts';
import type { ProgressCounter } from '../diffusion/progress.ts';
import type { SourceMemory } from '../diffusion/prompt-to-prompt/source-memory.ts';
import type { EditResult, EditSpec } from '../edit-types.ts';
import type { Encoded, LoadedModel } from '../model/loaded-model.ts';
import { checkNumber } from '../options.ts';
import { rowsOf } from '../tensor.ts';
import type { Inversion, Picture } from '../types.ts';

/** The picture that is edited, and its latent, once for all who need it. */
export interface EditedPicture {
  readonly inversion: Inversion;
  readonly original: Picture;
  readonly encoded: () => Promise<Encoded>;
  /** What earlier edits looked at. */
  readonly memory: SourceMemory;
  /** Tells whether an edit came out. */
  readonly meter: FitMeter;
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
  /** Where something must not change; see `keepObject`. */
  readonly kept?: Mask | null;
  /** What it was made of, where that is not the inverted picture. */
  readonly original?: Picture;
  /** Whether only a part of the picture might change. */
  readonly isLocal: boolean;
};

/** The picture as the inversion redraws it without any edit. */
export async function reconstructionOf(
  model: LoadedModel,
  { trajectory }: Inversion,
): Promise<Picture> {
  const rows = trajectory.dims[0]!;
  return await model.reconstruct(rowsOf(trajectory, rows - 1, rows));
}

export function guidanceOf(spec: EditSpec, usual: number): number {
  return checkNumber('guidance scale', spec.guidanceScale ?? usual);
}
