import type { ProgressCounter } from '../diffusion/progress.ts';
import type { EditResult, EditSpec } from '../edit-types.ts';
import { keepObject } from '../likeness/keep-object.ts';
import { keepUnchanged } from '../likeness/keep-unchanged.ts';
import type { DrawJob, Drawn, EditedPicture } from './draw-job.ts';

export interface DrawingOptions {
  /** Side of a latent's cell in pixels. */
  readonly cell: number;
  /** Whether pictures are what the decoder draws, also where nothing was changed. */
  readonly isAsDrawn: boolean;
  readonly signal: AbortSignal | undefined;
  readonly progress: ProgressCounter;
}

/** Draws some batches of one picture's edits, one after another. What they leave alone is taken from the picture. */
export async function drawAll(
  jobs: readonly DrawJob[],
  source: EditedPicture,
  { signal, progress, cell, isAsDrawn }: DrawingOptions,
): Promise<ReadonlyMap<EditSpec, EditResult>> {
  const results = new Map<EditSpec, EditResult>();
  for (const { draw } of jobs) {
    const start = performance.now();
    const drawn = await draw(signal, progress);
    const seconds = (performance.now() - start) / 1000;
    for (const one of drawn) {
      const { spec, picture, method, kind, mask, unetRows } = one;
      results.set(spec, {
        sourcePrompt: source.inversion.prompt,
        targetPrompt: spec.targetPrompt,
        picture: isAsDrawn ? picture : keptOf(one, source, cell),
        ...{ seconds, method, kind, mask, unetRows },
      });
    }
  }
  return results;
}

/** A drawn picture, with the pixels of what its edit leaves alone. */
function keptOf(
  { picture, original: own, reconstruction, isLocal, kept }: Drawn,
  { original }: EditedPicture,
  cell: number,
) {
  const before = { original: own ?? original, reconstruction };
  const unchanged = keepUnchanged(picture, before, { cell, isLocal });
  return keepObject(unchanged, { original, drawn: picture }, kept && { kept, cell });
}
