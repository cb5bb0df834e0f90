import { throwIfCancelled } from '../../errors.ts';
import type { NoisePredictor } from '../../model/parts/noise-predictor.ts';
import { concatRows, sizeOf, type Tensor, tensor } from '../../tensor.ts';
import type { ProgressCounter } from '../progress.ts';
import { type DdimStep, lookThrough, stepDown } from '../schedule/schedule.ts';

/** What the editors share that a network was trained for: they draw from pure noise. */
export interface TrainedRun {
  /** Reads the latent and what lies beside it. */
  readonly predictor: NoisePredictor;
  readonly schedule: readonly DdimStep[];
  /** z_T, [1, C, h, w]. */
  readonly noise: Tensor;
  /** Embeddings of what the editor reads and of the empty prompt, [1, L, D] each. */
  readonly text: Tensor;
  readonly empty: Tensor;
  readonly signal: AbortSignal | undefined;
  readonly progress: ProgressCounter;
}

/**
 * Denoises from z_T to z_0, [1, C, h, w]: at each step the guided prediction of the rows of the latent
 * beside each of `conditions` [1, C', h, w], under their contexts.
 */
export async function denoiseBeside(
  run: TrainedRun,
  rows: readonly { readonly condition: Tensor; readonly context: Tensor }[],
  guided: (predictions: Tensor) => Tensor,
): Promise<{ latent: Tensor; rows: number }> {
  const contexts = concatRows(rows.map(({ context }) => context));
  let latent = run.noise;
  let evaluated = 0;
  for (const step of run.schedule) {
    if (step.isIdentity) continue;
    throwIfCancelled(run.signal);
    const inputs = rows.map(({ condition }) => concatChannels([latent, condition]));
    const prediction = guided(
      await run.predictor.predict(concatRows(inputs), step.timestep, contexts),
    );
    const noisy = latent;
    latent = stepDown(step, latent, prediction);
    evaluated += rows.length;
    run.progress.advance('edit');
    await run.progress.show(() => lookThrough(step, noisy, prediction));
  }
  return { latent, rows: evaluated };
}

/** Tensors [1, C, h, w] one behind the other along C. */
export function concatChannels(tensors: readonly Tensor[]): Tensor {
  const [, , ...size] = tensors[0]?.dims ?? [];
  const channels = tensors.map(({ dims }) => dims[1] ?? 0).reduce((sum, own) => sum + own, 0);
  const dims = [1, channels, ...size];
  const data = new Float32Array(sizeOf(dims));
  let offset = 0;
  for (const each of tensors) {
    data.set(each.data, offset);
    offset += each.data.length;
  }
  return tensor(data, dims);
}
