import { describe, expect, test } from 'vitest';
import { tensor } from '../../tensor.ts';
import type { Progress } from '../../types.ts';
import type { LocalBlend } from '../blend/local-blend.ts';
import { embeddingOf, LinearPredictor, latentOf, row } from '../fixtures/linear-predictor.ts';
import { STABLE_DIFFUSION } from '../fixtures/scheduler.ts';
import { ProgressCounter } from '../progress.ts';
import { noiseLevels } from '../schedule/noise.ts';
import { ddimSchedule } from '../schedule/schedule.ts';
import { infedit, infeditUnits, type VirtualRun, type VirtualTarget } from './infedit.ts';

const T = 10;
const latent = latentOf(0.5, -1, 0.2, 1.5);
const source = embeddingOf(0.3, -0.2, 0.1, 0.4);
const other = embeddingOf(-0.3, 0.9, 0.1, 0);

function runOf(
  changes: Partial<Omit<VirtualRun, 'predictor'>> = {},
  type: 'epsilon' | 'v_prediction' = 'epsilon',
): VirtualRun & { predictor: LinearPredictor } {
  const config = { ...STABLE_DIFFUSION, prediction_type: type };
  const schedule = ddimSchedule(config, T);
  return {
    schedule,
    levels: noiseLevels(config, schedule),
    latent,
    noisings: 1,
    isConsistent: false,
    touchUp: null,
    sourceContext: source,
    signal: undefined,
    progress: new ProgressCounter(1, undefined),
    ...changes,
    predictor: new LinearPredictor(),
  };
}

function targetOf(context = other, changes: Partial<VirtualTarget> = {}): VirtualTarget {
  const never = { first: 0, end: 0 };
  return {
    context,
    control: {
      alignment: { mapper: tensor(Float32Array.of(1, 0, 0, 1), [2, 2]), unmatched: [false, false] },
      equaliser: [1, 1],
      crossSteps: [never, never],
      selfSteps: never,
    },
    blend: null,
    emphases: [],
    guidanceScale: 3,
    seed: 0,
    ...changes,
  };
}

describe.each(['epsilon', 'v_prediction'] as const)('of an %s model', (type) => {
  test('the same words give the picture back exactly', async () => {
    for (const noisings of [1, 4])
      for (const seed of [0, 5]) {
        const run = runOf({ noisings }, type);
        const { latents } = await infedit(run, [targetOf(source, { seed })]);
        expect([...latents[0]!.data]).toEqual([...latent.data]);
      }
  });

  test('other words move the picture by what they change, as far as the noise falls', async () => {
    const w = 3;
    const run = runOf({}, type);
    const { latents } = await infedit(run, [targetOf()]);
    // m = x/2 + c, so that m_tgt − m_src = (x_tgt − x_src)/2 + w (P* − P), whatever the noise.
    const expected = [...latent.data].map((z, cell) => {
      let y = z;
      for (const [i, step] of run.schedule.entries()) {
        if (step.isIdentity) continue;
        const { latentCoefficient: a, predictionCoefficient: b } = step.clean;
        const { signal, noise } = run.levels[i]!;
        const lower = run.levels[i + 1]!;
        const away = signal * (y - z);
        const clean = z + a * away + b * (away / 2 + w * (other.data[cell]! - source.data[cell]!));
        const isLast = run.schedule[i + 1]?.isIdentity;
        const share = isLast ? 1 : 1 - lower.noise / lower.signal / (noise / signal);
        y += share * (clean - y);
      }
      return y;
    });
    expect(row(latents[0]!, 0)).toEqual(expected.map((y) => expect.closeTo(y, 3)));
    expect(row(latents[0]!, 0)[1]).not.toBeCloseTo(latent.data[1]!, 1);
  });
});

test('on a consistency model each step starts from the last look, and without guidance two rows do', async () => {
  const run = runOf({ isConsistent: true });
  const { latents, rows } = await infedit(run, [targetOf(other, { guidanceScale: 1 })]);
  const expected = [...latent.data].map((z, cell) => {
    let y = z;
    for (const [i, step] of run.schedule.entries()) {
      if (step.isIdentity) continue;
      const { latentCoefficient: a, predictionCoefficient: b } = step.clean;
      const away = run.levels[i]!.signal * (y - z);
      y = z + a * away + b * (away / 2 + other.data[cell]! - source.data[cell]!);
    }
    return y;
  });
  expect(row(latents[0]!, 0)).toEqual(expected.map((y) => expect.closeTo(y, 3)));
  expect(run.predictor.editSteps.map((step) => step.nullEmbeddings)).toEqual(Array(9).fill(null));
  expect(rows).toBe(2 * 9);
});

test('source and target have the same noise: at first their latents are equal, and fresh at every step', async () => {
  const run = runOf();
  await infedit(run, [targetOf()]);
  const [first, second] = run.predictor.editSteps;
  expect(first!.targetLatents.data).toEqual(first!.sourceLatent.data);
  expect(second!.targetLatents.data).not.toEqual(second!.sourceLatent.data);
  const noise = (i: number) => {
    const { signal, noise } = run.levels[i]!;
    const { data } = run.predictor.editSteps[i]!.sourceLatent;
    return [...data].map((x, cell) => (x - signal * latent.data[cell]!) / noise);
  };
  expect(noise(1)).not.toEqual(noise(0).map((n) => expect.closeTo(n, 2)));
});

test('another seed is another noise', async () => {
  const noised = async (seed: number) => {
    const run = runOf();
    await infedit(run, [targetOf(other, { seed })]);
    return [...run.predictor.editSteps[0]!.sourceLatent.data];
  };
  expect(await noised(1)).toEqual(await noised(1));
  expect(await noised(2)).not.toEqual(await noised(1));
});

test('the first steps see pairs of opposite noises, the others one', async () => {
  const run = runOf({ noisings: 2 });
  const { rows } = await infedit(run, [targetOf()]);
  const steps = run.predictor.editSteps;
  expect(steps.map(({ timestep }) => timestep)).toEqual([
    900, 900, 800, 800, 700, 700, 600, 600, 500, 400, 300, 200, 100,
  ]);
  expect(rows).toBe(3 * steps.length);
  const { signal } = run.levels[0]!;
  for (const [cell, z] of latent.data.entries())
    expect(steps[0]!.sourceLatent.data[cell]! + steps[1]!.sourceLatent.data[cell]!).toBeCloseTo(
      2 * signal * z,
      5,
    );
});

test('what is outside the blend’s mask stays the picture exactly', async () => {
  const blend: LocalBlend = {
    tokens: { source: [0], target: [0] },
    subtract: null,
    firstStep: 0,
    threshold: 0.3,
  };
  const run = runOf({ latent: latentOf(0.5, -1, 0.2, 1.5) });
  // 3 × 3 pooling covers a 2 × 2 latent, so that the kept cells are subtracted unpooled.
  const seen = tensor(Float32Array.of(1, 0, 1, 0, 1, 1, 1, 1), [1, 4, 2]);
  run.predictor.attention = () => tensor(Float32Array.of(...seen.data, ...seen.data), [2, 4, 2]);
  const kept = { ...blend, subtract: { source: [1], target: [1] } };
  const { latents } = await infedit(run, [targetOf(other, { blend: kept })]);
  const [a, b, c, d] = row(latents[0]!, 0);
  expect([c, d]).toEqual(row(latent, 0).slice(2));
  expect(Math.abs(a! - 0.5) + Math.abs(b! + 1)).toBeGreaterThan(0.1);
});

test('reports each UNet run, as many as it promised, and stops between them when cancelled', async () => {
  const seen: Progress[] = [];
  const units = infeditUnits(runOf({ noisings: 4 }), 2);
  const progress = new ProgressCounter(units, (done) => seen.push(done));
  await infedit(runOf({ noisings: 4, progress }), [targetOf(), targetOf(source)]);
  expect(seen.at(-1)).toMatchObject({ done: units, total: units });
  expect(seen).toHaveLength(units);

  const canceller = new AbortController();
  const run = runOf({
    signal: canceller.signal,
    progress: new ProgressCounter(1, () => canceller.abort()),
  });
  await expect(infedit(run, [targetOf()])).rejects.toThrow(
    expect.objectContaining({ code: 'cancelled' }),
  );
  expect(run.predictor.editSteps).toHaveLength(1);
});
