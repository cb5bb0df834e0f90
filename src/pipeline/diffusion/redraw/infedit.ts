import { rowsOf, type Tensor } from '../../tensor.ts';
import { crossAttentionAt, isOpen } from '../attention/attention-control.ts';
import { accumulate, blendMask } from '../blend/local-blend.ts';
import { type Mask, within } from '../blend/mask.ts';
import type { EditRun, EditTarget } from '../prompt-to-prompt/prompt-to-prompt.ts';
import { emphasise } from '../prompt-to-prompt/word-guidance.ts';
import { addNoise } from '../schedule/noise.ts';
import { addScaled, guide, lookThrough } from '../schedule/schedule.ts';
import { changedCells, type TouchUp, touchedUp } from './touch-up.ts';
import { noisingsAt, type VirtualPath, virtualPath } from './virtual-path.ts';

/** The source of every edit of a batch; it needs the picture's latent only, and no inversion. */
export interface VirtualRun extends VirtualPath, Pick<EditRun, 'predictor' | 'sourceContext'> {
  /** Null for none. */
  readonly touchUp: TouchUp | null;
}

/** One wanted picture. */
export type VirtualTarget = Pick<
  EditTarget,
  'context' | 'control' | 'blend' | 'emphases' | 'guidanceScale'
> & {
  /** Chooses the noise. */
  readonly seed: number;
};

/**
 * InfEdit (Xu et al. 2023): Prompt-to-Prompt without an inversion. Source and target are noised alike,
 * and what the two prompts make of them differs by the edit alone:
 *
 *     x_src = √ᾱ z_0 + √(1−ᾱ) n,  x_tgt = √ᾱ y + √(1−ᾱ) n,  ẑ_0 = z_0 + x̂_0(x_tgt, P*) − x̂_0(x_src, P)
 *
 * with fresh n at every step, and y, at first z_0, moves towards ẑ_0. InfEdit takes y = ẑ_0, which is for
 * consistency models; on others y goes as far as the noise falls (FlowEdit, Kulikov et al. 2024, with
 * σ = √(1−ᾱ)/√ᾱ):
 *
 *     y ← y + (1 − σ′/σ)(ẑ_0 − y)
 *
 * The target is guided away from P, so that P* = P gives the picture back exactly. Where an object lands
 * is decided in the first steps and by chance: there ẑ_0 is a mean over pairs of opposite noises.
 * Means are soft, so that what has changed can be touched up at last; see `touchedUp`.
 *
 * Returns each target's z_0 [1, C, h, w] and the UNet rows evaluated.
 */
export async function infedit(
  run: VirtualRun,
  targets: readonly VirtualTarget[],
): Promise<{ latents: Tensor[]; rows: number }> {
  const latents: Tensor[] = [];
  let rows = 0;
  for (const target of targets) {
    const result = await infeditOne(run, target);
    latents.push(result.latent);
    rows += result.rows;
  }
  return { latents, rows };
}

/** Units of progress that `infedit` reports. */
export function infeditUnits(
  run: Pick<VirtualRun, 'schedule' | 'noisings' | 'touchUp'>,
  targets: number,
): number {
  const looks = run.schedule.reduce((sum, step, i) => sum + noisingsAt(run, step, i), 0);
  return targets * (looks + (run.touchUp?.schedule.length ?? 0));
}

async function infeditOne(
  run: VirtualRun,
  target: VirtualTarget,
): Promise<{ latent: Tensor; rows: number }> {
  const { latent: source } = run;
  const [, , height = 0, width = 0] = source.dims;
  let blended: Mask | null = null;
  let attention: Tensor | null = null;
  const { latent: edited, rows } = await virtualPath(run, target.seed, {
    async look(i, latent, noise) {
      const look = await lookOnce(run, target, i, { edited: latent, noise });
      if (look.attention) attention = accumulate(attention, look.attention);
      return look;
    },
    confine(i, latent) {
      if (!target.blend || !attention) return latent;
      const maps = { source: rowsOf(attention, 0, 1), target: rowsOf(attention, 1, 2) };
      blended = blendMask(target.blend, maps, { height, width });
      return i >= target.blend.firstStep ? within(blended, latent, source) : latent;
    },
  });
  const mask: Mask | null = blended;
  const changed = changedCells(source, edited).map((cell, i) => cell && mask?.[i] !== false);
  const touched = await touchedUp(run, target, edited, changed);
  return { latent: touched.latent, rows: rows + touched.rows };
}

/** ẑ_0 − y for one noise. */
async function lookOnce(
  { predictor, schedule, levels, latent: source, sourceContext }: VirtualRun,
  { context, control, blend, emphases, guidanceScale }: VirtualTarget,
  i: number,
  { edited, noise }: { readonly edited: Tensor; readonly noise: Tensor },
): Promise<{ moved: Tensor; attention: Tensor | null; rows: number }> {
  const step = schedule[i]!;
  const { timestep } = step;
  const noisedSource = addNoise(levels[i]!, source, noise);
  const noisedTarget = addNoise(levels[i]!, edited, noise);
  const prediction = await predictor.edit({
    timestep,
    sourceLatent: noisedSource,
    targetLatents: noisedTarget,
    nullEmbeddings: guidanceScale === 1 ? null : sourceContext,
    sourceContext,
    targetContexts: context,
    crossAttention: crossAttentionAt([control], i),
    replaceSelfAttention: isOpen(control.selfSteps, i),
    observe: blend !== null,
    predictSource: true,
  });
  const { emphasis, rows } = await emphasise(predictor, timestep, {
    latents: [noisedTarget],
    conditional: prediction.conditional,
    emphases: [emphases],
  });
  const { unconditional, conditional } = prediction;
  let guided = unconditional ? guide(unconditional, conditional, guidanceScale) : conditional;
  if (emphasis) guided = addScaled(guided, guidanceScale, emphasis);
  const wanted = lookThrough(step, noisedTarget, guided);
  const seen = lookThrough(step, noisedSource, prediction.source!);
  const change = addScaled(wanted, -1, seen); // what the words change, by this noise
  const clean = addScaled(source, 1, change);
  return {
    moved: addScaled(clean, -1, edited),
    attention: prediction.attention,
    rows: prediction.rows + rows,
  };
}
