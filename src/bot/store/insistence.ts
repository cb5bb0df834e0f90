const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

interface Task {
  readonly work: () => Promise<unknown>;
  timer: NodeJS.Timeout | null;
}

/**
 * Work that has to be done and that a store may refuse for a while: it is tried again, less and less
 * often, until it is done or there is newer work of the same name.
 */
export class Insistence {
  readonly #tasks = new Map<string, Task>();
  readonly #onRefusal: (error: unknown, name: string) => void;
  #closed = false;

  constructor(onRefusal: (error: unknown, name: string) => void) {
    this.#onRefusal = onRefusal;
  }

  /** Resolves after the first try; true when it is done. */
  async on(name: string, work: () => Promise<unknown>): Promise<boolean> {
    this.#drop(name);
    const task: Task = { work, timer: null };
    this.#tasks.set(name, task);
    return await this.#try(name, task, FIRST_MS);
  }

  close(): void {
    this.#closed = true;
    for (const name of [...this.#tasks.keys()]) this.#drop(name);
  }

  async #try(name: string, task: Task, waitMs: number): Promise<boolean> {
    try {
      await task.work();
      if (this.#tasks.get(name) === task) this.#tasks.delete(name);
      return true;
    } catch (error) {
      this.#onRefusal(error, name);
      if (this.#closed || this.#tasks.get(name) !== task) return false;
      task.timer = setTimeout(() => {
        this.#try(name, task, Math.min(2 * waitMs, LONGEST_MS)).catch(() => {});
      }, waitMs).unref();
      return false;
    }
  }

  #drop(name: string): void {
    const timer = this.#tasks.get(name)?.timer;
    if (timer) clearTimeout(timer);
    this.#tasks.delete(name);
  }
}
