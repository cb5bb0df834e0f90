/** Which jobs something is being done about at this moment, or will be by itself. */
export class InHand {
  readonly #held = new Map<string, number>();
  readonly #later = new Map<string, NodeJS.Timeout>();

  has(id: string): boolean {
    return this.#held.has(id) || this.#later.has(id);
  }

  /** Does something about a job. */
  async hold<Value>(id: string, work: () => Promise<Value>): Promise<Value> {
    this.#held.set(id, (this.#held.get(id) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const others = (this.#held.get(id) ?? 1) - 1;
      if (others > 0) this.#held.set(id, others);
      else this.#held.delete(id);
    }
  }

  /** Does something about a job after a while, in the place of what was to be done then. */
  later(id: string, ms: number, work: () => void): void {
    clearTimeout(this.#later.get(id));
    const timer = setTimeout(() => {
      this.#later.delete(id);
      work();
    }, ms).unref();
    this.#later.set(id, timer);
  }

  close(): void {
    for (const timer of this.#later.values()) clearTimeout(timer);
    this.#later.clear();
  }
}
