import { describe, expect, test } from 'vitest';
import { tensor } from '../../tensor.ts';
import type { Progress } from '../../types.ts';
import { embeddingOf, LinearPredictor, latentOf, row } from '../fixtures/linear-predictor.ts';
import { STABLE_DIFFUSION } from '../fixtures/scheduler.ts';
import { ProgressCounter } from '../progress.ts';
import { addNoise, gaussianNoise, noiseLevels } from '../schedule/noise.ts';
import { ddimStepsAt, guide, stepDown } from '../schedule/schedule.ts';
import { changedCells, touchedUp } from './touch-up.ts';

const schedule = ddimStepsAt(STABLE_DIFFUSION, [300, 200, 100]);
const empty = embeddingOf(0.25, -0.25, 0.15, 0.35);
const context = embeddingOf(-0.3, 0.9, 0.1, 0);
const source = latentOf(0.5, -1, 0.2, 1.5);
const edited = latentOf(0.9, 0.3, 0.2, 1.5);

function runOf(onProgress?: (progress: Progress) => void) {
  return {
    predictor: new LinearPredictor(),
    latent: source,
    touchUp: {
      schedule,
      levels: noiseLevels(STABLE_DIFFUSION, schedule),
      empty,
      guidanceScale: 2,
    },
    signal: undefined,
    progress: new ProgressCounter(3, onProgress),
  };
}

test('a cell has changed where a latent differs, and so has each next to it', () => {
  const before = tensor(new Float32Array(2 * 5 * 5), [1, 2, 5, 5]);
  const after = tensor(Float32Array.from(before.data), before.dims);
  after.data[25 + 6] = 0.4; // second channel, row 1, column 1: an rms of 0.28
  after.data[24] = 0.2; // the last cell, too little
  const changed = changedCells(before, after);
  const expected = [...changed.keys()].map((cell) => cell % 5 < 3 && Math.floor(cell / 5) < 3);
  expect(changed).toEqual(expected);
});

describe('a touch-up', () => {
  test('denoises what has changed from a little noise, and leaves the rest the picture', async () => {
    const { latent, rows } = await touchedUp(runOf(), { context, seed: 1 }, edited, [
      true,
      true,
      false,
      false,
    ]);
    expect(rows).toBe(6);
    expect(row(latent, 0).slice(2)).toEqual(row(source, 0).slice(2));

    const noise = gaussianNoise(source.dims, 104_729 * 2);
    const { levels } = runOf().touchUp;
    let z = addNoise(levels[0]!, edited, noise);
    const predict = (of: typeof context) =>
      new LinearPredictor().predict(z, 0, { ...of, dims: [1, 1, 2, 2] });
    for (const step of schedule)
      z = stepDown(step, z, guide(await predict(empty), await predict(context), 2));
    expect(row(latent, 0).slice(0, 2)).toEqual(
      row(z, 0)
        .slice(0, 2)
        .map((value) => expect.closeTo(value, 4)),
    );
    expect(row(latent, 0)[0]).not.toBeCloseTo(edited.data[0]!, 2);
  });

  test('of nothing is nothing, and counts as done', async () => {
    const seen: Progress[] = [];
    const run = runOf((progress) => seen.push(progress));
    const nowhere = [false, false, false, false];
    const { latent, rows } = await touchedUp(run, { context, seed: 1 }, edited, nowhere);
    expect(latent).toBe(edited);
    expect(rows).toBe(0);
    expect(seen.at(-1)).toMatchObject({ done: 3, total: 3 });
  });
});
