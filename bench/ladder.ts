import { ddimInversion } from '../src/pipeline/diffusion/inversion/inversion.ts';
import { ProgressCounter } from '../src/pipeline/diffusion/progress.ts';
import { noiseLevels } from '../src/pipeline/diffusion/schedule/noise.ts';
import { ddimSchedule } from '../src/pipeline/diffusion/schedule/schedule.ts';
import { psnr } from '../src/pipeline/likeness/psnr.ts';
import { openModelFolder } from '../src/pipeline/model/folder.ts';
import { openTextEncoder } from '../src/pipeline/model/parts/text-encoder.ts';
import { openTokenizer } from '../src/pipeline/model/parts/tokenizer.ts';
import { openNoisePredictor } from '../src/pipeline/model/parts/unet.ts';
import { openVae } from '../src/pipeline/model/parts/vae.ts';
import type { Tensor } from '../src/pipeline/tensor.ts';
import { climb, LADDER, type LadderRun, type Rung } from './inversion-ladder.ts';
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
 * Inverts scenes by every rung, without early stopping; the first also with other `budgets` of
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
    const land = async (rung: Rung, budget: number) => {
      const landing = await climb(rung, { ...run, innerSteps: budget }, latent, pivots);
      const { fromNoise: other } = landing;
      return {
        point: { x: landing.gradients, y: await psnrOf(landing.latent) },
        fromNoise: other ? await psnrOf(other) : null,
      };
    };
    for (const rung of LADDER) {
      const landing = await land(rung, innerSteps);
      found.get(rung)!.push(landing.point.y);
      if (landing.fromNoise !== null) fromNoise.push(landing.fromNoise);
      if (i === 0) {
        const points = [landing.point];
        if (!FIXED.includes(rung))
          for (const budget of budgets) points.push((await land(rung, budget)).point);
        curves.push({ name: rung, points: points.toSorted((a, b) => a.x - b.x) });
      }
      onRung();
    }
  }
  await Promise.all([predictor.close(), textEncoder.close(), vae.close()]);

  return {
    ladder: Object.fromEntries([...found].map(([rung, values]) => [rung, mean(values)])),
    fromNoise: mean(fromNoise),
    curves: levels(curves),
  };
}

/** What takes no gradient steps is a level. */
function levels(curves: readonly Series[]): Series[] {
  const most = Math.max(...curves.flatMap(({ points }) => points.map(({ x }) => x)));
  return curves.map(({ name, points: [first, ...others] }) => ({
    name,
    points: others.length > 0 ? [first!, ...others] : [first!, { ...first!, x: most }],
  }));
}
