import { throwIfCancelled } from '../../errors.ts';
import type { NoisePredictor } from '../../model/parts/noise-predictor.ts';
import { concatRows, rowsOf, type Tensor } from '../../tensor.ts';
import { type AttentionControl, crossAttentionAt, isOpen } from '../attention/attention-control.ts';
import { accumulate, blendLatents, type LocalBlend } from '../blend/local-blend.ts';
import { within } from '../blend/mask.ts';
import type { ProgressCounter } from '../progress.ts';
import { addScaled, type DdimStep, guide, lookThrough, stepDown } from '../schedule/schedule.ts';
import { type FreshNoise, freshen } from './fresh-noise.ts';
import { isEverywhere, type NewObject, regionAt, startOf } from './new-object.ts';
import type { KeptSource } from './source-memory.ts';
import { type Emphasis, emphasise } from './word-guidance.ts';

/** The source of every edit of a batch. */
export interface EditRun {
  readonly predictor: NoisePredictor;
  readonly schedule: readonly DdimStep[];
  /** z̄_T … z̄_0, [T + 1, C, h, w]. */
  readonly trajectory: Tensor;
  /** ∅_t [T, L, D], or [1, L, D] for every step. */
  readonly nullEmbeddings: Tensor;
  /** Embedding of the source prompt, [1, L, D]. */
  readonly sourceContext: Tensor;
  /** Null to run the source at every step that looks at it, and keep nothing. */
  readonly kept: KeptSource | null;
  readonly signal: AbortSignal | undefined;
  readonly progress: ProgressCounter;
}

/** One wanted picture. */
export interface EditTarget {
  /** Embedding of the target prompt, [1, L, D]. */
  readonly context: Tensor;
  readonly control: AttentionControl;
  /** Null when pixels may change everywhere. */
  readonly blend: LocalBlend | null;
  /** None for the paper's algorithm. */
  readonly emphases: readonly Emphasis[];
  /** None for the paper's algorithm. */
  readonly newObject: NewObject | null;
  /** w */
  readonly guidanceScale: number;
  /** Null for the paper's algorithm. */
  readonly noise: FreshNoise | null;
}

/**
 * Prompt-to-Prompt (Hertz et al. 2022, algorithm 1) on an inverted picture: denoises targets from
 * z*_T while their attention follows the source's. The source is not denoised again: its latents
 * are the stored trajectory, so it cannot drift, and what was looked at of it before is kept
 * (`SourceMemory`). Returns each target's z_0 [1, C, h, w] and the UNet rows evaluated.
 */
export async function editLatents(
  run: EditRun,
  targets: readonly EditTarget[],
): Promise<{ latents: Tensor[]; rows: number }> {
  const latents = new Map<EditTarget, Tensor>();
  let rows = 0;
  for (const batch of batches(targets)) {
    const result = await editBatch(run, batch);
    for (const [p, target] of batch.entries()) latents.set(target, result.latents[p]!);
    rows += result.rows;
  }
  return { latents: targets.map((target) => latents.get(target)!), rows };
}

/** Units of progress that `editLatents` reports. */
export function editUnits(schedule: readonly DdimStep[], targets: readonly EditTarget[]): number {
  return batches(targets)
    .map((batch) => schedule.filter((step) => isNeeded(step, batch)).length)
    .reduce((sum, steps) => sum + steps, 0);
}

/** Targets share a source row when they take its self-attention in the same steps. */
function batches(targets: readonly EditTarget[]): EditTarget[][] {
  const key = ({ control: { selfSteps } }: EditTarget) => `${selfSteps.first}-${selfSteps.end}`;
  return [...Map.groupBy(targets, key).values()];
}

/** The last step moves no latent, but its maps still count for a blend. */
function isNeeded(step: DdimStep, targets: readonly EditTarget[]): boolean {
  return !step.isIdentity || targets.some((target) => target.blend);
}

async function editBatch(
  run: EditRun,
  targets: readonly EditTarget[],
): Promise<{ latents: Tensor[]; rows: number }> {
  const { predictor, schedule, trajectory, nullEmbeddings, sourceContext, kept } = run;
  const isGuided = targets.some((target) => scaleOf(target) !== 1);
  const nullEmbeddingsAt = (i: number): Tensor | null => {
    if (!isGuided) return null;
    const inverted =
      nullEmbeddings.dims[0] === 1 ? nullEmbeddings : rowsOf(nullEmbeddings, i, i + 1);
    return concatRows(
      targets.map(({ newObject }) => (isEverywhere(newObject) ? newObject.away : inverted)),
    );
  };
  const targetContexts = concatRows(targets.map((target) => target.context));
  const controls = targets.map((target) => target.control);
  const observe = targets.some(({ blend, newObject }) => blend || newObject?.region);
  const start = rowsOf(trajectory, 0, 1);
  let latents = targets.map(({ noise, newObject }) => {
    const otherwise = noise ? freshen(start, noise) : start;
    return newObject ? startOf(newObject, start, otherwise) : otherwise;
  });
  const clean = rowsOf(trajectory, schedule.length, schedule.length + 1);
  let attention: Tensor | null = null; // [1 + P, side², L], summed over the steps so far
  let rows = 0;

  for (const [i, step] of schedule.entries()) {
    if (!isNeeded(step, targets)) continue;
    throwIfCancelled(run.signal);
    const prediction = await predictor.edit({
      timestep: step.timestep,
      sourceLatent: rowsOf(trajectory, i, i + 1),
      targetLatents: concatRows(latents),
      nullEmbeddings: nullEmbeddingsAt(i),
      sourceContext,
      targetContexts,
      crossAttention: crossAttentionAt(controls, i),
      replaceSelfAttention: isOpen(controls[0]!.selfSteps, i),
      observe,
      kept: kept?.at(i) ?? null,
      keepSource: kept?.hasRoom ?? false,
    });
    if (prediction.sourceLook) kept?.keep(i, prediction.sourceLook);
    const emphases = targets.map((target) => (step.isIdentity ? [] : target.emphases));
    const { emphasis, rows: emphasisRows } = await emphasise(predictor, step.timestep, {
      latents,
      conditional: prediction.conditional,
      emphases,
    });
    if (prediction.attention) attention = accumulate(attention, prediction.attention);
    rows += prediction.rows + emphasisRows;
    run.progress.advance('edit');

    const next: Tensor[] = [];
    const looks: (() => Tensor)[] = [];
    for (const [p, target] of targets.entries()) {
      const latent = latents[p]!;
      const maps = attention && {
        source: rowsOf(attention, 0, 1),
        target: rowsOf(attention, p + 1, p + 2),
      };
      const conditional = rowsOf(prediction.conditional, p, p + 1);
      const { unconditional: away } = prediction;
      let guided = away ? guide(rowsOf(away, p, p + 1), conditional, scaleOf(target)) : conditional;
      const { blend, newObject, guidanceScale } = target;
      if (newObject?.region && !step.isIdentity) {
        const unconditional = await predictor.predict(latent, step.timestep, newObject.away);
        rows++;
        const object = guide(unconditional, conditional, newObject.guidanceScale);
        guided = within(regionAt(newObject.region, i, maps, latent), object, guided);
      }
      if (emphasis) guided = addScaled(guided, guidanceScale, rowsOf(emphasis, p, p + 1));
      const isBlended = blend && maps && i >= blend.firstStep;
      const blended = (sourceLatent: Tensor, drawn: Tensor) =>
        isBlended ? blendLatents(blend, maps, sourceLatent, drawn) : drawn;
      next.push(blended(rowsOf(trajectory, i + 1, i + 2), stepDown(step, latent, guided)));
      looks.push(() => blended(clean, lookThrough(step, latent, guided)));
    }
    latents = next;
    await run.progress.show(looks[0]!);
  }
  return { latents, rows };
}

function scaleOf({ newObject, guidanceScale }: EditTarget): number {
  return isEverywhere(newObject) ? newObject.guidanceScale : guidanceScale;
}
