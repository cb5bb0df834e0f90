import { byId } from './dom.ts';

const PROBE_MS = 2_000;
const EVENTS_LOST =
  'The connection to Wordbrush is lost. I keep trying; check that the program still runs.';

/** The bar at the top that says what went wrong. What a connection lost says goes when it is back. */
export class Banner {
  readonly #bar = byId('warning', HTMLElement);
  /** Whether the server answers now. */
  readonly #probe: () => Promise<boolean>;
  #said: string | null = null;
  #unreachable: string | null = null;
  #areEventsLost = false;
  #probing: ReturnType<typeof setTimeout> | undefined;

  constructor(probe: () => Promise<boolean>) {
    this.#probe = probe;
  }

  /** Says something that people can act on, until the next thing goes well. */
  say(sentence: string): void {
    this.#said = sentence;
    this.#show();
  }

  /** Says that a request did not arrive, until the server answers again. */
  unreachable(sentence: string): void {
    this.#unreachable = sentence;
    this.#show();
    clearTimeout(this.#probing);
    this.#probing = setTimeout(() => {
      void this.#probe().then((isThere) => {
        if (isThere) this.reached();
        else if (this.#unreachable !== null) this.unreachable(this.#unreachable);
      });
    }, PROBE_MS);
  }

  /** The server has answered. */
  reached(): void {
    this.#unreachable = null;
    this.#show();
  }

  eventsLost(areLost: boolean): void {
    this.#areEventsLost = areLost;
    if (!areLost) this.#unreachable = null;
    this.#show();
  }

  clear(): void {
    this.#said = null;
    this.reached();
  }

  #show(): void {
    const text = this.#said ?? this.#unreachable ?? (this.#areEventsLost ? EVENTS_LOST : null);
    this.#bar.hidden = text === null;
    if (this.#bar.textContent !== (text ?? '')) this.#bar.textContent = text ?? '';
  }
}
