import type { JobOptions, Progress } from '../types.ts';

/**
 * Counts the units of a job and reports each. What ends early (an optimisation that has converged)
 * skips units, so that done / total stays an honest share of the most that can be left.
 */
export class ProgressCounter {
  #done = 0;
  readonly #total: number;
  readonly #report: JobOptions['onProgress'];

  constructor(total: number, report: JobOptions['onProgress']) {
    this.#total = total;
    this.#report = report;
  }

  advance(phase: Progress['phase'], detail: { units?: number; loss?: number } = {}): void {
    const { units = 1, loss } = detail;
    this.#done += units;
    this.#report?.({
      phase,
      done: this.#done,
      total: this.#total,
      ...(loss !== undefined && { loss }),
    });
  }
}
