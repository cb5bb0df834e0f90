import type { Tensor } from '../tensor.ts';
import type { Optimizer } from './optimizer.ts';
/**
 * Limited-memory BFGS (Nocedal 1980; Nocedal and Wright 2006, algorithm 7.4) over a sequence of
 * similar losses. Neighbouring timesteps of null-text optimisation curve alike, so the curvature that
 * one has shown is kept for the next, whose first step is then already a good one. A step that raised
 * the loss is taken back and repeated shorter, with the memory cleared; there is no other line search,
 * so every evaluation is also a step.
 */
export declare class Lbfgs implements Optimizer {
    #private;
    readonly updatesBeforeStopping = false;
    begin(): void;
    step(parameters: Tensor, loss: number, gradient: Tensor): Tensor;
}
