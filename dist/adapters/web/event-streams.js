import { streamSSE } from 'hono/streaming';
export const STREAM_LIMITS = { perClient: 100, total: 400 };
const HEARTBEAT_MS = 20_000;
/** A page that reads nothing for so many bytes is let go; it comes back and fetches what is new. */
const MAX_UNREAD_BYTES = 2 ** 20;
/** The streams of events to open pages: one a page, so many a client and in all, each ended for sure. */
export class EventStreams {
    #limits;
    /** By page. */
    #open = new Map();
    constructor(limits) {
        this.#limits = limits;
    }
    get size() {
        return this.#open.size;
    }
    /** A stream, or a refusal: streams are for the page that this server serves. */
    answer(context, { page, client, begin }) {
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
            const ended = Promise.withResolvers();
            const open = { client, end: ended.resolve };
            this.#open.set(page, open);
            stream.onAbort(ended.resolve);
            let unread = 0;
            const send = (bytes) => {
                unread += bytes.length;
                if (unread > MAX_UNREAD_BYTES)
                    context.env.outgoing.destroy();
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
            if (this.#open.get(page) === open)
                this.#open.delete(page);
        });
    }
}
const READY = Buffer.from('event: ready\ndata: \n\n');
const ALIVE = Buffer.from('event: alive\ndata: \n\n');
