import { describe, expect, test } from 'vitest';
import { tensor } from '../../tensor.ts';
import { STABLE_DIFFUSION } from '../fixtures/scheduler.ts';
import { cumulativeAlphas, ddimSchedule, guide, stepDown, stepUp } from './schedule.ts';

const vector = (...values: number[]) => tensor(Float32Array.from(values), [values.length]);

describe("Stable Diffusion's schedule", () => {
  const alphas = cumulativeAlphas(STABLE_DIFFUSION);

  test('has the cumulative alphas that diffusers computes', () => {
    expect(alphas[0]).toBeCloseTo(0.99915, 6);
    expect(alphas[500]).toBeCloseTo(0.276333, 5);
    expect(alphas[999]).toBeCloseTo(0.00466, 5);
  });

  test('spaces 50 steps by 20 from offset 0, noisiest first', () => {
    const timesteps = ddimSchedule(STABLE_DIFFUSION, 50).map((step) => step.timestep);
    expect(timesteps.slice(0, 3)).toEqual([980, 960, 940]);
    expect(timesteps.slice(-2)).toEqual([20, 0]);
  });

  test('steps down by equation 12 of the DDIM paper', () => {
    const step = ddimSchedule(STABLE_DIFFUSION, 50)[24]!; // t = 500
    const [z, epsilon] = [0.7, -0.4];
    const z0 = (z - Math.sqrt(1 - alphas[500]!) * epsilon) / Math.sqrt(alphas[500]!);
    const expected = Math.sqrt(alphas[480]!) * z0 + Math.sqrt(1 - alphas[480]!) * epsilon;
    expect(step.timestep).toBe(500);
    expect(stepDown(step, vector(z), vector(epsilon)).data[0]).toBeCloseTo(expected, 6);
  });

  test('ends in a step that changes nothing, because ᾱ before 0 is ᾱ_0', () => {
    const last = ddimSchedule(STABLE_DIFFUSION, 10).at(-1)!;
    expect(last).toEqual({
      timestep: 0,
      latentCoefficient: 1,
      predictionCoefficient: 0,
      isIdentity: true,
      clean: {
        latentCoefficient: expect.closeTo(1 / Math.sqrt(alphas[0]!), 9),
        predictionCoefficient: expect.closeTo(-Math.sqrt(1 / alphas[0]! - 1), 9),
      },
    });
  });

  test('ends in a real step where ᾱ before 0 is 1', () => {
    const last = ddimSchedule({ ...STABLE_DIFFUSION, set_alpha_to_one: true }, 10).at(-1)!;
    expect(last.isIdentity).toBe(false);
    expect(last.latentCoefficient).toBeCloseTo(1 / Math.sqrt(alphas[0]!), 9);
  });
});

test('a v-prediction model steps like the ε that its v stands for', () => {
  const t = 600;
  const alpha = cumulativeAlphas(STABLE_DIFFUSION)[t]!;
  const at = (type: 'epsilon' | 'v_prediction') =>
    ddimSchedule({ ...STABLE_DIFFUSION, prediction_type: type }, 10).find((s) => s.timestep === t)!;
  const [z, v] = [0.3, 1.2];
  const epsilon = Math.sqrt(alpha) * v + Math.sqrt(1 - alpha) * z;
  expect(stepDown(at('v_prediction'), vector(z), vector(v)).data[0]).toBeCloseTo(
    stepDown(at('epsilon'), vector(z), vector(epsilon)).data[0]!,
    6,
  );
});

describe.each(['epsilon', 'v_prediction'] as const)('with %s prediction', (prediction_type) => {
  const schedule = ddimSchedule({ ...STABLE_DIFFUSION, prediction_type }, 25);

  test('a step up undoes the step down, at every timestep', () => {
    const z = vector(0.5, -1.5, 2);
    const m = vector(1, 0.1, -0.7);
    for (const step of schedule)
      stepUp(step, stepDown(step, z, m), m).data.forEach((value, i) => {
        expect(value).toBeCloseTo(z.data[i]!, 5);
      });
  });
});

test('linear betas are linear', () => {
  const alphas = cumulativeAlphas({
    ...STABLE_DIFFUSION,
    beta_schedule: 'linear',
    num_train_timesteps: 3,
    beta_start: 0.1,
    beta_end: 0.3,
  });
  expect(Array.from(alphas)).toEqual(
    [0.9, 0.9 * 0.8, 0.9 * 0.8 * 0.7].map((x) => expect.closeTo(x)),
  );
});

test('guidance 1 is the conditional prediction, 0 the unconditional, more goes beyond', () => {
  const [u, c] = [vector(1), vector(3)];
  expect([0, 1, 2.5].map((w) => guide(u, c, w).data[0])).toEqual([1, 3, 6]);
});

test.each([0, 1, 2.5, 1001, Number.NaN])('%d steps are refused', (steps) => {
  expect(() => ddimSchedule(STABLE_DIFFUSION, steps)).toThrow(/from 2 to 1000/);
});
