import { describe, expect, test } from 'vitest';
import type { Window } from '../../edit-types.ts';
import type { SourceLook } from '../../model/parts/noise-predictor.ts';
import { tensor } from '../../tensor.ts';
import type { Progress } from '../../types.ts';
import type { LocalBlend } from '../blend/local-blend.ts';
import { embeddingOf, LinearPredictor, latentOf, row } from '../fixtures/linear-predictor.ts';
import { STABLE_DIFFUSION } from '../fixtures/scheduler.ts';
import { type InversionRun, invertLatent } from '../inversion/inversion.ts';
import { ProgressCounter } from '../progress.ts';
import { ddimSchedule } from '../schedule/schedule.ts';
import { type EditTarget, editLatents, editUnits } from './prompt-to-prompt.ts';
import { SourceMemory } from './source-memory.ts';

const T = 10;
const schedule = ddimSchedule(STABLE_DIFFUSION, T);
const predictor = new LinearPredictor();
const sourceContext = embeddingOf(0.3, -0.2, 0.1, 0.4);
const otherContext = embeddingOf(-0.3, 0.9, 0.1, 0);
const silent = new ProgressCounter(1, undefined);

const inversionRun: InversionRun = {
  predictor,
  schedule,
  conditional: sourceContext,
  empty: embeddingOf(0.25, -0.25, 0.15, 0.35),
  guidanceScale: 3,
  innerSteps: 10,
  tolerance: 1e-5,
  optimizer: 'adam' as const,
  signal: undefined,
  progress: silent,
};
const { trajectory, nullEmbeddings } = await invertLatent(
  'null-text',
  inversionRun,
  latentOf(0.5, -1, 0.2, 1.5),
);

function runOf(predictor: LinearPredictor, progress = silent) {
  return {
    predictor,
    schedule,
    trajectory,
    nullEmbeddings,
    sourceContext,
    kept: null,
    signal: undefined,
    progress,
  };
}

/** A target whose attention windows are shares of T steps. */
function targetOf(
  context = sourceContext,
  { cross = [0, 0], self = [0, 0] }: { cross?: Window; self?: Window } = {},
  blend: LocalBlend | null = null,
): EditTarget {
  const steps = ([start, end]: Window) => ({ first: start * T, end: end * T });
  return {
    context,
    control: {
      alignment: {
        mapper: tensor(Float32Array.of(1, 0, 0, 1), [2, 2]),
        unmatched: [false, false],
      },
      equaliser: [1, 1],
      crossSteps: [steps(cross), steps(cross)],
      selfSteps: steps(self),
    },
    blend,
    emphases: [],
    noise: null,
    newObject: null,
    guidanceScale: 3,
  };
}

test('the source’s own prompt, unedited, walks the stored trajectory to its end', async () => {
  const { latents } = await editLatents(runOf(predictor), [targetOf()]);
  expect(row(latents[0]!, 0)).toEqual(row(trajectory, T).map((z) => expect.closeTo(z, 5)));
});

describe('each step', () => {
  test('gets the source’s stored latent and the null embedding of its own timestep', async () => {
    const recorder = new LinearPredictor();
    await editLatents(runOf(recorder), [targetOf(otherContext)]);
    expect(recorder.editSteps.map((step) => step.timestep)).toEqual([
      900, 800, 700, 600, 500, 400, 300, 200, 100,
    ]);
    for (const [i, step] of recorder.editSteps.entries()) {
      expect(row(step.sourceLatent, 0)).toEqual(row(trajectory, i));
      expect(row(step.nullEmbeddings!, 0)).toEqual(row(nullEmbeddings, i));
    }
  });

  test('has no unconditional row without guidance, unless another target of the batch is guided', async () => {
    const [recorder, both] = [new LinearPredictor(), new LinearPredictor()];
    const unguided = { ...targetOf(otherContext), guidanceScale: 1 };
    const { latents, rows } = await editLatents(runOf(recorder), [unguided]);
    expect(recorder.editSteps.map((step) => step.nullEmbeddings)).toEqual(Array(9).fill(null));
    const beside = await editLatents(runOf(both), [unguided, targetOf(otherContext)]);
    expect(both.editSteps.every((step) => step.nullEmbeddings !== null)).toBe(true);
    expect(row(latents[0]!, 0)).toEqual(
      row(beside.latents[0]!, 0).map((value) => expect.closeTo(value, 5)),
    );
    expect(rows).toBeLessThan(beside.rows / 2);
  });

  test('edits attention only while a window is open, then needs no source row', async () => {
    const recorder = new LinearPredictor();
    const target = targetOf(otherContext, { cross: [0, 0.5], self: [0, 0.2] });
    const { rows } = await editLatents(runOf(recorder), [target]);
    expect(recorder.editSteps.map((step) => step.replaceSelfAttention)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(recorder.editSteps.map((step) => step.crossAttention !== null)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(rows).toBe(5 * 3 + 4 * 2);
  });
});

describe('a source that is kept', () => {
  const look = (bytes: number): SourceLook => ({
    parts: new Map([['queries', { data: new Uint16Array(bytes / 2), dims: [bytes / 2] }]]),
    ...{ crossAttention: true, replaceSelfAttention: true, observe: true },
  });
  const target = () => targetOf(otherContext, { cross: [0, 0.5], self: [0, 0.2] });

  async function edit(memory: SourceMemory) {
    const recorder = new LinearPredictor();
    recorder.look = look(8);
    const timesteps = schedule.map(({ timestep }) => timestep);
    const kept = memory.of({ model: predictor, timesteps, trajectory, context: sourceContext });
    const { latents, rows } = await editLatents({ ...runOf(recorder), kept }, [target()]);
    const given = recorder.editSteps.map((step) => step.kept);
    return { latents, rows, given, asked: recorder.editSteps.map((step) => step.keepSource) };
  }

  test('is run by the first edit alone', async () => {
    const memory = new SourceMemory(1_000);
    const first = await edit(memory);
    expect(first.given).toEqual(Array(9).fill(null));
    expect(first.asked).toEqual(Array(9).fill(true));
    expect(first.rows).toBe(5 * 3 + 4 * 2);
    expect(memory.bytes).toBe(5 * 8);
    const second = await edit(memory);
    expect(second.given.map((one) => one !== null)).toEqual([
      ...Array<boolean>(5).fill(true),
      ...Array<boolean>(4).fill(false),
    ]);
    expect(second.rows).toBe(9 * 2);
    expect(second.latents).toEqual(first.latents);
  });

  test('is run at the steps for which there was no room', async () => {
    const memory = new SourceMemory(3 * 8);
    await edit(memory);
    const { rows, asked } = await edit(memory);
    expect(rows).toBe(2 * 3 + 7 * 2);
    expect(asked).toEqual(Array(9).fill(false));
  });
});

describe('emphasised words', () => {
  const without = otherContext;
  /** p + s (c − 1) (p − p without the words), which a linear network predicts as it is told. */
  const contextFor = (factor: number) =>
    tensor(
      sourceContext.data.map((p, i) => p + 0.5 * (factor - 1) * (p - without.data[i]!)),
      sourceContext.dims,
    );

  test('move the prediction away from, or towards, that without them', async () => {
    for (const factor of [-1, 0, 3]) {
      const emphasised = { ...targetOf(), emphases: [{ without, factor }] };
      const { latents } = await editLatents(runOf(predictor), [emphasised]);
      const wanted = await editLatents(runOf(predictor), [targetOf(contextFor(factor))]);
      expect(row(latents[0]!, 0)).toEqual(
        row(wanted.latents[0]!, 0).map((z) => expect.closeTo(z, 5)),
      );
    }
  });

  test('are added up, each for its own target, and cost a row a step each', async () => {
    const half = { without, factor: 2 };
    const plain = targetOf(otherContext);
    const { latents, rows } = await editLatents(runOf(predictor), [
      plain,
      { ...targetOf(), emphases: [half, half] },
    ]);
    const wanted = await editLatents(runOf(predictor), [plain, targetOf(contextFor(3))]);
    for (const p of [0, 1])
      expect(row(latents[p]!, 0)).toEqual(
        row(wanted.latents[p]!, 0).map((z) => expect.closeTo(z, 5)),
      );
    expect(rows).toBe(wanted.rows + 9 * 2);
  });
});

describe('a new object', () => {
  const everywhere = {
    region: null,
    away: embeddingOf(1, 2, 3, 4),
    guidanceScale: 5,
    noise: { renewed: 0, restored: 0, seed: 0 },
  };
  const without = targetOf(otherContext);
  const alone = { ...without, newObject: everywhere };
  const place = [true, false, false, true];

  test('is guided away from a prompt of its own, by its own scale', async () => {
    const recorder = new LinearPredictor();
    const { latents } = await editLatents(runOf(recorder), [alone, without]);
    for (const [i, step] of recorder.editSteps.entries()) {
      expect(row(step.nullEmbeddings!, 0)).toEqual(row(everywhere.away, 0));
      expect(row(step.nullEmbeddings!, 1)).toEqual(row(nullEmbeddings, i));
    }
    const usual = await editLatents(runOf(predictor), [{ ...alone, guidanceScale: 100 }]);
    expect(row(latents[0]!, 0)).toEqual(row(usual.latents[0]!, 0));
  });

  test('is drawn so in its region alone, at a row a step', async () => {
    const blend = { tokens: null, subtract: null, firstStep: T, threshold: 0.3 };
    const inRegion = { ...without, newObject: { ...everywhere, region: { place, blend } } };
    const mixed = await editLatents(runOf(predictor), [inRegion]);
    const inside = await editLatents(runOf(predictor), [alone]);
    const outside = await editLatents(runOf(predictor), [without]);
    expect(row(mixed.latents[0]!, 0)).toEqual(
      place.map((isInside, cell) => row((isInside ? inside : outside).latents[0]!, 0)[cell]),
    );
    expect(mixed.rows).toBe(outside.rows + 9 + 9); // observing needs the source's row too
  });

  test('is weighed by the usual scale: its own would make too much of that', async () => {
    const without = otherContext;
    const weighed = { ...targetOf(), newObject: everywhere, emphases: [{ without, factor: 2 }] };
    const { latents } = await editLatents(runOf(predictor), [weighed]);
    const share = weighed.guidanceScale / everywhere.guidanceScale;
    const context = tensor(
      sourceContext.data.map((p, i) => p + share * 0.5 * (p - without.data[i]!)),
      sourceContext.dims,
    );
    const wanted = await editLatents(runOf(predictor), [
      { ...targetOf(context), newObject: everywhere },
    ]);
    expect(row(latents[0]!, 0)).toEqual(
      row(wanted.latents[0]!, 0).map((z) => expect.closeTo(z, 4)),
    );
  });
});

describe('several targets', () => {
  test('run in one batch and come out as they do alone', async () => {
    const recorder = new LinearPredictor();
    const targets = [targetOf(otherContext), targetOf(), targetOf(embeddingOf(1, 0, 0, 0))];
    const together = await editLatents(runOf(recorder), targets);
    expect(recorder.editSteps).toHaveLength(T - 1);
    for (const [i, target] of targets.entries()) {
      const alone = await editLatents(runOf(predictor), [target]);
      expect(row(together.latents[i]!, 0)).toEqual(row(alone.latents[0]!, 0));
    }
  });

  test('of different self-attention windows run in turn and come back in their order', async () => {
    const recorder = new LinearPredictor();
    const targets = [targetOf(otherContext), targetOf(sourceContext, { self: [0, 0.5] })];
    const { latents } = await editLatents(runOf(recorder), [...targets, targetOf(otherContext)]);
    expect(recorder.editSteps.map((step) => step.targetLatents.dims[0])).toEqual([
      ...Array<number>(9).fill(2),
      ...Array<number>(9).fill(1),
    ]);
    expect(row(latents[2]!, 0)).toEqual(row(latents[0]!, 0));
    expect(row(latents[1]!, 0)).not.toEqual(row(latents[0]!, 0));
  });
});

describe('a local blend', () => {
  const blend: LocalBlend = {
    tokens: { source: [0], target: [0] },
    subtract: null,
    firstStep: 0,
    threshold: 0.3,
  };
  /** Attention [2, 1, 2] of a map of one cell, which covers the latent: all of it or nothing. */
  const oneCell = (inside: boolean) => tensor(Float32Array.of(0, 1, inside ? 1 : 0, 1), [2, 1, 2]);

  test('keeps the source wherever the words never looked', async () => {
    const recorder = new LinearPredictor();
    recorder.attention = () => oneCell(false);
    const { latents } = await editLatents(runOf(recorder), [targetOf(otherContext, {}, blend)]);
    expect(row(latents[0]!, 0)).toEqual(row(trajectory, T));
  });

  test('remembers the steps before, and counts the last step’s maps too', async () => {
    const recorder = new LinearPredictor();
    recorder.attention = (step) => oneCell(step === 0);
    const blended = await editLatents(runOf(recorder), [targetOf(otherContext, {}, blend)]);
    const free = await editLatents(runOf(predictor), [targetOf(otherContext)]);
    expect(recorder.editSteps).toHaveLength(T);
    expect(row(blended.latents[0]!, 0)).toEqual(row(free.latents[0]!, 0));
  });

  test('leaves the steps before its start alone', async () => {
    const recorder = new LinearPredictor();
    recorder.attention = () => oneCell(false);
    const late = { ...blend, firstStep: 4 };
    await editLatents(runOf(recorder), [targetOf(otherContext, {}, late)]);
    const isSource = recorder.editSteps.map(
      (step) => row(step.targetLatents, 0).join() === row(step.sourceLatent, 0).join(),
    );
    // Both start from z*_T; the first blend acts on what step 4 makes, seen by step 5.
    expect(isSource).toEqual([true, false, false, false, false, true, true, true, true, true]);
  });
});

test('progress counts every step of every batch', async () => {
  const targets = [targetOf(), targetOf(otherContext, { self: [0, 1] })];
  const seen: Progress[] = [];
  const progress = new ProgressCounter(editUnits(schedule, targets), (report) => seen.push(report));
  await editLatents(runOf(predictor, progress), targets);
  expect(seen.at(-1)).toEqual({ phase: 'edit', done: 18, total: 18 });
});

test('a cancelled edit stops before its next UNet run', async () => {
  const recorder = new LinearPredictor();
  const canceller = new AbortController();
  const progress = new ProgressCounter(9, ({ done }) => done === 3 && canceller.abort());
  const run = { ...runOf(recorder, progress), signal: canceller.signal };
  await expect(editLatents(run, [targetOf()])).rejects.toThrow(
    expect.objectContaining({ code: 'cancelled' }),
  );
  expect(recorder.editSteps).toHaveLength(3);
});
