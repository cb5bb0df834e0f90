import type { Tensor } from '../tensor.ts';
import type { OptimizerName } from '../types.ts';
import { adam } from './adam.ts';
import { Lbfgs } from './lbfgs.ts';

/** Moves parameters down one loss after another: one for each timestep. */
export interface Optimizer {
  /** Whether it still updates after an evaluation that is good enough. */
  readonly updatesBeforeStopping: boolean;
  /** From now on the loss is that of step i of the schedule, counted from the noisiest. */
  begin(i: number): void;
  /** The parameters to try next, from those whose loss and gradient were evaluated. */
  step(parameters: Tensor, loss: number, gradient: Tensor): Tensor;
}

export function newOptimizer(name: OptimizerName): Optimizer {
  return name === 'adam' ? new ReferenceAdam() : new Lbfgs();
}

/** Adam as the reference implementation of null-text inversion uses it: afresh at each timestep. */
class ReferenceAdam implements Optimizer {
  /** It tests a loss after it has updated on it. */
  readonly updatesBeforeStopping = true;
  #update = adam(0);

  begin(i: number): void {
    // The reference's rate reaches 0 at step 100: longer schedules keep the last positive one.
    this.#update = adam(1e-2 * (1 - Math.min(i, 99) / 100));
  }

  step(parameters: Tensor, _loss: number, gradient: Tensor): Tensor {
    return this.#update(parameters, gradient);
  }
}
