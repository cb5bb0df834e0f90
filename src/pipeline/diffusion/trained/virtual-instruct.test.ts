import { describe, expect, test } from 'vitest';
import { rowsOf, type Tensor, tensor } from '../../tensor.ts';
import { embeddingOf, LinearPredictor, latentOf, row } from '../fixtures/linear-predictor.ts';
import { STABLE_DIFFUSION } from '../fixtures/scheduler.ts';
import { ProgressCounter } from '../progress.ts';
import { noiseLevels } from '../schedule/noise.ts';
import { ddimSchedule } from '../schedule/schedule.ts';
import {
  cancelCopyingError,
  type VirtualInstructRun,
  virtualInstruct,
} from './virtual-instruct.ts';

const schedule = ddimSchedule(STABLE_DIFFUSION, 10);
const RUNS = schedule.filter((step) => !step.isIdentity).length;
const levels = noiseLevels(STABLE_DIFFUSION, schedule);
const latent = latentOf(0.5, -1, 0.2, 1.5);
const picture = latentOf(2, 0, -1, 3);
const source = embeddingOf(0.3, -0.2, 0.1, 0.4);
const other = embeddingOf(-0.3, 0.9, 0.1, 0);

/** m(z, z_I, t, c) = z / 2 + z_I + c, elementwise; keeps what it was given beside. */
class BesidePredictor extends LinearPredictor {
  readonly beside: Tensor[] = [];

  override async predict(latents: Tensor, timestep: number, context: Tensor): Promise<Tensor> {
    const rows = latents.dims[0]!;
    const half = (index: number, part: number): number[] =>
      row(latents, index).slice(4 * part, 4 * part + 4);
    for (let i = 0; i < rows; i++) this.beside.push(rowsOf(latents, i, i + 1));
    const data = Array.from({ length: rows }, (_, i) =>
      half(i, 0).map((z, k) => z / 2 + half(i, 1)[k]! + context.data[4 * i + k]!),
    ).flat();
    this.timesteps.push(timestep);
    return { data: Float32Array.from(data), dims: [rows, 1, 2, 2] };
  }
}

function runOf(changes: Partial<VirtualInstructRun> = {}) {
  const predictor = new BesidePredictor();
  const run: VirtualInstructRun = {
    ...{ predictor, schedule, levels, latent, picture, source, text: other },
    ...{ guidanceScale: 1, noisings: 1, seed: 0, signal: undefined },
    progress: new ProgressCounter(10, undefined),
    ...changes,
  };
  return { run, predictor };
}

/** y_0 − z_0 for a network whose predictions differ by `change` under the two texts; σ sets the pace. */
function movedBy(change: number): number {
  const sigma = levels.map(({ noise, signal }) => noise / signal);
  return schedule.reduce((moved, { isIdentity, clean }, i) => {
    if (isIdentity) return moved;
    const { latentCoefficient: a, predictionCoefficient: b } = clean;
    const apart = levels[i]!.signal * moved;
    const wanted = a * apart + b * (apart / 2 + change);
    const pace = i === RUNS - 1 ? 1 : 1 - sigma[i + 1]! / sigma[i]!;
    return moved + pace * (wanted - moved);
  }, 0);
}

describe('cancelCopyingError', () => {
  const cells = (...values: number[]): Tensor => tensor(Float32Array.from(values), [1, 2, 1, 3]);
  // Three cells of two channels: drawn alike, half-way apart (d = 0.3), and far apart.
  const near = Math.sqrt(0.3);
  const picture = cells(1, 1, 1, 2, 2, 2);
  const ofSource = cells(0.5, 0.5, 0.5, 2, 2, 2);
  const ofTarget = cells(0.5, 0.5 + near, 100, 2, 2 + near, 100);
  const corrected = cancelCopyingError(picture, ofSource, ofTarget);

  test.each([
    ['the picture itself where both are drawn alike', 0, 1, 2],
    ['half of the error where they lie apart', 1, 0.75 + near, 2 + near],
    ['what is drawn of the target where it is another thing', 2, 100, 100],
  ])('gives %s', (_, cell, first, second) => {
    expect(corrected.data[cell]).toBeCloseTo(first, 3);
    expect(corrected.data[cell + 3]).toBeCloseTo(second, 3);
  });
});

describe('virtualInstruct', () => {
  test('gives the picture back exactly under its own caption, however it is guided', async () => {
    for (const guidanceScale of [1, 3]) {
      const drawn = await virtualInstruct(runOf({ text: source, guidanceScale }).run);
      for (const [i, value] of row(drawn.latent, 0).entries())
        expect(value).toBeCloseTo(latent.data[i]!, 4);
    }
  });

  test('moves by what the texts make of the same noise, w times as far, where that is little', async () => {
    const change = 4e-5;
    const near = tensor(
      source.data.map((value) => value + change),
      source.dims,
    );
    for (const guidanceScale of [1, 2]) {
      const drawn = await virtualInstruct(runOf({ guidanceScale, text: near }).run);
      for (const [i, value] of row(drawn.latent, 0).entries())
        expect(
          Math.abs((value - latent.data[i]!) / movedBy(guidanceScale * change) - 1),
        ).toBeLessThan(0.1);
    }
  });

  test('shows the network the picture beside every row; guidance costs a third', async () => {
    const plain = runOf();
    expect((await virtualInstruct(plain.run)).rows).toBe(2 * RUNS);
    const guided = runOf({ guidanceScale: 2 });
    expect((await virtualInstruct(guided.run)).rows).toBe(3 * RUNS);
    expect(guided.predictor.beside).toHaveLength(3 * RUNS);
    for (const seen of guided.predictor.beside)
      expect(row(seen, 0).slice(4)).toEqual([2, 0, -1, 3]);
  });

  test('noises afresh at every step, or with one noise that is held all the way', async () => {
    const noisesOf = async (noisings: VirtualInstructRun['noisings']) => {
      const { run, predictor } = runOf({ noisings });
      await virtualInstruct(run);
      // (x_src − √ᾱ z_0) / √(1−ᾱ) of the first row of each step.
      return predictor.beside
        .filter((_, i) => i % 2 === 0)
        .map((input, i) => {
          const { signal, noise } = levels[i]!;
          return ((input.data[0]! - signal * latent.data[0]!) / noise).toFixed(3);
        });
    };
    expect(new Set(await noisesOf(1)).size).toBe(RUNS);
    expect(new Set(await noisesOf('held')).size).toBe(1);
  });

  test('takes the mean of opposite noises in the first steps', async () => {
    const { run } = runOf({ noisings: 2 });
    expect((await virtualInstruct(run)).rows).toBe(2 * (RUNS + 4));
  });

  test('stops when it is told to', async () => {
    const stopped = runOf({ signal: AbortSignal.abort() });
    await expect(virtualInstruct(stopped.run)).rejects.toMatchObject({ code: 'cancelled' });
    expect(stopped.predictor.timesteps).toEqual([]);
  });
});
