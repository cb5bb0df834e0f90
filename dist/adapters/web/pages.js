/** What happens in so many milliseconds is told at once: a burst is one write to each page. */
const GATHER_MS = 25;
/** The pages that are open, the thread that each shows, and what they are told of it. */
export class Pages {
    #pages = new Map();
    #gathering = null;
    /** A page listens until the answer is called; `send` takes server-sent events. */
    open(id, send) {
        this.#pages.set(id, { thread: null, send, events: [] });
        return () => {
            if (this.#pages.get(id)?.send === send)
                this.#pages.delete(id);
        };
    }
    /** From now on the page shows this thread. */
    turn(id, thread) {
        const page = id === undefined ? undefined : this.#pages.get(id);
        if (id !== undefined && page)
            this.#pages.set(id, { ...page, thread });
    }
    tellAll(event) {
        this.#tell([...this.#pages.values()], event);
    }
    tellPage(id, event) {
        const page = id === undefined ? undefined : this.#pages.get(id);
        if (page)
            this.#tell([page], event);
    }
    tellThread(thread, event) {
        const there = [...this.#pages.values()].filter((page) => page.thread === thread);
        this.#tell(there, event);
    }
    close() {
        if (this.#gathering)
            clearTimeout(this.#gathering);
    }
    /** An event is put into words once, however many pages hear it. */
    #tell(pages, event) {
        if (pages.length === 0)
            return;
        const bytes = Buffer.from(`data: ${JSON.stringify(event)}\n\n`);
        for (const { events } of pages)
            events.push(bytes);
        this.#gathering ??= setTimeout(() => this.#send(), GATHER_MS);
    }
    #send() {
        this.#gathering = null;
        for (const { send, events } of this.#pages.values())
            if (events.length > 0)
                send(Buffer.concat(events.splice(0)));
    }
}
