import { METHOD_LABELS } from '../src/edit-language/edit-methods.ts';
import type { EditResult } from '../src/pipeline/edit-types.ts';
import type { LearningMethod, Picture } from '../src/pipeline/types.ts';
import { CLIP_LABELS } from './clip/methods.ts';
import { isChangeRight } from './grading.ts';
import type { Judge, Verdict } from './judge.ts';
import { changedArea, isChanged, keptArea, psnrWithin } from './kept-area.ts';
import { type BenchEdit, type BenchScene, readMask, readPicture } from './scenes.ts';
import { grayOf, ssimWithin } from './similarity.ts';

/** Ways to teach a model a subject, which is then put into pictures by the usual edit. */
export const LEARNING_LABELS: Readonly<Record<LearningMethod, string>> = {
  dreambooth: 'DreamBooth',
  'textual-inversion': 'Textual inversion',
};

/** Prompt-to-Prompt on the inversion that its source papers go together with. */
const ON_NULL_TEXT = { 'on-null-text': 'Prompt-to-Prompt on null-text' } as const;

/** The methods that people can ask for, and those that only the bench has. */
export const LABELS = { ...METHOD_LABELS, ...ON_NULL_TEXT, ...CLIP_LABELS, ...LEARNING_LABELS };

/** What one method made of one edit. */
export interface Grade {
  readonly method: keyof typeof LABELS;
  readonly isRight: boolean;
  /** SSIM with the true picture over what the true edit changes. */
  readonly objectSsim: number;
  /** PSNR in dB against the source where the edit must leave it alone; null when that is nowhere. */
  readonly backgroundPsnr: number | null;
  readonly seconds: number;
  readonly unetRows: number;
  /** Intersection over union of its mask and what the true edit changes. */
  readonly iou: number | null;
}

/** A picture that a method made of an edit, and what it took. */
export interface Made extends Pick<EditResult, 'picture' | 'mask' | 'seconds' | 'unetRows'> {
  readonly method: Grade['method'];
}

/**
 * Grades pictures of one edit; `cell` is the side in pixels of a cell of the latent.
 *
 * @param isRight whether a verdict shows what was asked for, of edits whose classes the judge does not name
 */
export async function openGrader(
  judge: Judge,
  scene: BenchScene,
  edit: BenchEdit,
  cell: number,
  isRight?: (after: Verdict) => boolean,
): Promise<(made: Made) => Promise<Grade>> {
  const source = await readPicture(scene.source);
  const before = await judge.look(source);
  const truth = await readPicture(edit.truth);
  const area = keptArea(source, truth, await readMask(edit.mask));
  const changed = changedCells(source, truth, cell);
  const seesAsked = isRight ?? ((after) => isChangeRight(scene, edit, before, after));
  return async ({ method, picture, mask, seconds, unetRows }) => ({
    method,
    isRight: seesAsked(await judge.look(picture)),
    backgroundPsnr: area && psnrWithin(area, picture, source),
    objectSsim: ssimWithin(changedArea(source, truth), grayOf(picture), grayOf(truth)),
    seconds,
    unetRows,
    iou: mask && overlap(mask, changed),
  });
}

/** The cells of the latent in which a true edit changes a pixel: one entry a pixel, true in those. */
function changedCells(source: Picture, truth: Picture, side: number): boolean[] {
  const { width, height } = source;
  const cellOf = (pixel: number) =>
    Math.floor(pixel / width / side) * width + Math.floor((pixel % width) / side);
  const pixels = Array.from({ length: width * height }, (_, pixel) => pixel);
  const cells = new Set(pixels.filter((pixel) => isChanged(source, truth, pixel)).map(cellOf));
  return pixels.map((pixel) => cells.has(cellOf(pixel)));
}

/** Intersection over union of a mask picture and what truly changes, over their pixels. */
function overlap(mask: Picture, changed: readonly boolean[]): number {
  const drawn = changed.map((_, pixel) => mask.data[3 * pixel]! > 0);
  const both = changed.filter((inside, pixel) => inside && drawn[pixel]).length;
  return both / changed.filter((inside, pixel) => inside || drawn[pixel]).length;
}
