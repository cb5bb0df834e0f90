import type { Tensor } from '../../tensor.ts';
import type { Optimizer } from './optimizer.ts';

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;

/**
 * Adam (Kingma and Ba 2015, algorithm 1) from a fresh state: returns a function that takes the
 * parameters and the gradient of one step and gives the parameters after it.
 */
export function adam(learningRate: number): (parameters: Tensor, gradient: Tensor) => Tensor {
  let step = 0;
  let mean: Float64Array | undefined; // m_t
  let square: Float64Array | undefined; // v_t
  return ({ data, dims }, gradient) => {
    step += 1;
    mean ??= new Float64Array(data.length);
    square ??= new Float64Array(data.length);
    const meanCorrection = 1 - BETA_1 ** step;
    const squareCorrection = 1 - BETA_2 ** step;
    const next = new Float32Array(data.length);
    for (let i = 0; i < data.length; i++) {
      const g = gradient.data[i]!;
      mean[i] = BETA_1 * mean[i]! + (1 - BETA_1) * g;
      square[i] = BETA_2 * square[i]! + (1 - BETA_2) * g * g;
      const direction =
        mean[i]! / meanCorrection / (Math.sqrt(square[i]! / squareCorrection) + EPSILON);
      next[i] = data[i]! - learningRate * direction;
    }
    return { data: next, dims };
  };
}

/** Adam as the reference implementation of null-text inversion uses it: afresh at each timestep. */
export class ReferenceAdam implements Optimizer {
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
