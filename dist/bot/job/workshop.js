import { WordbrushError } from '../../pipeline/errors.js';
import { ChatError } from '../chat/chat.js';
import { emojiFor } from '../intent/reactions.js';
import { Outcomes } from '../outcome/outcomes.js';
import { withResult } from '../thread/threads.js';
import { GONE, waiting } from '../view/notices.js';
import { code, line, text, view } from '../view/views.js';
import { JobMessages, titleOf } from './job-messages.js';
import { leftJobs } from './recovery.js';
/** How long a reply waits that a platform does not take. */
const DELIVERY_RETRY_MS = 30_000;
/**
 * Takes jobs through their life, which no kill of the process may cut short: a job is written down,
 * then its message is posted, then it is queued; what came of it is written down, then told; and
 * only then it is deleted. Each of these steps can be taken again.
 */
export class Workshop {
    queue;
    #parts;
    #messages;
    #outcomes;
    /** The jobs that are written down, as they are. */
    #open = new Map();
    #retries = new Set();
    constructor(parts) {
        this.#parts = parts;
        this.queue = parts.queue;
        this.#outcomes = new Outcomes(parts.stores, parts.threads);
        this.#messages = new JobMessages({
            ...parts,
            onMove: async (id, message) => {
                const kept = this.#open.get(id);
                if (kept)
                    await this.#place({ ...kept, message });
            },
        });
        this.queue.listen({
            moved: (job, position) => this.#messages.waiting(job, position),
            started: (job) => this.#messages.started(job),
            progressed: (job, progress) => this.#messages.progressed(job, progress),
            ended: (job, ending) => this.#ended(job, ending),
        });
    }
    /** Takes up the jobs that an earlier run of the bot left. */
    async resume() {
        const { stores, isConnected } = this.#parts;
        for (const kept of await leftJobs(stores, isConnected)) {
            if (this.#open.has(kept.id))
                continue;
            await this.#takeUp(kept).catch((error) => this.#undone(kept, error));
        }
    }
    /**
     * Accepts a job.
     *
     * @param keep adds what the job makes to its thread
     * @param post posts the message that will show how the job goes
     * @param pictures how many it draws
     */
    async accept(order, { keep, post, pictures = 1, }) {
        const { stores, threads, hourly } = this.#parts;
        const kept = { ...order, at: Date.now(), message: null };
        await this.#write(kept);
        await stores.requests.delete(order.id);
        await hourly.count(order.requester.key, order.place, pictures);
        let message;
        try {
            await keep();
            message = await post();
        }
        catch (error) {
            await threads.removeResult(order.thread, order.result);
            await this.#erase(order.id);
            throw error;
        }
        await this.#begin({ ...kept, message });
    }
    /** The job that was accepted for the same request and is not done yet. */
    onItsWay(asks) {
        return [...this.#open.values()].find((kept) => kept.asks === asks && kept.kind !== 'full' && !kept.ending);
    }
    /** Cancels a job, which its message then says; false when it is over already. */
    async cancel(job) {
        return await this.queue.cancel(job.id);
    }
    /** Drops a job without a word, because it is done over or its thread is forgotten. */
    async drop({ id }) {
        await this.#erase(id);
        await this.queue.cancel(id);
    }
    close() {
        for (const timer of this.#retries)
            clearTimeout(timer);
        this.#retries.clear();
    }
    async #takeUp(kept) {
        this.#open.set(kept.id, kept);
        const message = kept.message ?? (await this.#postAgain(kept));
        if (!kept.ending)
            return await this.#begin({ ...kept, message });
        const told = { ...kept, message };
        if (!kept.message)
            await this.#write(told);
        await this.#tell(told, message, kept.ending);
    }
    /** The message that was posted before that could be written down, or one in its place. */
    async #postAgain({ id, kind, title, place }) {
        const chat = this.#parts.chatOf(place.platform);
        const posted = await chat.findButton?.(place, `cancel:${id}`);
        return posted ?? (await chat.post(place, waiting(titleOf({ kind, title }), null, id)));
    }
    async #begin(kept) {
        await this.#place(kept);
        if (this.#open.has(kept.id))
            await this.queue.add(jobOf(kept, kept.message));
    }
    /** Writes down which message shows a job: by its result first, which is left when a job is damaged. */
    async #place(kept) {
        const { id, thread, result, message } = kept;
        this.#open.set(id, kept);
        await this.#parts.threads.update(thread, (state) => withResult(state, result, { message }));
        // Dropped meanwhile.
        if (this.#open.has(id))
            await this.#write(kept);
    }
    async #ended(job, ending) {
        const kept = this.#open.get(job.id);
        // Dropped meanwhile.
        if (!kept) {
            this.#messages.drop(job.id);
            if (ending.kind === 'done')
                await this.#outcomes.discard(ending.outcome);
            return;
        }
        const { onFault } = this.#parts;
        if (ending.kind === 'failed' && !isExpected(ending.error))
            onFault(ending.error, { job: job.id, kind: job.kind });
        const told = keptEnding(ending);
        // A store that fails must not keep people from their answer.
        await this.#write({ ...kept, ending: told }).catch((fault) => onFault(fault, { job: job.id }));
        await this.#tell(kept, job.message, told);
    }
    /** Tells what came of a job, and deletes it; a platform that is away is tried again later. */
    async #tell(kept, message, ending) {
        const job = jobOf(kept, message);
        try {
            await this.#show(kept, job, ending);
        }
        catch (error) {
            if (error instanceof ChatError && isPassing(error))
                return this.#undone(kept, error);
            this.#parts.onFault(error, { job: kept.id });
            // What was made cannot be shown, so that is what is told.
            await this.#parts.threads.removeResult(kept.thread, kept.result);
            await this.#messages
                .finish(job, problemOf(kept, sentenceFor(error)))
                .catch((fault) => this.#parts.onFault(fault, { job: kept.id }));
        }
        await this.#erase(kept.id).catch((fault) => this.#parts.onFault(fault, { job: kept.id }));
    }
    async #show(kept, job, ending) {
        const { threads } = this.#parts;
        if (ending.kind === 'done') {
            await this.#outcomes.keep(kept, ending.outcome);
            return await this.#showResult(kept, job);
        }
        // A full inversion that comes to nothing leaves the quick one.
        if (kept.kind === 'full')
            return await this.#showResult(kept, job);
        await threads.removeResult(kept.thread, kept.result);
        const stopped = view('plain', text(line `Stopped: ${code(kept.title)}.`));
        const reply = ending.kind === 'failed' ? problemOf(kept, ending.sentence) : stopped;
        await this.#messages.finish(job, reply);
    }
    /** Shows a job's result in its message, and seeds the useful reactions. */
    async #showResult(kept, job) {
        const { threads, replies } = this.#parts;
        const found = await threads.ofResult(kept.result);
        if (!found || found.result.pictures.length === 0) {
            await threads.removeResult(kept.thread, kept.result);
            await this.#messages.finish(job, problemOf(kept, GONE));
            return;
        }
        const { thread, result } = found;
        const shown = await this.#messages.finish(job, await replies.result(thread, result));
        if (!shown)
            return;
        await threads.move(kept.thread, { ...result, message: job.message }, shown);
        // A full inversion's message has them from the quick one, unless it had to be another message.
        if (kept.kind !== 'full' || shown.id !== job.message.id) {
            const chat = this.#parts.chatOf(kept.place.platform);
            await chat
                .react?.(shown, usefulReactions(result, chat.limits.seededReactions))
                .catch(() => { });
        }
        if (kept.kind === 'quick' && thread.sources[result.source]?.fidelity === 'full')
            await this.#improve(kept, shown);
    }
    /** Has the null-text inversion follow the quick one. */
    async #improve({ ending: _, ...quick }, message) {
        const id = `${quick.id}-full`;
        if (!this.#open.has(id))
            await this.#begin({ ...quick, id, kind: 'full', at: Date.now(), message });
    }
    /** A job that stays written down because a platform is away. */
    #undone(kept, error) {
        this.#parts.onFault(error, { job: kept.id });
        const timer = setTimeout(() => {
            this.#retries.delete(timer);
            const now = this.#open.get(kept.id);
            if (now)
                void this.#takeUp(now).catch((again) => this.#undone(now, again));
        }, DELIVERY_RETRY_MS).unref();
        this.#retries.add(timer);
    }
    async #write(kept) {
        this.#open.set(kept.id, kept);
        await this.#parts.stores.jobs.set(kept.id, kept);
    }
    async #erase(id) {
        this.#open.delete(id);
        this.#messages.drop(id);
        await this.#parts.stores.jobs.delete(id);
    }
}
/** Those of the words of its prompt, and of what can be done with an edit. */
export function usefulReactions({ prompt, parent }, count) {
    const own = parent === null ? [] : ['➕', '➖', '↩️'];
    return [...emojiFor(prompt), ...own].slice(-count);
}
function jobOf(kept, message) {
    const { id, kind, thread, result, requester, title } = kept;
    return { id, kind, thread, result, requester, title, message };
}
function keptEnding(ending) {
    if (ending.kind === 'failed')
        return { kind: 'failed', sentence: sentenceFor(ending.error) };
    if (ending.kind === 'done' && ending.outcome.kind === 'gone')
        return { kind: 'failed', sentence: GONE };
    return ending;
}
function problemOf(kept, sentence) {
    return view('problem', text(titleOf(kept)), text(sentence));
}
function isPassing({ code: why }) {
    return why === 'rate-limited' || why === 'unavailable';
}
/** An error that a person can do something about, and nobody else has to. */
function isExpected(error) {
    return error instanceof WordbrushError && error.code !== 'io';
}
/** What a person can do about a failure. */
export function sentenceFor(error) {
    if (isExpected(error) && error instanceof Error)
        return error.message;
    if (error instanceof WordbrushError)
        return 'Wordbrush cannot keep anything at the moment. Tell whoever runs this bot, and try again in a few minutes.';
    return 'Something went wrong here, and it was written to the log. Try once more; if it happens again, tell whoever runs this bot.';
}
