import { rowsOf, type Tensor, tensor } from '../../tensor.ts';
import { addScaled, stepDown } from '../schedule/schedule.ts';
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
  const nothing = tensor(new Float32Array(picture.data.length), picture.dims);
  const rows = [
    { condition: nothing, context: empty },
    { condition: picture, context: empty },
    { condition: picture, context: text },
  ];
  return await denoiseBeside(run, rows, (step, latent, predictions) => {
    const [neither, seen, told] = rows.map((_, i) => rowsOf(predictions, i, i + 1));
    const ofPicture = addScaled(seen!, -1, neither!);
    const ofText = addScaled(told!, -1, seen!);
    const towardsPicture = addScaled(neither!, imageGuidance, ofPicture);
    return stepDown(step, latent, addScaled(towardsPicture, textGuidance, ofText));
  });
}
