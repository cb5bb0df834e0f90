import { createHash } from 'node:crypto';
import { entriesOf } from '../../bot/store/stores.js';
import { Pages } from './pages.js';
import { picturesIn } from './wire.js';
/** Changes of threads are gathered for so long: every page is told of every thread. */
const GATHER_MS = 200;
/** The messages, threads and pictures of the web chat, and the pages that show them. */
export class Room {
    pages = new Pages();
    #messages = new Map();
    #threads = new Map();
    #keptMessages;
    #keptThreads;
    #pictures;
    /** Addresses of pictures that are being kept or were kept in this run. */
    #known = new Map();
    /** Progress shows the same pictures again and again. */
    #hashes = new WeakMap();
    /** Threads of which something changed, until the pages are told. */
    #changed = new Set();
    /** What the pages were told of each thread, in JSON. */
    #told = new Map();
    #gathering = null;
    #lastAt = 0;
    constructor(stores) {
        this.#keptMessages = stores.open('web-message');
        this.#keptThreads = stores.open('web-thread');
        this.#pictures = stores.open('web-picture');
    }
    async load() {
        for await (const [, message] of entriesOf(this.#keptMessages))
            this.#messages.set(message.id, message);
        for await (const [, thread] of entriesOf(this.#keptThreads))
            this.#threads.set(thread.id, thread);
    }
    close() {
        if (this.#gathering)
            clearTimeout(this.#gathering);
        this.pages.close();
    }
    /** Messages are in the order of their times, which are all different. */
    nextTime() {
        this.#lastAt = Math.max(Date.now(), this.#lastAt + 0.001);
        return this.#lastAt;
    }
    message(id) {
        return this.#messages.get(id);
    }
    messagesIn(thread) {
        return [...this.#messages.values()]
            .filter((message) => message.thread === thread)
            .sort((a, b) => a.at - b.at);
    }
    /** Shows a new or changed message to the pages where it is. */
    async show(message) {
        const { id, thread } = message;
        const before = this.#messages.get(id);
        this.#messages.set(id, message);
        if (before && before.thread !== thread)
            this.pages.tellThread(before.thread, { type: 'removed', id });
        this.pages.tellThread(thread, { type: 'message', message });
        this.#change(thread);
        // Progress is worth keeping once: a bot that starts again goes on in the same message.
        if (!isUnderWay(message) || !before || !isUnderWay(before)) {
            await Promise.all(picturesIn(message.view).map(({ url }) => this.#known.get(url)));
            if (this.#messages.get(id) === message)
                await this.#keptMessages.set(id, message);
        }
        if (before && isUnderWay(before) && `${urlsOf(before)}` !== `${urlsOf(message)}`)
            await this.#dropUnused([before]);
    }
    async remove(id) {
        const message = this.#messages.get(id);
        if (!message)
            return;
        this.#messages.delete(id);
        this.pages.tellThread(message.thread, { type: 'removed', id });
        this.#change(message.thread);
        await this.#keptMessages.delete(id);
        await this.#dropUnused([message]);
    }
    /** Whether the thread was opened and not forgotten since. */
    has(thread) {
        return this.#threads.has(thread);
    }
    /** The newest first. */
    threads() {
        return this.#threadsOf([...this.#threads.keys()]).sort((a, b) => b.at - a.at);
    }
    #threadsOf(ids) {
        const all = [...this.#messages.values()].filter((message) => !message.private);
        const byThread = Map.groupBy(all, ({ thread }) => thread);
        return ids.flatMap((id) => {
            const thread = this.#threads.get(id);
            if (!thread)
                return [];
            const messages = (byThread.get(id) ?? []).sort((a, b) => a.at - b.at);
            const picture = messages.flatMap(({ view }) => newestPicture(view) ?? []).at(-1);
            const working = messages.some(({ view }) => view?.tone === 'working');
            return [{ ...thread, working, ...(picture && { picture }) }];
        });
    }
    /** Opens a thread, moves messages into it, and takes the page that asked for it there. */
    async openThread(id, name, messages, page) {
        const thread = { id, name, at: Date.now() };
        this.#threads.set(id, thread);
        await this.#keptThreads.set(id, thread);
        for (const moved of messages) {
            const message = this.#messages.get(moved);
            if (message)
                await this.show({ ...message, thread: id });
        }
        this.#change(id);
        for (const opened of this.#threadsOf([id]))
            this.pages.tellPage(page, { type: 'go', thread: opened });
    }
    async removeThread(id) {
        const messages = this.messagesIn(id);
        this.#threads.delete(id);
        for (const message of messages) {
            this.#messages.delete(message.id);
            await this.#keptMessages.delete(message.id);
        }
        await this.#keptThreads.delete(id);
        await this.#dropUnused(messages);
        this.#told.delete(id);
        this.pages.tellAll({ type: 'thread-removed', id });
    }
    /** The address of a picture, by its content, so that a browser may keep it for ever. */
    address({ bytes, alt, name }) {
        const hash = this.#hashes.get(bytes) ?? hashOf(bytes);
        this.#hashes.set(bytes, hash);
        const url = `/pictures/${hash}`;
        if (!this.#known.has(url))
            this.#known.set(url, this.#pictures.set(hash, bytes));
        return { url, name, alt };
    }
    async picture(hash) {
        await this.#known.get(`/pictures/${hash}`);
        return await this.#pictures.get(hash);
    }
    async #dropUnused(gone) {
        const left = new Set(gone.flatMap(urlsOf));
        for (const message of this.#messages.values())
            for (const url of urlsOf(message))
                left.delete(url);
        for (const url of left) {
            await this.#known.get(url);
            this.#known.delete(url);
            await this.#pictures.delete(url.slice('/pictures/'.length));
        }
    }
    #change(thread) {
        if (thread === null)
            return;
        this.#changed.add(thread);
        this.#gathering ??= setTimeout(() => this.#tellChanges(), GATHER_MS);
    }
    #tellChanges() {
        this.#gathering = null;
        const threads = this.#threadsOf([...this.#changed]).filter((thread) => {
            const json = JSON.stringify(thread);
            const isNew = this.#told.get(thread.id) !== json;
            this.#told.set(thread.id, json);
            return isNew;
        });
        this.#changed.clear();
        if (threads.length > 0)
            this.pages.tellAll({ type: 'threads', threads });
    }
}
function isUnderWay({ view }) {
    return view?.blocks.some(({ kind }) => kind === 'progress') ?? false;
}
function urlsOf({ view }) {
    return picturesIn(view).map(({ url }) => url);
}
function hashOf(bytes) {
    return createHash('sha256').update(bytes).digest('base64url').slice(0, 24);
}
function newestPicture(view) {
    for (const block of view?.blocks ?? []) {
        if (block.kind === 'compare')
            return block.after;
        // A plain grid is the gallery.
        if (block.kind === 'grid' && view?.tone === 'done')
            return block.pictures[0];
        if (block.kind === 'picture')
            return block.picture;
    }
    return undefined;
}
