import { describe, expect, test } from 'vitest';
import type { RedrawSpec } from '../../edit-types.ts';
import type { Progress } from '../../types.ts';
import { embeddingOf, LinearPredictor, latentOf, row } from '../fixtures/linear-predictor.ts';
import { STABLE_DIFFUSION } from '../fixtures/scheduler.ts';
import { ProgressCounter } from '../progress.ts';
import { addNoise, gaussianNoise, noiseLevels } from '../schedule/noise.ts';
import { cumulativeAlphas, ddimSchedule, guide, stepDown, stepUp } from '../schedule/schedule.ts';
import { binarise, contrastMask, gaussian3x3, zeroShotMask } from './contrast-mask.ts';
import { diffedit } from './diffedit.ts';
import { inpaint } from './inpaint.ts';
import { planRedrawing } from './redraw.ts';
import { noised, type RedrawRun } from './redraw-run.ts';
import { sdedit } from './sdedit.ts';

const T = 10;
const schedule = ddimSchedule(STABLE_DIFFUSION, T);
const levels = noiseLevels(STABLE_DIFFUSION, schedule);
const latent = latentOf(0.5, -1, 0.2, 1.5);

/** Source and target differ in the last of the four cells only. */
function runOf(changes: Partial<RedrawRun> = {}): RedrawRun & { predictor: LinearPredictor } {
  return {
    schedule,
    levels,
    latent,
    source: embeddingOf(0.3, -0.2, 0.1, 0.4),
    target: embeddingOf(0.3, -0.2, 0.1, 0.9),
    empty: embeddingOf(0.25, -0.25, 0.15, 0.35),
    guidanceScale: 3,
    seed: 0,
    signal: undefined,
    progress: new ProgressCounter(1, undefined),
    ...changes,
    predictor: new LinearPredictor(),
  };
}

describe('noise', () => {
  test('is standard normal, and the same for the same seed only', () => {
    const { data } = gaussianNoise([40_000], 7);
    const mean = data.reduce((a, b) => a + b) / data.length;
    const variance = data.reduce((sum, n) => sum + (n - mean) ** 2, 0) / data.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
    expect(gaussianNoise([40_000], 7).data).toEqual(data);
    expect(gaussianNoise([4], 8).data).not.toEqual(gaussianNoise([4], 7).data);
  });

  test('is mixed as q(z_t | z_0) = √ᾱ_t z_0 + √(1−ᾱ_t) n, and not at all into z_0', () => {
    const alpha = cumulativeAlphas(STABLE_DIFFUSION)[900]!;
    const n = latentOf(1, 2, -1, 0);
    const expected = [...latent.data].map(
      (z, i) => Math.sqrt(alpha) * z + Math.sqrt(1 - alpha) * n.data[i]!,
    );
    expect(row(addNoise(levels[0]!, latent, n), 0)).toEqual(
      expected.map((z) => expect.closeTo(z, 6)),
    );
    expect(addNoise(levels[T]!, latent, n).data).toEqual(latent.data);
  });
});

describe('SDEdit', () => {
  test('without strength gives the picture back, without a UNet run', async () => {
    const { latent: redrawn, rows } = await sdedit(runOf(), 0);
    expect(redrawn.data).toEqual(latent.data);
    expect(rows).toBe(0);
  });

  test('noises the picture for its share of the schedule and denoises it under the target', async () => {
    const run = runOf();
    const { latent: redrawn, rows } = await sdedit(run, 0.5);
    expect(run.predictor.timesteps).toEqual([400, 300, 200, 100]);
    expect(rows).toBe(2 * 4);
    let expected = noised(run, 5);
    for (const step of schedule.slice(5, 9)) {
      const of = (context: typeof latent) => new LinearPredictor().predict(expected, 0, context);
      const [u, c] = [await of(reshape(run.empty)), await of(reshape(run.target))];
      expected = stepDown(step, expected, guide(u, c, 3));
    }
    expect(row(redrawn, 0)).toEqual(row(expected, 0).map((z) => expect.closeTo(z, 5)));
  });
});

describe.each([
  ['DiffEdit’s', contrastMask, 10 * 4],
  ['FastDiffEdit’s', zeroShotMask, 10],
])('%s mask', (_, maskOf, runs) => {
  const dials = { threshold: 0.5, repeats: 10 };

  test('of identical prompts is empty', async () => {
    const run = runOf();
    const { mask } = await maskOf({ ...run, target: run.source }, dials);
    expect(mask).toEqual([false, false, false, false]);
  });

  test('is where the prompts disagree about the same noise', async () => {
    const { mask, rows } = await maskOf(runOf(), { ...dials, threshold: 0.8 });
    expect(mask).toEqual([false, false, false, true]);
    expect(rows).toBe(2 * runs);
  });
});

test('the difference is smoothed by a 3 × 3 Gaussian and loses nothing', () => {
  const impulse = Float32Array.of(0, 0, 0, 0, 16, 0, 0, 0, 0);
  const size = { height: 3, width: 3 };
  expect([...gaussian3x3(impulse, size)]).toEqual([1, 2, 1, 2, 4, 2, 1, 2, 1]);
  expect([...gaussian3x3(new Float32Array(9).fill(3), size)]).toEqual(Array(9).fill(3));
});

test('a single wild cell does not hide the others', () => {
  const cells = [...Array<number>(90).fill(1), ...Array<number>(9).fill(6), 20];
  expect(binarise(Float32Array.from(cells), 0.5)).toEqual(cells.map((value) => value > 1));
});

test('where little differs, the rest does not join it', () => {
  const cells = [...Array<number>(95).fill(2), ...Array<number>(5).fill(10)];
  expect(binarise(Float32Array.from(cells), 0.25)).toEqual(cells.map((value) => value > 2));
});

describe('DiffEdit', () => {
  const dials = { threshold: 0.8, repeats: 1 };

  test('with an encoding ratio of 0 gives the picture back', async () => {
    const { latent: redrawn } = await diffedit(runOf(), { ...dials, ratio: 0 });
    expect(redrawn.data).toEqual(latent.data);
  });

  test('keeps the picture outside its mask and decodes the encoded latent inside it', async () => {
    const run = runOf();
    const { latent: redrawn, mask } = await diffedit(run, { ...dials, ratio: 0.3 });
    expect(mask).toEqual([false, false, false, true]);
    expect(row(redrawn, 0).slice(0, 3)).toEqual(row(latent, 0).slice(0, 3));

    const predict = async (z: typeof latent, context: typeof latent) =>
      new LinearPredictor().predict(z, 0, reshape(context));
    let z = latent;
    for (const step of [schedule[8]!, schedule[7]!])
      z = stepUp(step, z, await predict(z, run.empty));
    for (const step of [schedule[7]!, schedule[8]!]) {
      const guided = guide(await predict(z, run.empty), await predict(z, run.target), 3);
      z = stepDown(step, z, guided);
    }
    expect(row(redrawn, 0)[3]).toBeCloseTo(row(z, 0)[3]!, 5);
    expect(row(redrawn, 0)[3]).not.toBeCloseTo(row(latent, 0)[3]!, 2);
  });
});

describe('inpainting', () => {
  const mask = [true, true, false, false];

  test('redraws inside the mask and nowhere else', async () => {
    const { latent: redrawn } = await inpaint(runOf(), mask, 1);
    const [a, b, c, d] = row(redrawn, 0);
    expect([c, d]).toEqual(row(latent, 0).slice(2));
    expect(Math.abs(a! - 0.5) + Math.abs(b! + 1)).toBeGreaterThan(0.1);
  });

  test('is the same every time, and another with another seed', async () => {
    const of = async (seed: number) => row((await inpaint(runOf({ seed }), mask, 0.6)).latent, 0);
    expect(await of(1)).toEqual(await of(1));
    expect(await of(2)).not.toEqual(await of(1));
  });
});

const words = { words: 'cat' };
const SPECS: readonly RedrawSpec[] = [
  { method: 'sdedit', targetPrompt: 'x', strength: 0.4 },
  { method: 'diffedit', targetPrompt: 'x', ratio: 0.7, repeats: 2 },
  { method: 'fast-diffedit', targetPrompt: 'x', strength: 1, repeats: 3 },
  { method: 'inpaint', targetPrompt: 'x', mask: words },
];

describe.each(SPECS)('$method', (spec) => {
  const plan = (changed: RedrawSpec = spec) =>
    planRedrawing(changed, schedule, async () => [true, false, false, false]);

  test('reports each UNet run, as many as it promised', async () => {
    const seen: Progress[] = [];
    const { draw, units } = await plan();
    await draw(runOf({ progress: new ProgressCounter(units, (done) => seen.push(done)) }));
    expect(seen.at(-1)).toMatchObject({ done: units, total: units });
    expect(seen).toHaveLength(units);
  });

  test('stops between UNet runs when cancelled', async () => {
    const canceller = new AbortController();
    const run = runOf({
      signal: canceller.signal,
      progress: new ProgressCounter(1, () => canceller.abort()),
    });
    await expect((await plan()).draw(run)).rejects.toThrow(
      expect.objectContaining({ code: 'cancelled' }),
    );
    expect(run.predictor.timesteps).toHaveLength(1);
  });

  test('refuses a dial outside its range', async () => {
    const wrong = spec.method === 'diffedit' ? { ...spec, ratio: 1.5 } : { ...spec, strength: 1.5 };
    await expect(plan(wrong)).rejects.toThrow(/is 1\.5; it must be from 0 to 1/);
  });
});

test('a mask of no noisings is refused', async () => {
  const spec = { method: 'diffedit', targetPrompt: 'x', repeats: 0 } as const;
  await expect(planRedrawing(spec, schedule, async () => [])).rejects.toThrow(/repeats is 0/);
});

/** An embedding [1, 2, 2] in the latent's shape, which the linear predictor adds it to. */
function reshape(embedding: typeof latent): typeof latent {
  return { data: embedding.data, dims: [1, 1, 2, 2] };
}
