import { rowsOf, type Tensor, tensor } from '../../tensor.ts';
import type { Mask } from '../blend/mask.ts';
import { guide } from '../schedule/schedule.ts';
import { concatChannels, denoiseBeside, type TrainedRun } from './beside.ts';

export interface FillRun extends TrainedRun {
  readonly mask: Mask;
  /** The latent of the picture with the hole gray, multiplied by the scaling factor, [1, C, h, w]. */
  readonly masked: Tensor;
  /** w */
  readonly guidanceScale: number;
}

/**
 * Inpainting by a network trained for it (Nichol et al. 2022, section 2.4; Rombach et al. 2022, appendix
 * D.4): beside z_t it reads the mask, 1 where to draw, and the latent of the picture without what the mask
 * hides. Returns z_0 [1, C, h, w], which outside the mask is drawn too: known pixels are the picture's.
 */
export async function fill(run: FillRun): Promise<{ latent: Tensor; rows: number }> {
  const { mask, masked, text, empty, guidanceScale } = run;
  const [, , ...size] = masked.dims;
  const hole = tensor(Float32Array.from(mask, Number), [1, 1, ...size]);
  const condition = concatChannels([hole, masked]);
  const rows = [
    { condition, context: empty },
    { condition, context: text },
  ];
  return await denoiseBeside(run, rows, (predictions) => {
    const [unconditional, conditional] = rows.map((_, i) => rowsOf(predictions, i, i + 1));
    return guide(unconditional!, conditional!, guidanceScale);
  });
}
