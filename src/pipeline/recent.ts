/** A map of so many entries at most: those that were set longest ago are forgotten. */
export class Recent<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key);
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Sets an entry, or sets it again, which keeps it longer; the value that is forgotten for it. */
  set(key: string, value: Value): Value | undefined {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#capacity) return undefined;
    const [[oldest, forgotten] = []] = this.#entries;
    if (oldest !== undefined) this.#entries.delete(oldest);
    return forgotten;
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  /** Forgets everything; what there was. */
  clear(): Value[] {
    const values = [...this.#entries.values()];
    this.#entries.clear();
    return values;
  }
}
