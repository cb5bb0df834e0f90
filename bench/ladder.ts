import { ddimInversion } from '../src/pipeline/diffusion/inversion.ts';
import {
  climb,
  LADDER,
  type LadderRun,
  type Rung,
} from '../src/pipeline/diffusion/inversion-ladder.ts';
import { noiseLevels } from '../src/pipeline/diffusion/noise.ts';
import { ProgressCounter } from '../src/pipeline/diffusion/progress.ts';
import { ddimSchedule } from '../src/pipeline/diffusion/schedule.ts';
import { openModelFolder } from '../src/pipeline/model/folder.ts';
import { openTextEncoder } from '../src/pipeline/model/text-encoder.ts';
import { openTokenizer } from '../src/pipeline/model/tokenizer.ts';
import { openNoisePredictor } from '../src/pipeline/model/unet.ts';
import { openVae } from '../src/pipeline/model/vae.ts';
import { psnr } from '../src/pipeline/psnr.ts';
import type { Tensor } from '../src/pipeline/tensor.ts';
import { MODEL, mean } from './lib.ts';
import type { Series } from './plot.ts';
import { type BenchScene, readPicture } from './scenes.ts';

/** Rungs without an optimisation do not change with its budget. */
const FIXED: readonly Rung[] = ['vae', 'ddim'];

export interface LadderFigures {
  /** PSNR in dB of the reconstruction by each rung, mean over the scenes. */
  readonly ladder: Readonly<Record<string, number>>;
  /** Null-text without the pivot, started from random noise instead of z*_T. */
  readonly fromNoise: number;
  /** PSNR against gradient steps, of the first scene. */
  readonly curves: readonly Series[];
}

/**
 * Inverts scenes by every rung, without early stopping; the first also with `budgets` of fewer
 * gradient steps a timestep, for the curves.
 */
export async function measureLadder(
  scenes: readonly BenchScene[],
  options: {
    readonly steps: number;
    readonly innerSteps: number;
    readonly budgets: readonly number[];
    readonly guidanceScale: number;
    readonly onRung: () => void;
  },
): Promise<LadderFigures> {
  const { steps, innerSteps, budgets, guidanceScale, onRung } = options;
  const folder = await openModelFolder(MODEL);
  const tokenizer = await openTokenizer(folder.path, folder.tokens);
  const textEncoder = await openTextEncoder(folder);
  const vae = await openVae(folder);
  const { channels, side } = folder.latent;
  const predictor = await openNoisePredictor(folder, { channels, height: side, width: side });
  const schedule = ddimSchedule(folder.scheduler, steps);
  const empty = await textEncoder.encode(tokenizer.empty);
  const found = new Map<Rung, number[]>(LADDER.map((rung) => [rung, []]));
  const fromNoise: number[] = [];
  const curves: Series[] = [];
  for (const [i, scene] of scenes.entries()) {
    const picture = await readPicture(scene.source);
    const latent = await vae.encode(picture);
    const run: LadderRun = {
      predictor,
      schedule,
      conditional: await textEncoder.encode(tokenizer.encode(scene.prompt)),
      empty,
      guidanceScale,
      innerSteps,
      optimizer: 'adam',
      tolerance: Number.NEGATIVE_INFINITY,
      signal: undefined,
      progress: new ProgressCounter(1, undefined),
      levels: noiseLevels(folder.scheduler, schedule),
      seed: 0,
    };
    const { pivots } = await ddimInversion(run, latent);
    const psnrOf = async (z0: Tensor) => psnr(await vae.decode(z0), picture);
    for (const rung of LADDER) {
      const points: { x: number; y: number }[] = [];
      for (const budget of i > 0 || FIXED.includes(rung)
        ? [innerSteps]
        : [...budgets, innerSteps]) {
        const landing = await climb(rung, { ...run, innerSteps: budget }, latent, pivots);
        points.push({ x: landing.gradients, y: await psnrOf(landing.latent) });
        if (landing.fromNoise && budget === innerSteps)
          fromNoise.push(await psnrOf(landing.fromNoise));
      }
      found.get(rung)!.push(points.at(-1)!.y);
      if (i === 0) curves.push({ name: rung, points });
      onRung();
    }
  }
  await Promise.all([predictor.close(), textEncoder.close(), vae.close()]);

  return {
    ladder: Object.fromEntries([...found].map(([rung, values]) => [rung, mean(values)])),
    fromNoise: mean(fromNoise),
    curves: joined(curves),
  };
}

/**
 * Before its first gradient step a rung is DDIM's, but for that of the random pivot, which starts
 * elsewhere. What takes no gradient steps is a level.
 */
function joined(curves: readonly Series[]): Series[] {
  const most = Math.max(...curves.flatMap(({ points }) => points.map(({ x }) => x)));
  const ddim = curves.find(({ name }) => name === 'ddim')!.points;
  return curves.map(({ name, points }) => {
    const [first] = points;
    if (first && first.x === 0) return { name, points: [first, { ...first, x: most }] };
    return { name, points: name === 'random-pivot' ? points : [...ddim, ...points] };
  });
}
