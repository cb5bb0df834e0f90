import { throwIfCancelled, WordbrushError } from '../../errors.ts';
import type { NoisePredictor } from '../../model/parts/noise-predictor.ts';
import { concatRows, rowsOf, type Tensor, tensor } from '../../tensor.ts';
import type { InversionMethod, OptimizerName } from '../../types.ts';
import type { ProgressCounter } from '../progress.ts';
import {
  type DdimStep,
  guide,
  lookThrough,
  runsOf,
  stepDown,
  stepUp,
} from '../schedule/schedule.ts';
import { ReferenceAdam } from './adam.ts';
import { Lbfgs } from './lbfgs.ts';

/** What every inversion of one picture shares. */
export interface InversionRun {
  readonly predictor: NoisePredictor;
  readonly schedule: readonly DdimStep[];
  /** C [1, L, D]: the prompt that describes the picture. */
  readonly conditional: Tensor;
  /** ∅ [1, L, D]: the empty prompt. */
  readonly empty: Tensor;
  /** w */
  readonly guidanceScale: number;
  /** N: most gradient steps per timestep of null-text optimisation. */
  readonly innerSteps: number;
  /** Null-text stops early below this mean squared error, plus 2e-5 per timestep passed. */
  readonly tolerance: number;
  readonly optimizer: OptimizerName;
  readonly signal: AbortSignal | undefined;
  readonly progress: ProgressCounter;
}

/** How the source reaches z̄_0 from z*_T; steps in descending timestep order. */
export interface SourcePath {
  /** z̄_T … z̄_0, [T + 1, C, h, w]. */
  readonly trajectory: Tensor;
  /** ∅_t [T, L, D], or [1, L, D] when one serves every step. */
  readonly nullEmbeddings: Tensor;
  /** UNet rows evaluated without a gradient, and gradient runs. */
  readonly evaluations: { readonly forward: number; readonly gradient: number };
}

/** The methods that follow the picture to noise; the other one encodes it alone. */
export type PathMethod = Exclude<InversionMethod, 'encode'>;

/** The paths that the methods find from the pivots, by name. */
const METHODS: Record<PathMethod, (run: InversionRun, pivots: Tensor) => Promise<SourcePath>> = {
  'null-text': nullTextOptimisation,
  // The two below in one: the source is put onto the pivots, and targets are guided away from C.
  pivotal: async (run, pivots) => onto(pivots, run.conditional),
  // Miyake et al. 2023: with ∅ = C guidance changes nothing, so the path stays near the pivots.
  'negative-prompt': (run, pivots) => guidedPath(run, pivots, run.conditional),
  // Ju et al. 2023: the source is put onto the pivots at every step.
  direct: async (run, pivots) => onto(pivots, run.empty),
  ddim: (run, pivots) => guidedPath(run, pivots, run.empty),
};

function onto(pivots: Tensor, nullEmbeddings: Tensor): SourcePath {
  return { trajectory: pivots, nullEmbeddings, evaluations: { forward: 0, gradient: 0 } };
}

/** Finds the path of a latent z*_0 [1, C, h, w], and what its words looked at on the way. */
export async function invertLatent(
  method: PathMethod,
  run: InversionRun,
  latent: Tensor,
): Promise<SourcePath & { readonly attention: Tensor }> {
  const { pivots, attention, forward } = await ddimInversion(run, latent);
  const path = await METHODS[method](run, pivots);
  const evaluations = { ...path.evaluations, forward: path.evaluations.forward + forward };
  return { ...path, evaluations, attention };
}

/** Most units of progress that an inversion reports. */
export function inversionUnits(
  method: PathMethod,
  schedule: readonly DdimStep[],
  innerSteps: number,
): number {
  const onPivots = { pivotal: 0, direct: 0 };
  const perStep = { 'null-text': innerSteps + 2, 'negative-prompt': 1, ddim: 1, ...onPivots };
  return runsOf(schedule) * (1 + perStep[method]);
}

/**
 * Pivotal inversion (Mokady et al. 2023, section 3.2): DDIM run upwards at w = 1, the later
 * timestep with the earlier latent. Returns the pivots z*_T … z*_0 [T + 1, C, h, w] and the mean
 * over steps of the source's cross-attention [side², L].
 */
export async function ddimInversion(
  run: InversionRun,
  latent: Tensor,
): Promise<{ pivots: Tensor; attention: Tensor; forward: number }> {
  const pivots = [latent];
  const maps: Tensor[] = [];
  for (const step of run.schedule.toReversed()) {
    if (step.isIdentity) {
      pivots.unshift(pivots[0]!);
      continue;
    }
    throwIfCancelled(run.signal);
    const { prediction, attention } = await run.predictor.observe(
      pivots[0]!,
      step.timestep,
      run.conditional,
    );
    pivots.unshift(stepUp(step, pivots[0]!, prediction));
    maps.push(attention);
    run.progress.advance('invert');
    await run.progress.show(() => pivots[0]!);
  }
  return { pivots: concatRows(pivots), attention: meanOf(maps), forward: maps.length };
}

/**
 * Null-text optimisation (Mokady et al. 2023, algorithm 1): at each timestep ∅_t is moved until one
 * guided step from z̄_t lands on the pivot z*_{t−Δ}. The early stop is the reference implementation's.
 *
 * With Adam ∅ starts, as in the paper, from the empty prompt; else from the prompt, C: there guidance
 * changes nothing (Miyake et al. 2023), so that each step begins next to its pivot, whatever w is.
 */
export async function nullTextOptimisation(run: InversionRun, pivots: Tensor): Promise<SourcePath> {
  const { predictor, conditional, guidanceScale, innerSteps, tolerance, signal, progress } = run;
  const trajectory = [rowsOf(pivots, 0, 1)];
  const nullEmbeddings: Tensor[] = [];
  const evaluations = { forward: 0, gradient: 0 };
  const isPapers = run.optimizer === 'adam';
  let nullEmbedding = isPapers ? run.empty : conditional;
  const optimizer = isPapers ? new ReferenceAdam() : new Lbfgs();

  for (const [i, step] of run.schedule.entries()) {
    const latent = trajectory[i]!;
    if (step.isIdentity) {
      nullEmbeddings.push(nullEmbedding);
      trajectory.push(latent);
      continue;
    }
    throwIfCancelled(signal);
    const target = rowsOf(pivots, i + 1, i + 2);
    const unet = await predictor.nullText(latent, step.timestep);
    const conditionalPrediction = await unet.predict(conditional);
    evaluations.forward += 1;
    progress.advance('optimise');

    optimizer.begin(i);
    let unconditional: Tensor | null = null;
    for (let j = 0; j < innerSteps; j++) {
      throwIfCancelled(signal);
      const { loss, gradient, prediction } = await unet.gradient({
        nullEmbedding,
        conditional: conditionalPrediction,
        target,
        guidanceScale,
        latentCoefficient: step.latentCoefficient,
        predictionCoefficient: step.predictionCoefficient,
      });
      if (!Number.isFinite(loss)) throw notFinite(step.timestep);
      evaluations.gradient += 1;
      const isConverged = loss < tolerance + 2e-5 * i;
      progress.advance('optimise', { loss, units: isConverged ? innerSteps - j : 1 });
      if (isConverged && !optimizer.updatesBeforeStopping) unconditional = prediction;
      else nullEmbedding = optimizer.step(nullEmbedding, loss, gradient);
      if (isConverged) break;
    }

    throwIfCancelled(signal);
    if (!unconditional) {
      unconditional = await unet.predict(nullEmbedding);
      evaluations.forward += 1;
    }
    progress.advance('optimise');
    const guided = guide(unconditional, conditionalPrediction, guidanceScale);
    nullEmbeddings.push(nullEmbedding);
    trajectory.push(stepDown(step, latent, guided));
    await progress.show(() => lookThrough(step, latent, guided));
  }
  return {
    trajectory: concatRows(trajectory),
    nullEmbeddings: concatRows(nullEmbeddings),
    evaluations,
  };
}

/** Guided denoising from z*_T with one null embedding [1, L, D] for every step. */
export async function guidedPath(
  run: InversionRun,
  pivots: Tensor,
  nullEmbedding: Tensor,
): Promise<SourcePath> {
  const { predictor, conditional, guidanceScale, signal, progress } = run;
  const trajectory = [rowsOf(pivots, 0, 1)];
  let forward = 0;
  for (const [i, step] of run.schedule.entries()) {
    const latent = trajectory[i]!;
    if (step.isIdentity) {
      trajectory.push(latent);
      continue;
    }
    throwIfCancelled(signal);
    // Equal embeddings predict the same, and guidance between equals is no guidance.
    const contexts = nullEmbedding === conditional ? [conditional] : [nullEmbedding, conditional];
    const predictions = await predictor.predict(
      concatRows(contexts.map(() => latent)),
      step.timestep,
      concatRows(contexts),
    );
    forward += contexts.length;
    progress.advance('invert');
    const unconditional = rowsOf(predictions, 0, 1);
    const conditionalPrediction = rowsOf(predictions, contexts.length - 1, contexts.length);
    const guided = guide(unconditional, conditionalPrediction, guidanceScale);
    trajectory.push(stepDown(step, latent, guided));
    await progress.show(() => lookThrough(step, latent, guided));
  }
  return {
    trajectory: concatRows(trajectory),
    nullEmbeddings: nullEmbedding,
    evaluations: { forward, gradient: 0 },
  };
}

/** Mean of maps [1, side², L] → [side², L]. */
function meanOf(maps: readonly Tensor[]): Tensor {
  const first = maps[0]!;
  const sum = new Float32Array(first.data.length);
  for (const { data } of maps) for (let i = 0; i < sum.length; i++) sum[i]! += data[i]!;
  return tensor(
    sum.map((value) => value / maps.length),
    first.dims.slice(1),
  );
}

function notFinite(timestep: number): WordbrushError {
  return new WordbrushError(
    'bad-model',
    `The model's prediction at timestep ${timestep} is not a number: half precision overflows in ` +
      'some models; use a float32 export.',
  );
}
