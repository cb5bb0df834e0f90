import type { Tensor } from '../tensor.ts';
/**
 * Adam (Kingma and Ba 2015, algorithm 1) from a fresh state: returns a function that takes the
 * parameters and the gradient of one step and gives the parameters after it.
 */
export declare function adam(learningRate: number): (parameters: Tensor, gradient: Tensor) => Tensor;
