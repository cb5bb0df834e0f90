import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';

/** Streams that are open at once. */
export interface StreamLimits {
  /** Of one address. Browsers open no more than six to one host, over HTTP/1.1. */
  readonly perClient: number;
  readonly total: number;
}

export const STREAM_LIMITS: StreamLimits = { perClient: 100, total: 400 };

const HEARTBEAT_MS = 20_000;
/** A page that reads nothing for so many bytes is let go; it comes back and fetches what is new. */
const MAX_UNREAD_BYTES = 2 ** 20;

interface OpenStream {
  readonly client: string;
  readonly session: string;
  readonly end: () => void;
}

/** What opens a stream hears, and who asks. */
interface Listener {
  readonly page: string;
  /** Its address. */
  readonly client: string;
  /** What its browser is signed in by. */
  readonly session: string;
  /** Begins to send; the answer is called when the stream has ended. */
  readonly begin: (send: (bytes: Uint8Array) => void) => () => void;
}

/** The streams of events to open pages: one a page, so many a client and in all, each ended for sure. */
export class EventStreams {
  readonly #limits: StreamLimits;
  /** By page. */
  readonly #open = new Map<string, OpenStream>();

  constructor(limits: StreamLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Ends the streams of a session that is over. */
  end(session: string): void {
    for (const stream of this.#open.values()) if (stream.session === session) stream.end();
  }

  /** A stream, or a refusal: streams are for the page that this server serves. */
  answer<Env extends { Bindings: HttpBindings }>(
    context: Context<Env>,
    { page, client, session, begin }: Listener,
  ): Response {
    if (context.req.method !== 'GET')
      return context.text('Events are for GET.', 405, { Allow: 'GET' });
    // A page that connects anew takes the place of its stream that was lost.
    this.#open.get(page)?.end();
    const own = [...this.#open.values()].filter((stream) => stream.client === client).length;
    if (own >= this.#limits.perClient || this.#open.size >= this.#limits.total)
      return context.text('Too many pages of this chat are open. Close some of them.', 503, {
        'Retry-After': '10',
      });
    return streamSSE(context, async (stream) => {
      const ended = Promise.withResolvers<void>();
      const open: OpenStream = { client, session, end: ended.resolve };
      this.#open.set(page, open);
      stream.onAbort(ended.resolve);
      let unread = 0;
      const send = (bytes: Uint8Array): void => {
        unread += bytes.length;
        if (unread > MAX_UNREAD_BYTES) context.env.outgoing.destroy();
        else
          void stream.write(bytes).then(() => {
            unread -= bytes.length;
          });
      };
      const end = begin(send);
      const heartbeat = setInterval(() => send(ALIVE), HEARTBEAT_MS).unref();
      send(READY);
      await ended.promise;
      clearInterval(heartbeat);
      end();
      if (this.#open.get(page) === open) this.#open.delete(page);
    });
  }
}

const READY = Buffer.from('event: ready\ndata: \n\n');
const ALIVE = Buffer.from('event: alive\ndata: \n\n');
