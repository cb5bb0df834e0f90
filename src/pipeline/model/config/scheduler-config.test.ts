import { describe, expect, test } from 'vitest';
import { cumulativeAlphas, ddimSchedule } from '../../diffusion/schedule/schedule.ts';
import { SchedulerConfig } from './scheduler-config.ts';

/** What diffusers 0.42.1 computes from the same configs. */
const SCALED = { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear' };

const alphasOf = (written: object) => cumulativeAlphas(SchedulerConfig.parse(written));
const timestepsOf = (written: object, steps: number) =>
  ddimSchedule(SchedulerConfig.parse(written), steps).map(({ timestep }) => timestep);

describe('the noise of a scheduler_config.json', () => {
  test('leaves no signal at the end where rescale_betas_zero_snr asks for that', () => {
    const alphas = alphasOf({
      ...SCALED,
      rescale_betas_zero_snr: true,
      prediction_type: 'v_prediction',
    });
    expect(alphas[0]).toBeCloseTo(0.99915, 6);
    expect(alphas[500]).toBeCloseTo(0.2410186, 5);
    expect(alphas[980]! / 7.7076e-5).toBeCloseTo(1, 3);
    expect(alphas[999]).toBe(0);
  });

  test('is trained_betas where there are any', () => {
    const trained_betas = Array.from({ length: 1000 }, (_, t) => 0.001 + (t / 999) * 0.009);
    const alphas = alphasOf({ trained_betas });
    expect(alphas[500]).toBeCloseTo(0.1954478, 5);
    expect(alphas[999]).toBeCloseTo(0.00401146, 6);
  });

  test('is the squared cosine', () => {
    const alphas = alphasOf({ beta_schedule: 'squaredcos_cap_v2' });
    expect(alphas[0]).toBeCloseTo(0.9999587, 6);
    expect(alphas[500]).toBeCloseTo(0.492285, 5);
  });
});

test.each([
  ['DDIMScheduler', 'leading', true],
  ['PNDMScheduler', 'leading', false],
  ['LCMScheduler', 'lcm', true],
  ['EulerDiscreteScheduler', 'linspace', true],
  ['DPMSolverMultistepScheduler', 'linspace', true],
])('%s is spaced %s and ends at ᾱ = 1: %s, unless it says otherwise', (name, spacing, toOne) => {
  expect(SchedulerConfig.parse({ _class_name: name })).toMatchObject({
    timestep_spacing: spacing,
    set_alpha_to_one: toOne,
  });
  const last = ddimSchedule(SchedulerConfig.parse({ _class_name: name, ...SCALED }), 4).at(-1)!;
  if (name === 'PNDMScheduler') expect(last.isIdentity).toBe(true);
  expect(SchedulerConfig.parse({ _class_name: name, set_alpha_to_one: !toOne })).toMatchObject({
    set_alpha_to_one: !toOne,
  });
});

test.each([
  [{ timestep_spacing: 'leading' }, 7, [852, 710, 568, 426, 284, 142, 0]],
  [{ timestep_spacing: 'leading', steps_offset: 1 }, 4, [751, 501, 251, 1]],
  [{ timestep_spacing: 'trailing' }, 4, [999, 749, 499, 249]],
  [{ timestep_spacing: 'trailing' }, 7, [999, 856, 713, 570, 428, 285, 142]],
  [{ timestep_spacing: 'trailing' }, 1, [999]],
  [{ timestep_spacing: 'linspace' }, 7, [999, 832, 666, 500, 333, 166, 0]],
  [{ _class_name: 'LCMScheduler' }, 4, [999, 759, 499, 259]],
  [{ _class_name: 'LCMScheduler' }, 8, [999, 879, 759, 639, 499, 379, 259, 139]],
  [{ _class_name: 'LCMScheduler' }, 1, [999]],
])('%j takes %i steps at the timesteps of diffusers', (written, steps, timesteps) => {
  expect(timestepsOf({ ...SCALED, ...written }, steps)).toEqual(timesteps);
});

test('the last timestep of 16 is rounded half to even, as NumPy does', () => {
  expect(timestepsOf({ ...SCALED, timestep_spacing: 'trailing' }, 16).slice(0, 3)).toEqual([
    999, 937, 874,
  ]);
});

test('more steps than a latent consistency model was distilled on are refused', () => {
  expect(() => timestepsOf({ _class_name: 'LCMScheduler' }, 51)).toThrow(/from 1 to 50/);
});

test('a zero-SNR v-prediction model steps from a timestep without any signal', () => {
  const written = {
    ...SCALED,
    timestep_spacing: 'trailing',
    rescale_betas_zero_snr: true,
    prediction_type: 'v_prediction',
  };
  const [first] = ddimSchedule(SchedulerConfig.parse(written), 4);
  expect(first!.timestep).toBe(999);
  expect(Number.isFinite(first!.latentCoefficient + first!.predictionCoefficient)).toBe(true);
  expect(first!.latentCoefficient).toBeGreaterThan(0);
});

test.each([
  [{ _class_name: 'FlowMatchEulerDiscreteScheduler' }, /flow matching, which has no DDIM: use a/],
  [{ _class_name: 'UniPCMultistepScheduler', use_flow_sigmas: true }, /flow matching/],
  [{ _class_name: 'EDMEulerScheduler' }, /EDM’s continuous noise/],
  [{ _class_name: 'EulerDiscreteScheduler', timestep_type: 'continuous' }, /EDM/],
  [{ _class_name: 'ScoreSdeVeScheduler' }, /does not know the schedule of ScoreSdeVe/],
  [{ prediction_type: 'sample' }, /predicts sample/],
  [{ trained_betas: [0.1, 0.2] }, /2 betas for 1000 train steps/],
  [{ beta_schedule: 'sigmoid' }, /beta_schedule|expected one of/],
  [{ rescale_betas_zero_snr: true, timestep_spacing: 'trailing' }, /use one of v_prediction/],
])('%j is refused with a sentence', (written, message) => {
  const refused = SchedulerConfig.safeParse(written);
  expect(refused.success).toBe(false);
  expect(refused.error?.message).toMatch(message);
});
