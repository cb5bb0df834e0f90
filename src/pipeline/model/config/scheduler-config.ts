import { z } from 'zod';

/** What a scheduler's class assumes where its config is silent, as diffusers' constructors do. */
interface Defaults {
  readonly timestep_spacing: 'leading' | 'trailing' | 'linspace' | 'lcm';
  /** Whether the last step ends at ᾱ = 1; else at ᾱ_0. Solvers in σ end at σ = 0, which is the same. */
  readonly set_alpha_to_one: boolean;
  readonly beta_start?: number;
  readonly beta_end?: number;
  readonly beta_schedule?: 'scaled_linear';
}

const LEADING: Defaults = { timestep_spacing: 'leading', set_alpha_to_one: true };
const LINSPACE: Defaults = { timestep_spacing: 'linspace', set_alpha_to_one: true };
const STABLE_DIFFUSION = {
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
} as const;
const HEUN: Defaults = { ...LINSPACE, beta_start: 0.00085, beta_end: 0.012 };

/**
 * Schedulers that walk a diffusion of betas. Wordbrush keeps their noise and their timesteps, and
 * takes the steps themselves by DDIM, whichever solver the class is named after.
 */
const CLASSES: Readonly<Record<string, Defaults>> = {
  DDIMScheduler: LEADING,
  DDPMScheduler: LEADING,
  PNDMScheduler: { ...LEADING, set_alpha_to_one: false },
  LCMScheduler: { ...LEADING, ...STABLE_DIFFUSION, timestep_spacing: 'lcm' },
  TCDScheduler: { ...LEADING, ...STABLE_DIFFUSION, timestep_spacing: 'lcm' },
  DEISMultistepScheduler: LINSPACE,
  DPMSolverMultistepScheduler: LINSPACE,
  DPMSolverSinglestepScheduler: LINSPACE,
  EulerAncestralDiscreteScheduler: LINSPACE,
  EulerDiscreteScheduler: LINSPACE,
  HeunDiscreteScheduler: HEUN,
  KDPM2AncestralDiscreteScheduler: HEUN,
  KDPM2DiscreteScheduler: HEUN,
  LMSDiscreteScheduler: LINSPACE,
  UniPCMultistepScheduler: LINSPACE,
};

const flag = z.boolean().nullish();

/** scheduler_config.json as it stands in folders; nothing in it that changes the noise is ignored. */
const Written = z.looseObject({
  _class_name: z.string().default('DDIMScheduler'),
  num_train_timesteps: z.int().positive().default(1000),
  beta_start: z.number().positive().lt(1).optional(),
  beta_end: z.number().positive().lt(1).optional(),
  beta_schedule: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2']).optional(),
  trained_betas: z.array(z.number().min(0).lt(1)).min(1).nullish(),
  prediction_type: z.string().default('epsilon'),
  set_alpha_to_one: z.boolean().optional(),
  rescale_betas_zero_snr: flag,
  timestep_spacing: z.enum(['leading', 'trailing', 'linspace']).optional(),
  steps_offset: z.int().nonnegative().default(0),
  original_inference_steps: z.int().positive().default(50),
  timestep_type: z.string().optional(),
  use_flow_sigmas: flag,
});

const PREDICTIONS = ['epsilon', 'v_prediction'] as const;

const INSTEAD = 'use a Stable Diffusion 1.x, 2.x or XL model';

/** A scheduler_config.json, with its class's defaults; what cannot be honoured is an issue. */
export const SchedulerConfig = Written.transform((written, context) => {
  const refuse = (key: keyof typeof written & string, message: string) => {
    context.addIssue({ code: 'custom', path: [key], message });
    return z.NEVER;
  };
  const { _class_name: name, trained_betas, rescale_betas_zero_snr } = written;
  if (name.startsWith('FlowMatch') || written.use_flow_sigmas)
    return refuse('_class_name', `${name} is of flow matching, which has no DDIM: ${INSTEAD}`);
  if (name.startsWith('EDM') || written.timestep_type === 'continuous')
    return refuse('_class_name', `${name} is of EDM’s continuous noise, not of betas: ${INSTEAD}`);
  const defaults = CLASSES[name];
  if (!defaults)
    return refuse('_class_name', `Wordbrush does not know the schedule of ${name}: ${INSTEAD}`);
  const prediction = PREDICTIONS.find((known) => known === written.prediction_type);
  if (!prediction)
    return refuse(
      'prediction_type',
      `the model predicts ${written.prediction_type}, Wordbrush knows ${PREDICTIONS.join(', ')}: ${INSTEAD}`,
    );
  if (trained_betas && trained_betas.length !== written.num_train_timesteps)
    return refuse(
      'trained_betas',
      `there are ${trained_betas.length} betas for ${written.num_train_timesteps} train steps`,
    );
  const spacing =
    defaults.timestep_spacing === 'lcm'
      ? defaults.timestep_spacing
      : (written.timestep_spacing ?? defaults.timestep_spacing);
  if (rescale_betas_zero_snr && prediction === 'epsilon' && spacing !== 'leading')
    return refuse(
      'rescale_betas_zero_snr',
      'nothing is left of the picture at the last timestep, from where a model that predicts ' +
        'epsilon cannot start: use one of v_prediction, or set timestep_spacing to "leading"',
    );
  return {
    num_train_timesteps: written.num_train_timesteps,
    beta_start: written.beta_start ?? defaults.beta_start ?? 0.0001,
    beta_end: written.beta_end ?? defaults.beta_end ?? 0.02,
    beta_schedule: written.beta_schedule ?? defaults.beta_schedule ?? 'linear',
    /** β_t of every train step, in place of the three above. */
    trained_betas: trained_betas ?? null,
    prediction_type: prediction,
    set_alpha_to_one: written.set_alpha_to_one ?? defaults.set_alpha_to_one,
    rescale_betas_zero_snr: rescale_betas_zero_snr ?? false,
    timestep_spacing: spacing,
    steps_offset: written.steps_offset,
    /** Of latent consistency models: the steps of the schedule that few are picked from. */
    original_inference_steps: written.original_inference_steps,
  };
});
/** The noise of a model and the timesteps at which it is run. */
export type SchedulerConfig = z.infer<typeof SchedulerConfig>;
