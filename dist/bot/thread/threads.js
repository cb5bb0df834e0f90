import { z } from 'zod';
import { Turns } from '../../turns/turns.js';
import { masksOf } from '../outcome/outcome.js';
import { messageKey } from '../request/requests.js';
import { entriesOf } from '../store/stores.js';
export const FIDELITIES = ['quick', 'full'];
export const Requester = z
    .strictObject({
    /** `personKey`. */
    key: z.string(),
    name: z.string(),
})
    .readonly();
export function resultOf(thread, id) {
    return thread.results.find((result) => result.id === id);
}
export function currentOf(thread) {
    return resultOf(thread, thread.current);
}
/** The picture that a result stands for. */
export function pictureOf(result) {
    return result.pictures[result.chosen] ?? result.pictures[0];
}
export function withResult(thread, id, change) {
    return {
        ...thread,
        results: thread.results.map((result) => (result.id === id ? { ...result, ...change } : result)),
    };
}
export function withSource(thread, id, change) {
    const source = thread.sources[id];
    if (!source)
        return thread;
    return { ...thread, sources: { ...thread.sources, [id]: { ...source, ...change } } };
}
/** Takes one result out: what was made from it now hangs on its parent. */
export function withoutResult(thread, id) {
    const gone = resultOf(thread, id);
    if (!gone)
        return thread;
    return {
        ...thread,
        current: thread.current === id ? gone.parent : thread.current,
        results: thread.results
            .filter((result) => result.id !== id)
            .map(({ reweighted, ...result }) => ({
            ...result,
            parent: result.parent === id ? gone.parent : result.parent,
            ...(reweighted !== undefined && reweighted !== id && { reweighted }),
        })),
    };
}
/** The threads in their store. Changes to one thread are made one after another. */
export class Threads {
    #stores;
    #turns = new Turns();
    constructor(stores) {
        this.#stores = stores;
    }
    async get(key) {
        return await this.#stores.threads.get(key);
    }
    /** The thread of a result, and the result; undefined once forgotten or expired. */
    async ofResult(id) {
        const key = await this.#stores.results.get(id);
        const thread = key === undefined ? undefined : await this.get(key);
        const result = thread && resultOf(thread, id);
        return result && { thread, result };
    }
    async ofMessage(message) {
        const shown = await this.#stores.messages.get(messageKey(message));
        return shown && (await this.ofResult(shown.result));
    }
    /** Changes a thread; nothing happens when it has been forgotten meanwhile. */
    async update(key, change) {
        return await this.#turns.take(key, async () => {
            const thread = await this.get(key);
            if (!thread)
                return undefined;
            const changed = change(thread);
            if (changed !== thread)
                await this.#stores.threads.set(key, changed);
            return changed;
        });
    }
    /** Changes a thread, or begins it as the one given. */
    async open(fresh, change) {
        await this.#turns.take(fresh.key, async () => {
            const thread = (await this.get(fresh.key)) ?? fresh;
            await this.#stores.threads.set(fresh.key, change(thread));
        });
    }
    /** Begins a thread with a picture and its first result, or adds them to it. */
    async addSource(fresh, source, result) {
        await this.#stores.results.set(result.id, fresh.key);
        await this.#dropQuestion(fresh.key, source.upload);
        await this.open(fresh, (thread) => ({
            ...thread,
            sources: { ...thread.sources, [result.id]: source },
            results: [...thread.results, result],
            current: result.id,
            question: null,
        }));
    }
    /** Begins a thread with a picture that waits for its prompt, or puts it in the place of another. */
    async ask(fresh, question) {
        await this.#dropQuestion(fresh.key, question.upload);
        await this.open(fresh, (thread) => ({ ...thread, question }));
    }
    /** Deletes the pictures of a question that is not answered any more. */
    async #dropQuestion(key, answeredWith) {
        const thread = await this.get(key);
        if (thread?.question && thread.question.upload !== answeredWith)
            await this.#deleteQuestion(thread);
    }
    /** Adds a result to its thread as the current one, and makes it findable by its id. */
    async addResult(key, result) {
        await this.#stores.results.set(result.id, key);
        return await this.update(key, (thread) => ({
            ...thread,
            results: [...thread.results, result],
            current: result.id,
        }));
    }
    /** Remembers which message shows a result; one result may be shown by several. */
    async link({ id, place }, result) {
        await this.#stores.messages.set(messageKey({ id, place }), { result, message: { id, place } });
    }
    /** A result is shown by this message from now on, and not by the one that it had. */
    async move(key, { id, message: before }, message) {
        if (before && before.id !== message.id)
            await this.#stores.messages.delete(messageKey(before));
        await this.update(key, (thread) => withResult(thread, id, { message }));
        await this.link(message, id);
    }
    /** Forgets which messages show some results, and tells them. */
    async unlink(results) {
        const messages = [];
        for await (const [key, { result, message }] of entriesOf(this.#stores.messages)) {
            if (!results.has(result))
                continue;
            await this.#stores.messages.delete(key);
            messages.push(message);
        }
        return messages;
    }
    async *all() {
        for await (const [, thread] of entriesOf(this.#stores.threads))
            yield thread;
    }
    /** Deletes a result's pictures and index entries, and takes it out of its thread. */
    async removeResult(key, id) {
        const thread = await this.get(key);
        const result = thread && resultOf(thread, id);
        if (!result)
            return;
        await this.update(key, (state) => withoutResult(state, id));
        const { pictures, drawn, mask } = result;
        // Stronger, Weaker and Vary redraw inside the mask of the result that they were pressed on.
        const isShared = thread.results.some((other) => other.id !== id && other.mask === mask);
        for (const picture of [...pictures, ...masksOf(drawn), ...(mask && !isShared ? [mask] : [])])
            await this.#stores.pictures.delete(picture);
        await this.#stores.results.delete(id);
        if (result.message)
            await this.#stores.messages.delete(messageKey(result.message));
    }
    /** Deletes a thread and everything that was kept for it. */
    async forget(thread) {
        for (const source of Object.values(thread.sources))
            await this.#deleteSource(source);
        await this.#deleteQuestion(thread);
        for (const { id } of thread.results)
            await this.removeResult(thread.key, id);
        await this.#stores.settings.delete(thread.key);
        await this.#stores.threads.delete(thread.key);
    }
    /**
     * Deletes what people leave in a thread besides results: the sources whose own result is among
     * `results`, their reactions, and their question.
     */
    async removeTraces(key, results, isTheirs) {
        const thread = await this.get(key);
        if (!thread)
            return;
        const isAsked = thread.question !== null && isTheirs(thread.question.requester.key);
        if (isAsked)
            await this.#deleteQuestion(thread);
        for (const [id, source] of Object.entries(thread.sources))
            if (results.includes(id))
                await this.#deleteSource(source);
        await this.update(key, (state) => ({
            ...state,
            sources: Object.fromEntries(Object.entries(state.sources).filter(([id]) => !results.includes(id))),
            results: state.results.map((result) => ({
                ...result,
                reactions: result.reactions.filter(({ person }) => !isTheirs(person)),
            })),
            current: state.current ?? state.results.at(-1)?.id ?? null,
            question: isAsked ? null : state.question,
        }));
    }
    async #deleteSource({ upload, picture, heat, inversion }) {
        for (const id of [upload, picture, ...heat.map((map) => map.picture)])
            if (id)
                await this.#stores.pictures.delete(id);
        if (inversion)
            await this.#stores.inversions.delete(inversion);
    }
    async #deleteQuestion({ question }) {
        for (const id of question ? [question.upload, question.picture] : [])
            await this.#stores.pictures.delete(id);
    }
}
