import { describe, expect, test } from 'vitest';
import {
  embeddingOf,
  LinearPredictor,
  latentOf,
} from '../src/pipeline/diffusion/fixtures/linear-predictor.ts';
import { STABLE_DIFFUSION } from '../src/pipeline/diffusion/fixtures/scheduler.ts';
import { ddimInversion, invertLatent } from '../src/pipeline/diffusion/inversion/inversion.ts';
import { ProgressCounter } from '../src/pipeline/diffusion/progress.ts';
import { noiseLevels } from '../src/pipeline/diffusion/schedule/noise.ts';
import { ddimSchedule } from '../src/pipeline/diffusion/schedule/schedule.ts';
import { climb, LADDER, type LadderRun, type Rung } from './inversion-ladder.ts';

const schedule = ddimSchedule(STABLE_DIFFUSION, 10);
const latent = latentOf(0.5, -1, 0.2, 1.5);

function runOf(changes: Partial<LadderRun> = {}): LadderRun {
  return {
    predictor: new LinearPredictor(),
    schedule,
    levels: noiseLevels(STABLE_DIFFUSION, schedule),
    conditional: embeddingOf(0.3, -0.2, 0.1, 0.4),
    empty: embeddingOf(0.25, -0.25, 0.15, 0.35),
    guidanceScale: 7.5,
    innerSteps: 30,
    optimizer: 'adam',
    tolerance: 0,
    seed: 0,
    signal: undefined,
    progress: new ProgressCounter(1, undefined),
    ...changes,
  };
}

async function land(rung: Rung, run = runOf()) {
  const { pivots } = await ddimInversion(run, latent);
  return await climb(rung, run, latent, pivots);
}

/** Root mean square distance of where a rung ends from z_0. */
async function miss(rung: Rung, run = runOf()): Promise<number> {
  const { data } = (await land(rung, run)).latent;
  return Math.sqrt(data.reduce((sum, z, i) => sum + (z - latent.data[i]!) ** 2, 0) / data.length);
}

describe('the ladder of inversions', () => {
  test('has the VAE’s own latent at its top', async () => {
    expect(await land('vae')).toEqual({ latent, gradients: 0 });
  });

  test.each(['null-text', 'ddim'] as const)('ends where the inversion %s ends', async (rung) => {
    const run = runOf();
    const { trajectory } = await invertLatent(rung, run, latent);
    expect((await land(rung, run)).latent.data).toEqual(trajectory.data.slice(-4));
  });

  test.each(LADDER.filter((rung) => rung !== 'vae' && rung !== 'random-pivot'))(
    'is DDIM’s on the rung %s before the first gradient step',
    async (rung) => {
      const ddim = (await land('ddim')).latent.data;
      const { latent: found, gradients } = await land(rung, runOf({ innerSteps: 0 }));
      expect(gradients).toBe(0);
      expect([...found.data]).toEqual([...ddim].map((z) => expect.closeTo(z, 4)));
    },
  );

  test('brings the picture back where each timestep has its embedding', async () => {
    const ddim = await miss('ddim');
    for (const rung of ['null-text', 'textual-inversion-with-pivot', 'random-pivot'] as const)
      expect(await miss(rung)).toBeLessThan(ddim / 10);
  });

  test('brings it nearer by one embedding for all timesteps, not as near', async () => {
    const global = await miss('global-null-text');
    expect(global).toBeLessThan(await miss('ddim'));
    expect(global).toBeGreaterThan(await miss('null-text'));
    expect((await land('global-null-text')).gradients).toBe(30 * 9);
  });

  test('starts without the pivot from a noise too', async () => {
    const { latent: fromPivot, fromNoise } = await land('null-text-without-pivot');
    expect(fromNoise?.data).not.toEqual(fromPivot.data);
  });
});
