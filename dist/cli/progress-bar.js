const WIDTH = 28;
const FULL = '█';
const EMPTY = '░';
/** One line on a terminal that shows how far a job is; silent where there is no terminal. */
export class ProgressBar {
    #label;
    #terminal;
    constructor(label, terminal = process.stderr) {
        this.#label = label;
        this.#terminal = terminal;
    }
    /** `share` is 0 … 1. */
    show(share, note = '') {
        if (!this.#terminal.isTTY)
            return;
        const filled = Math.round(Math.min(Math.max(share, 0), 1) * WIDTH);
        const bar = FULL.repeat(filled) + EMPTY.repeat(WIDTH - filled);
        const percent = `${Math.floor(share * 100)}`.padStart(3);
        const line = `${this.#label} ${bar} ${percent} %  ${note}`;
        // Cut rather than wrapped: a second line could not be overwritten.
        this.#terminal.write(`\r\x1b[K${line.slice(0, (this.#terminal.columns || 80) - 1)}`);
    }
    /** Wipes the line, for whatever comes next on the terminal. */
    clear() {
        if (this.#terminal.isTTY)
            this.#terminal.write('\r\x1b[K');
    }
}
/** Shows a job's progress while it runs. */
export async function withProgressBar(label, work) {
    const bar = new ProgressBar(label);
    try {
        return await work(({ phase, done, total, loss }) => bar.show(done / total, loss === undefined ? phase : `${phase}, loss ${loss.toExponential(1)}`));
    }
    finally {
        bar.clear();
    }
}
