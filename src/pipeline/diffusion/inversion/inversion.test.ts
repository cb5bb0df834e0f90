import { describe, expect, test } from 'vitest';
import { rowsOf } from '../../tensor.ts';
import type { Progress } from '../../types.ts';
import { embeddingOf, LinearPredictor, latentOf, row } from '../fixtures/linear-predictor.ts';
import { STABLE_DIFFUSION } from '../fixtures/scheduler.ts';
import { ProgressCounter } from '../progress.ts';
import { ddimSchedule, stepDown } from '../schedule/schedule.ts';
import {
  ddimInversion,
  type InversionRun,
  inversionUnits,
  invertLatent,
  type PathMethod,
} from './inversion.ts';

const T = 10;
const schedule = ddimSchedule(STABLE_DIFFUSION, T);
const latent = latentOf(0.5, -1, 0.2, 1.5);
const close = (values: number[], digits = 5) => values.map((x) => expect.closeTo(x, digits));

function runOf(changes: Partial<InversionRun> = {}): InversionRun & { predictor: LinearPredictor } {
  return {
    schedule,
    conditional: embeddingOf(0.3, -0.2, 0.1, 0.4),
    empty: embeddingOf(0.25, -0.25, 0.15, 0.35),
    guidanceScale: 7.5,
    innerSteps: 10,
    tolerance: 1e-5,
    optimizer: 'adam',
    signal: undefined,
    progress: new ProgressCounter(1, undefined),
    ...changes,
    predictor: new LinearPredictor(),
  };
}

describe('DDIM inversion', () => {
  test('feeds the later timestep with the earlier latent, upwards, and skips the identity at 0', async () => {
    const run = runOf();
    await ddimInversion(run, latent);
    expect(run.predictor.timesteps).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900]);
  });

  test('keeps T + 1 pivots, each one DDIM step from the next', async () => {
    const run = runOf();
    const { pivots, forward } = await ddimInversion(run, latent);
    expect(pivots.dims).toEqual([T + 1, 1, 2, 2]);
    expect(forward).toBe(T - 1);
    expect(row(pivots, T)).toEqual(row(latent, 0));
    for (const [i, step] of schedule.entries()) {
      const lower = rowsOf(pivots, i + 1, i + 2);
      const prediction = await run.predictor.predict(lower, step.timestep, run.conditional);
      const back = stepDown(step, rowsOf(pivots, i, i + 1), prediction);
      expect(row(back, 0)).toEqual(close(row(lower, 0)));
    }
  });

  test('averages what the words looked at over the steps that ran', async () => {
    const { attention } = await ddimInversion(runOf(), latent);
    expect(attention.dims).toEqual([4, 2]);
    expect(attention.data[0]).toBe(500); // the mean of 100 … 900
  });
});

describe('null-text optimisation', () => {
  test('lands on the pivots, within its early stop', async () => {
    const run = runOf({ innerSteps: 500, guidanceScale: 2 });
    const { pivots } = await ddimInversion(run, latent);
    const { trajectory } = await invertLatent('null-text', run, latent);
    for (let i = 0; i < T; i++) {
      const landed = row(trajectory, i + 1);
      const errors = landed.map((z, k) => (z - row(pivots, i + 1)[k]!) ** 2);
      // The loss is tested before the last update, which may overshoot a little.
      expect(errors.reduce((a, b) => a + b) / 4).toBeLessThan(1.5 * (1e-5 + 2e-5 * i));
    }
  });

  test('takes guided steps with the null embedding it stores for each timestep', async () => {
    const run = runOf();
    const { trajectory, nullEmbeddings } = await invertLatent('null-text', run, latent);
    expect(nullEmbeddings.dims).toEqual([T, 2, 2]);
    for (const [i, step] of schedule.entries()) {
      const z = row(trajectory, i);
      const next = z.map((value, k) => {
        const [u, c] = [row(nullEmbeddings, i)[k]!, run.conditional.data[k]!];
        const m = value / 2 + u + 7.5 * (c - u);
        return step.latentCoefficient * value + step.predictionCoefficient * m;
      });
      expect(row(trajectory, i + 1)).toEqual(close(next));
    }
  });

  test('starts each timestep from the embedding before and updates it before testing its loss', async () => {
    const run = runOf({ tolerance: 1e9 });
    const { nullEmbeddings, evaluations } = await invertLatent('null-text', run, latent);
    expect(evaluations.gradient).toBe(T - 1); // once each, but not at t = 0
    const before = [...run.empty.data];
    for (let i = 0; i < T - 1; i++) {
      const after = row(nullEmbeddings, i);
      // Adam's first step is its learning rate, 1e-2 · (1 − i/100), either way.
      const moves = after.map((value, k) => Math.abs(value - before[k]!));
      expect(moves).toEqual(close(Array(4).fill(1e-2 * (1 - i / 100)), 4));
      before.splice(0, 4, ...after);
    }
    expect(row(nullEmbeddings, T - 1)).toEqual(before);
  });

  test('evaluates each active step once up, once conditionally and once to move on', async () => {
    const run = runOf({ tolerance: -1, innerSteps: 3 }); // never good enough
    const { evaluations } = await invertLatent('null-text', run, latent);
    expect(evaluations.forward).toBe(3 * (T - 1));
    expect(evaluations.gradient).toBe(3 * (T - 1));
  });

  test('with L-BFGS it lands within its early stop, in fewer gradients than Adam', async () => {
    const options = { innerSteps: 500, guidanceScale: 2 };
    const run = runOf({ ...options, optimizer: 'l-bfgs' });
    const { pivots } = await ddimInversion(run, latent);
    const { trajectory, evaluations } = await invertLatent('null-text', run, latent);
    for (let i = 0; i < T; i++) {
      const errors = row(trajectory, i + 1).map((z, k) => (z - row(pivots, i + 1)[k]!) ** 2);
      expect(errors.reduce((a, b) => a + b) / 4).toBeLessThan(1e-5 + 2e-5 * i + 1e-9);
    }
    const adam = await invertLatent('null-text', runOf(options), latent);
    expect(evaluations.gradient).toBeLessThan(adam.evaluations.gradient);
  });

  test('with L-BFGS it starts from the prompt, and moves on with what is good enough', async () => {
    const run = runOf({ tolerance: 1e9, optimizer: 'l-bfgs' });
    const { nullEmbeddings, evaluations } = await invertLatent('null-text', run, latent);
    for (let i = 0; i < T; i++) expect(row(nullEmbeddings, i)).toEqual([...run.conditional.data]);
    expect(evaluations).toEqual({ forward: 2 * (T - 1), gradient: T - 1 });
  });

  test('refuses a loss that is not a number', async () => {
    const run = runOf({ guidanceScale: Number.POSITIVE_INFINITY });
    await expect(invertLatent('null-text', run, latent)).rejects.toThrow(/not a number/);
  });
});

describe('the other methods', () => {
  test('direct inversion puts the source onto the pivots and leaves ∅ empty', async () => {
    const run = runOf();
    const { pivots } = await ddimInversion(run, latent);
    const direct = await invertLatent('direct', run, latent);
    expect(direct.trajectory).toEqual(pivots);
    expect(direct.nullEmbeddings).toBe(run.empty);
    expect(direct.evaluations).toEqual({ forward: T - 1, gradient: 0 });
  });

  test('pivotal inversion puts the source onto the pivots and guides targets away from the prompt', async () => {
    const run = runOf();
    const { pivots } = await ddimInversion(run, latent);
    const pivotal = await invertLatent('pivotal', run, latent);
    expect(pivotal.trajectory).toEqual(pivots);
    expect(pivotal.nullEmbeddings).toBe(run.conditional);
    expect(pivotal.evaluations).toEqual({ forward: T - 1, gradient: 0 });
  });

  test('negative-prompt inversion has ∅ = C, so that guidance changes nothing', async () => {
    const run = runOf();
    const inverted = await invertLatent('negative-prompt', run, latent);
    const unguided = await invertLatent('ddim', runOf({ guidanceScale: 1 }), latent);
    expect(inverted.nullEmbeddings).toBe(run.conditional);
    expect(row(inverted.trajectory, T)).toEqual(close(row(unguided.trajectory, T)));
    expect(inverted.evaluations.forward).toBe(2 * (T - 1));
  });

  test('plain DDIM guides with the empty prompt and drifts from the pivots', async () => {
    const run = runOf();
    const ddim = await invertLatent('ddim', run, latent);
    expect(ddim.nullEmbeddings).toBe(run.empty);
    expect(ddim.evaluations.forward).toBe(3 * (T - 1));
    const drift = row(ddim.trajectory, T).map((z, k) => Math.abs(z - latent.data[k]!));
    expect(Math.max(...drift)).toBeGreaterThan(0.1);
  });
});

describe('progress', () => {
  test.each(['null-text', 'pivotal', 'negative-prompt', 'direct', 'ddim'] as const)(
    'of %s only grows and ends at its total, early stops included',
    async (method: PathMethod) => {
      const seen: Progress[] = [];
      const total = inversionUnits(method, schedule, 10);
      const progress = new ProgressCounter(total, (report) => seen.push(report));
      await invertLatent(method, runOf({ progress }), latent);
      const done = seen.map((report) => report.done);
      expect(done).toEqual(done.toSorted((a, b) => a - b));
      expect(done.at(-1)).toBe(total);
    },
  );

  test('carries the loss of each inner step', async () => {
    const seen: Progress[] = [];
    const progress = new ProgressCounter(100, (report) => seen.push(report));
    const { evaluations } = await invertLatent('null-text', runOf({ progress }), latent);
    expect(seen.filter((report) => report.loss !== undefined)).toHaveLength(evaluations.gradient);
  });
});

test('a cancelled inversion stops before its next UNet run', async () => {
  const canceller = new AbortController();
  const progress = new ProgressCounter(99, ({ done }) => done === 12 && canceller.abort());
  const run = runOf({ signal: canceller.signal, progress });
  await expect(invertLatent('null-text', run, latent)).rejects.toThrow(
    expect.objectContaining({ code: 'cancelled' }),
  );
  expect(run.predictor.timesteps.length).toBeLessThanOrEqual(13);
});
