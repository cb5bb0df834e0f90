import type { Progress } from '../../pipeline/types.ts';

const WIDTH = 28;
const FULL = '█';
const EMPTY = '░';

type Terminal = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>;

/** One line on a terminal that shows how far a job is; silent where there is no terminal. */
export class ProgressBar {
  readonly #label: string;
  readonly #terminal: Terminal;

  constructor(label: string, terminal: Terminal = process.stderr) {
    this.#label = label;
    this.#terminal = terminal;
  }

  /** `share` is 0 … 1. */
  show(share: number, note = ''): void {
    if (!this.#terminal.isTTY) return;
    const filled = Math.round(Math.min(Math.max(share, 0), 1) * WIDTH);
    const bar = FULL.repeat(filled) + EMPTY.repeat(WIDTH - filled);
    const percent = `${Math.floor(share * 100)}`.padStart(3);
    const line = `${this.#label} ${bar} ${percent} %  ${note}`;
    // Cut rather than wrapped: a second line could not be overwritten.
    this.#terminal.write(`\r\x1b[K${line.slice(0, (this.#terminal.columns || 80) - 1)}`);
  }

  /** Wipes the line, for whatever comes next on the terminal. */
  clear(): void {
    if (this.#terminal.isTTY) this.#terminal.write('\r\x1b[K');
  }
}

/** Shows a job's progress while it runs. */
export async function withProgressBar<Result>(
  label: string,
  work: (onProgress: (progress: Progress) => void) => Promise<Result>,
): Promise<Result> {
  const bar = new ProgressBar(label);
  try {
    return await work(({ phase, done, total, loss }) =>
      bar.show(
        done / total,
        loss === undefined ? phase : `${phase}, loss ${loss.toExponential(1)}`,
      ),
    );
  } finally {
    bar.clear();
  }
}
