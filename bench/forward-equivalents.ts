/**
 * What a gradient run of null-text optimisation costs in forward runs of one row: it goes forwards and
 * back again, through activations only, behind the stem.
 */
export const GRADIENT_IN_FORWARD_RUNS = 2.15;

/** The cost of an inversion in forward runs of one row, on any machine. */
export function forwardEquivalents(forward: number, gradients: number): number {
  return forward + GRADIENT_IN_FORWARD_RUNS * gradients;
}
