import { rowsOf, type Tensor, tensor } from '../../tensor.ts';
import { addScaled, guide } from '../schedule/schedule.ts';
import { denoiseBeside, type TrainedRun } from './beside.ts';

export interface InstructRun extends TrainedRun {
  /** z_I of the picture, not multiplied by the VAE's scaling factor, [1, C, h, w]. */
  readonly picture: Tensor;
  /** s_I and s_T. */
  readonly imageGuidance: number;
  readonly textGuidance: number;
}

/**
 * InstructPix2Pix (Brooks et al. 2023, equation 3): the network reads the picture's latent beside z_t,
 * and is guided away from no picture by s_I and away from no words by s_T,
 *
 *     ε̃ = ε(z_t, ∅, ∅) + s_I (ε(z_t, z_I, ∅) − ε(z_t, ∅, ∅)) + s_T (ε(z_t, z_I, c) − ε(z_t, z_I, ∅)),
 *
 * where no picture is a latent of zeros. Returns z_0 [1, C, h, w].
 */
export async function instruct(run: InstructRun): Promise<{ latent: Tensor; rows: number }> {
  const { picture, text, empty, imageGuidance, textGuidance } = run;
  const told = { condition: picture, context: text };
  const seen = { condition: picture, context: empty };
  const nothing = tensor(new Float32Array(picture.data.length), picture.dims);
  const neither = { condition: nothing, context: empty };
  // With s_I = 1 the prediction of neither cancels out.
  const rows = imageGuidance === 1 ? [told, seen] : [told, seen, neither];
  return await denoiseBeside(run, rows, (predictions) => {
    const [ofText, ofPicture, ofNeither] = rows.map((_, i) => rowsOf(predictions, i, i + 1));
    const base = ofNeither ? guide(ofNeither, ofPicture!, imageGuidance) : ofPicture!;
    const towardsText = addScaled(ofText!, -1, ofPicture!);
    return addScaled(base, textGuidance, towardsText);
  });
}
