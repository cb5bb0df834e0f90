/**
 * Counts the units of a job and reports each. What ends early (an optimisation that has converged)
 * skips units, so that done / total stays an honest share of the most that can be left.
 */
export class ProgressCounter {
    #last = null;
    #total;
    #report;
    #preview;
    constructor(total, report, preview) {
        this.#total = total;
        this.#report = report;
        this.#preview = preview;
    }
    advance(phase, detail = {}) {
        const { units = 1, loss } = detail;
        this.#last = {
            phase,
            done: (this.#last?.done ?? 0) + units,
            total: this.#total,
            ...(loss !== undefined && { loss }),
        };
        this.#report?.(this.#last);
    }
    /** Reports the picture that the first row of a latent holds by now, where it is time for one. */
    async show(latent) {
        const preview = await this.#preview?.(latent);
        if (preview && this.#last)
            this.#report?.({ ...this.#last, preview });
    }
}
