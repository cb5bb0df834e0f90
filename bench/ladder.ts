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
  /** PSNR against gradient steps, mean over the scenes. */
  readonly curves: readonly Series[];
}

/** Inverts scenes by every rung; with `budgets` of fewer gradient steps a timestep, for the curves. */
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
  /** By rung and budget. */
  const landings = new Map<string, { readonly psnr: number; readonly gradients: number }[]>();
  const fromNoise: number[] = [];
  for (const scene of scenes) {
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
      tolerance: 0,
      signal: undefined,
      progress: new ProgressCounter(1, undefined),
      levels: noiseLevels(folder.scheduler, schedule),
      seed: 0,
    };
    const { pivots } = await ddimInversion(run, latent);
    for (const rung of LADDER)
      for (const budget of FIXED.includes(rung) ? [innerSteps] : [...budgets, innerSteps]) {
        const landing = await climb(rung, { ...run, innerSteps: budget }, latent, pivots);
        const found = {
          psnr: psnr(await vae.decode(landing.latent), picture),
          gradients: landing.gradients,
        };
        const key = `${rung} ${budget}`;
        landings.set(key, [...(landings.get(key) ?? []), found]);
        if (landing.fromNoise && budget === innerSteps)
          fromNoise.push(psnr(await vae.decode(landing.fromNoise), picture));
        onRung();
      }
  }
  await Promise.all([predictor.close(), textEncoder.close(), vae.close()]);

  const meanOf = (rung: Rung, budget: number) => {
    const found = landings.get(`${rung} ${budget}`)!;
    return { x: mean(found.map((one) => one.gradients)), y: mean(found.map((one) => one.psnr)) };
  };
  const most = innerSteps * schedule.filter((step) => !step.isIdentity).length;
  const start = (rung: Rung) =>
    rung === 'random-pivot' ? [] : [{ ...meanOf('ddim', innerSteps), x: 0 }];
  const curves = LADDER.map((rung): Series => {
    const end = meanOf(rung, innerSteps);
    const points = FIXED.includes(rung)
      ? [
          { ...end, x: 0 },
          { ...end, x: most },
        ]
      : [...start(rung), ...budgets.map((budget) => meanOf(rung, budget)), end];
    return { name: rung, points };
  });
  return {
    ladder: Object.fromEntries(LADDER.map((rung) => [rung, meanOf(rung, innerSteps).y])),
    fromNoise: mean(fromNoise),
    curves,
  };
}
