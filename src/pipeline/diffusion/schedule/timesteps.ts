import { WordbrushError } from '../../errors.ts';
import type { SchedulerConfig } from '../../model/config/scheduler-config.ts';

type Spacing = SchedulerConfig['timestep_spacing'];

/** The timesteps of `steps` steps, descending, as diffusers' schedulers space them. */
const SPACINGS: Readonly<Record<Spacing, (config: SchedulerConfig, steps: number) => number[]>> = {
  // i ⌊N/T⌋ + offset
  leading: ({ num_train_timesteps: train, steps_offset }, steps) =>
    descending(steps, (i) => (steps - 1 - i) * Math.floor(train / steps) + steps_offset),
  // from the very end: N − i N/T, less 1
  trailing: ({ num_train_timesteps: train }, steps) =>
    descending(steps, (i) => roundHalfToEven(train - (i * train) / steps) - 1),
  // from the end to 0
  linspace: ({ num_train_timesteps: train }, steps) =>
    descending(steps, (i) => roundHalfToEven(((steps - 1 - i) * (train - 1)) / (steps - 1))),
  // Luo et al. 2023: few of the timesteps that the model was distilled on, which trail.
  lcm: ({ num_train_timesteps: train, original_inference_steps: original }, steps) =>
    descending(steps, (i) => {
      const at = original - Math.floor((i * original) / steps);
      return at * Math.floor(train / original) - 1;
    }),
};

/** Fewest steps of a spacing: one alone would stand at t = 0, where there is nothing to draw. */
const FEWEST: Readonly<Record<Spacing, number>> = { leading: 2, linspace: 2, trailing: 1, lcm: 1 };

/** Throws `bad-option` unless the scheduler has so many timesteps. */
export function spacedTimesteps(config: SchedulerConfig, steps: number): number[] {
  const { timestep_spacing: spacing, num_train_timesteps: train } = config;
  const fewest = FEWEST[spacing];
  const most = spacing === 'lcm' ? config.original_inference_steps : train - config.steps_offset;
  if (!Number.isInteger(steps) || steps < fewest || steps > most)
    throw new WordbrushError(
      'bad-option',
      `The number of steps is ${steps}; it must be a whole number from ${fewest} to ${most}.`,
    );
  return SPACINGS[spacing](config, steps).map((timestep) => Math.min(timestep, train - 1));
}

function descending(steps: number, at: (i: number) => number): number[] {
  return Array.from({ length: steps }, (_, i) => at(i));
}

/** NumPy's rounding, which diffusers' timesteps come from. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
