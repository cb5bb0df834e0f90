import type { Tensor } from '../tensor.ts';
import type { JobOptions, Progress } from '../types.ts';

/** A latent [1, C, h, w] as a small PNG in base64, or null when it is not yet time for one. */
export type Preview = (latent: Tensor) => Promise<string | null>;

/**
 * Counts the units of a job and reports each. What ends early (an optimisation that has converged)
 * skips units, so that done / total stays an honest share of the most that can be left.
 */
export class ProgressCounter {
  #last: Progress | null = null;
  #unlike: string | undefined;
  readonly #total: number;
  readonly #report: JobOptions['onProgress'];
  readonly #preview: Preview | undefined;

  constructor(total: number, report: JobOptions['onProgress'], preview?: Preview) {
    this.#total = total;
    this.#report = report;
    this.#preview = preview;
  }

  advance(phase: Progress['phase'], detail: { units?: number; loss?: number } = {}): void {
    const { units = 1, loss } = detail;
    this.#last = {
      phase,
      done: (this.#last?.done ?? 0) + units,
      total: this.#total,
      ...(loss !== undefined && { loss }),
      ...(this.#unlike !== undefined && { unlike: this.#unlike }),
    };
    this.#report?.(this.#last);
  }

  /** Says with every report that the picture is not of the model's kind. */
  warn(unlike: string): void {
    this.#unlike = unlike;
  }

  /**
   * Reports the picture of a latent's first row, where it is time for one. What is being drawn is shown as
   * ẑ_0, seen through the noise: coarse at the first step, and never fog.
   */
  async show(look: () => Tensor): Promise<void> {
    const preview = this.#preview && (await this.#preview(look()));
    if (preview && this.#last) this.#report?.({ ...this.#last, preview });
  }
}
