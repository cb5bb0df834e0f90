import { adam } from '../src/pipeline/diffusion/inversion/adam.ts';
import {
  guidedPath,
  type InversionRun,
  nullTextOptimisation,
} from '../src/pipeline/diffusion/inversion/inversion.ts';
import {
  addNoise,
  gaussianNoise,
  mulberry32,
  type NoiseLevel,
} from '../src/pipeline/diffusion/schedule/noise.ts';
import { throwIfCancelled } from '../src/pipeline/errors.ts';
import { concatRows, rowsOf, type Tensor } from '../src/pipeline/tensor.ts';

/** The ways to invert a picture that the null-text paper compares, best first as it finds them. */
export const LADDER = [
  'vae',
  'null-text',
  'textual-inversion-with-pivot',
  'random-pivot',
  'global-null-text',
  'textual-inversion',
  'ddim',
  'null-text-without-pivot',
] as const;
export type Rung = (typeof LADDER)[number];

export interface LadderRun extends InversionRun {
  /** Of z_T … z_0. */
  readonly levels: readonly NoiseLevel[];
  readonly seed: number;
}

/** Where a rung ends, and the gradient steps that it took. */
export interface Landing {
  /** z̄_0 [1, C, h, w]. */
  readonly latent: Tensor;
  /** The same started from a random noise where no pivot was used, which has no z*_T of its own. */
  readonly fromNoise?: Tensor;
  readonly gradients: number;
}

/**
 * Inverts a picture by one rung of the ablation of null-text inversion (Mokady et al. 2023,
 * section 4 and figure 4), all on one gradient graph and one budget of `innerSteps` gradient steps
 * a timestep. `latent` is z*_0, `pivots` are those of DDIM inversion, z*_T … z*_0.
 *
 * They differ in what they optimise, one embedding a timestep or one in all, and around what:
 * the pivots; one random path z_t = √ᾱ_t z_0 + √(1−ᾱ_t) n, whose noise is also where it starts; or
 * a new random path at every gradient step, as textual inversion is trained (Gal et al. 2022). The
 * last start from z*_T, which flatters them: `fromNoise` does not.
 */
export async function climb(
  rung: Rung,
  run: LadderRun,
  latent: Tensor,
  pivots: Tensor,
): Promise<Landing> {
  switch (rung) {
    case 'vae':
      return { latent, gradients: 0 };
    case 'ddim':
      return await follow(run, pivots, { embedding: run.empty, gradients: 0 });
    case 'null-text':
      return await perTimestep(run, pivots);
    case 'textual-inversion-with-pivot':
      return await perTimestep(exchanged(run), pivots);
    case 'random-pivot':
      return await perTimestep(run, randomPath(run, latent, run.seed));
    case 'global-null-text':
      return await follow(run, pivots, await oneForAll(run, () => pivots));
    case 'null-text-without-pivot': {
      const found = await oneForAll(run, (k) => randomPath(run, latent, run.seed + k));
      const landing = await follow(run, pivots, found);
      const { latent: fromNoise } = await follow(run, randomPath(run, latent, run.seed), found);
      return { ...landing, fromNoise };
    }
    case 'textual-inversion': {
      // Trained on the conditional prediction alone (w = 1), drawn with guidance.
      const found = await oneForAll(exchanged({ ...run, guidanceScale: 1 }), (k) =>
        randomPath(run, latent, run.seed + k),
      );
      return await follow(exchanged(run), pivots, found);
    }
  }
}

/**
 * The same network with the embeddings' parts exchanged: what is optimised is then C, and ∅ stays.
 * Guidance m = m_u + w (m_c − m_u) is m_c + (1 − w) (m_u − m_c), so only w changes.
 */
function exchanged(run: LadderRun): LadderRun {
  return {
    ...run,
    empty: run.conditional,
    conditional: run.empty,
    guidanceScale: 1 - run.guidanceScale,
  };
}

async function perTimestep(run: LadderRun, path: Tensor): Promise<Landing> {
  const { trajectory, evaluations } = await nullTextOptimisation(run, path);
  return { latent: last(trajectory), gradients: evaluations.gradient };
}

async function follow(
  run: LadderRun,
  pivots: Tensor,
  { embedding, gradients }: { readonly embedding: Tensor; readonly gradients: number },
): Promise<Landing> {
  const { trajectory } = await guidedPath(run, pivots, embedding);
  return { latent: last(trajectory), gradients };
}

/**
 * One embedding for every timestep: each gradient step moves it so that one guided step from a
 * random timestep of a path [T + 1, C, h, w] leads to the next of the same path. `pathOf` gives the
 * path of gradient step k.
 */
async function oneForAll(
  run: LadderRun,
  pathOf: (k: number) => Tensor,
): Promise<{ embedding: Tensor; gradients: number }> {
  const { predictor, schedule, conditional, guidanceScale, innerSteps, signal, progress } = run;
  const moving = [...schedule.keys()].filter((i) => !schedule[i]!.isIdentity);
  const gradients = innerSteps * moving.length;
  const random = mulberry32(run.seed);
  const update = adam(1e-2);
  let embedding = run.empty;
  for (let k = 0; k < gradients; k++) {
    throwIfCancelled(signal);
    const i = moving[Math.floor(random() * moving.length)]!;
    const step = schedule[i]!;
    const path = pathOf(k);
    const unet = await predictor.nullText(rowsOf(path, i, i + 1), step.timestep);
    const { loss, gradient } = await unet.gradient({
      nullEmbedding: embedding,
      conditional: await unet.predict(conditional),
      target: rowsOf(path, i + 1, i + 2),
      guidanceScale,
      latentCoefficient: step.latentCoefficient,
      predictionCoefficient: step.predictionCoefficient,
    });
    embedding = update(embedding, gradient);
    progress.advance('optimise', { loss });
  }
  return { embedding, gradients };
}

/** z_T … z_0 of the picture under one noise. */
function randomPath({ levels }: LadderRun, latent: Tensor, seed: number): Tensor {
  const noise = gaussianNoise(latent.dims, seed);
  return concatRows(levels.map((level) => addNoise(level, latent, noise)));
}

function last(path: Tensor): Tensor {
  const rows = path.dims[0]!;
  return rowsOf(path, rows - 1, rows);
}
