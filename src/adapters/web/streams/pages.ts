import type { WireEvent } from '../wire.ts';

/** What happens in so many milliseconds is sent at once: a burst is one write to each page. */
const GATHER_MS = 25;

interface Page {
  /** Null for the place before any thread. */
  readonly thread: string | null;
  readonly send: (bytes: Uint8Array) => void;
  /** What has yet to be sent to the page. */
  readonly events: Uint8Array[];
}

/** The pages that are open, the thread that each shows, and what they hear of it. */
export class Pages {
  readonly #pages = new Map<string, Page>();
  #gathering: NodeJS.Timeout | null = null;

  /** A page listens until the answer is called; `send` takes server-sent events. */
  open(id: string, send: Page['send']): () => void {
    this.#pages.set(id, { thread: null, send, events: [] });
    return () => {
      if (this.#pages.get(id)?.send === send) this.#pages.delete(id);
    };
  }

  /** From now on the page shows this thread. */
  turn(id: string | undefined, thread: string | null): void {
    const page = id === undefined ? undefined : this.#pages.get(id);
    if (id !== undefined && page) this.#pages.set(id, { ...page, thread });
  }

  tellAll(event: WireEvent): void {
    this.#tell([...this.#pages.values()], event);
  }

  tellPage(id: string | undefined, event: WireEvent): void {
    const page = id === undefined ? undefined : this.#pages.get(id);
    if (page) this.#tell([page], event);
  }

  tellThread(thread: string | null, event: WireEvent): void {
    const there = [...this.#pages.values()].filter((page) => page.thread === thread);
    this.#tell(there, event);
  }

  close(): void {
    if (this.#gathering) clearTimeout(this.#gathering);
  }

  /** An event is put into words once, however many pages hear it. */
  #tell(pages: readonly Page[], event: WireEvent): void {
    if (pages.length === 0) return;
    const bytes = Buffer.from(`data: ${JSON.stringify(event)}\n\n`);
    for (const { events } of pages) events.push(bytes);
    this.#gathering ??= setTimeout(() => this.#send(), GATHER_MS);
  }

  #send(): void {
    this.#gathering = null;
    for (const { send, events } of this.#pages.values())
      if (events.length > 0) send(Buffer.concat(events.splice(0)));
  }
}
