import {
  addNoise,
  gaussianNoise,
  noiseLevels,
} from '../../src/pipeline/diffusion/schedule/noise.ts';
import {
  addScaled,
  type DdimStep,
  ddimSchedule,
  guide,
  lookThrough,
  stepDown,
} from '../../src/pipeline/diffusion/schedule/schedule.ts';
import { concatRows, rowsOf, type Tensor } from '../../src/pipeline/tensor.ts';
import { type ClipEdit, type ClipEdited, type ClipParts, wholeOf } from './editors.ts';

/** What a denoising is guided by. */
export interface Guidance {
  /** w of classifier-free guidance, away from the empty prompt; 1 is the conditional prediction alone. */
  readonly free: number;
  /** s of CLIP guidance; 0 is none. */
  readonly clip: number;
}

/** s: from 1000 on colours burn, below 100 hardly anything is seen of it. */
export const CLIP_SCALE = 300;
/** SDEdit's share of the schedule, as the row beside it. */
const STRENGTH = 0.6;

/**
 * GLIDE's CLIP guidance (Nichol et al. 2022, section 2.3) on DDIM: μ̂ = μ + s Σ ∇ f(x̂_0)·g(c) becomes, as
 * classifier guidance does there (Dhariwal and Nichol 2021, algorithm 2),
 *
 *     ε̂ = ε − √(1 − ᾱ_t) · s · ∇_{z_t} cos(f(D(ẑ_0(z_t))), g(c))
 *
 * with ∂ẑ_0/∂z_t = 1/√ᾱ_t: the noise prediction itself is held still, so that the UNet needs no reverse. GLIDE trains a
 * CLIP on noised pictures; here CLIP sees what the noise hides, the decoded ẑ_0.
 */
export async function denoise(
  parts: ClipParts,
  prompt: string,
  start: {
    readonly latent: Tensor;
    readonly first: number;
    readonly schedule: readonly DdimStep[];
  },
  guidance: Guidance,
): Promise<{ readonly latent: Tensor; readonly rows: number }> {
  const { model, predictor, clip, decoder, whole, size } = parts;
  const { schedule, first } = start;
  const words = await model.embed(model.tokenizer.encode(prompt));
  const empty = await model.embed(model.tokenizer.empty);
  const aim = { target: await clip.ofText(prompt) };
  const levels = noiseLevels(model.folder.scheduler, schedule);
  let { latent } = start;
  let rows = 0;
  for (const [i, step] of schedule.entries()) {
    if (i < first || step.isIdentity) continue;
    const contexts = guidance.free === 1 ? [words] : [empty, words];
    const predictions = await predictor.predict(
      concatRows(contexts.map(() => latent)),
      step.timestep,
      concatRows(contexts),
    );
    rows += contexts.length;
    let noise =
      guidance.free === 1
        ? predictions
        : guide(rowsOf(predictions, 0, 1), rowsOf(predictions, 1, 2), guidance.free);
    if (guidance.clip > 0) {
      const clean = lookThrough(schedule[i]!, latent, noise);
      const picture = await decoder.decode(clean);
      const { gradient } = await whole.towards(picture, wholeOf(size), aim);
      const back = await decoder.reverse(clean, gradient);
      const { signal, noise: deviation } = levels[i]!;
      noise = addScaled(noise, (-deviation * guidance.clip) / signal, back);
    }
    latent = stepDown(step, latent, noise);
  }
  return { latent, rows };
}

/** SDEdit whose conditional prediction is guided by CLIP in place of the empty prompt. */
export async function clipGuided(
  parts: ClipParts,
  { picture, target, seed }: ClipEdit,
): Promise<ClipEdited> {
  const { model } = parts;
  const { scheduler, settings } = model.folder;
  const schedule = ddimSchedule(scheduler, settings.steps);
  const first = schedule.length - Math.round(STRENGTH * schedule.length);
  const z0 = await model.vae.encode(picture);
  const level = noiseLevels(scheduler, schedule)[first]!;
  const latent = addNoise(level, z0, gaussianNoise(z0.dims, seed));
  const guidance = { free: 1, clip: CLIP_SCALE };
  const drawn = await denoise(parts, target, { latent, first, schedule }, guidance);
  return { picture: await model.vae.decode(drawn.latent), unetRows: drawn.rows };
}
