/** How long an upload waits for others before it is refused. */
const PATIENCE_MS = 30_000;

interface Waiting {
  readonly bytes: number;
  readonly begin: () => void;
}

/**
 * Room for uploads: so many bytes at once, from the first that is read of a body until its picture has
 * been taken in. The others wait unread, in the order in which they came.
 */
export class Uploads {
  readonly #most: number;
  readonly #patienceMs: number;
  readonly #waiting: Waiting[] = [];
  #used = 0;

  /** @param most bytes; one upload alone may have more */
  constructor(most: number, patienceMs = PATIENCE_MS) {
    this.#most = most;
    this.#patienceMs = patienceMs;
  }

  /** Resolves once there is room, with what gives it back; null when that takes too long. */
  async take(bytes: number): Promise<(() => void) | null> {
    if (this.#waiting.length > 0 || !this.#fits(bytes)) {
      const isIn = await new Promise<boolean>((settle) => {
        const waiting = { bytes, begin: () => settle(true) };
        this.#waiting.push(waiting);
        setTimeout(() => {
          const at = this.#waiting.indexOf(waiting);
          if (at < 0) return;
          this.#waiting.splice(at, 1);
          settle(false);
          this.#beginNext();
        }, this.#patienceMs).unref();
      });
      if (!isIn) return null;
    } else this.#used += bytes;
    let isGiven = false;
    return () => {
      if (isGiven) return;
      isGiven = true;
      this.#used -= bytes;
      this.#beginNext();
    };
  }

  #fits(bytes: number): boolean {
    return this.#used === 0 || this.#used + bytes <= this.#most;
  }

  #beginNext(): void {
    for (;;) {
      const [next] = this.#waiting;
      if (!next || !this.#fits(next.bytes)) return;
      this.#waiting.shift();
      this.#used += next.bytes;
      next.begin();
    }
  }
}
