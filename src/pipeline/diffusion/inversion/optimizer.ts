import type { Tensor } from '../../tensor.ts';

/** Moves parameters down one loss after another: one for each timestep. */
export interface Optimizer {
  /** Whether it still updates after an evaluation that is good enough. */
  readonly updatesBeforeStopping: boolean;
  /** From now on the loss is that of step i of the schedule, counted from the noisiest. */
  begin(i: number): void;
  /** The parameters to try next, from those whose loss and gradient were evaluated. */
  step(parameters: Tensor, loss: number, gradient: Tensor): Tensor;
}
