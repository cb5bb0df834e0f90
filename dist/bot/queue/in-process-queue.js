import PQueue from 'p-queue';
import { WordbrushError } from '../../pipeline/errors.js';
import { ATTEMPTS, isSameTurn, MAX_YIELDS, NOT_YET_MS, NotYet, priorityOf, } from './job-queue.js';
/** Jobs inside this process, one at a time: the pipeline's process does one thing at a time. */
export class InProcessQueue {
    #queue = new PQueue({ concurrency: 1 });
    #entries = new Map();
    #worker;
    #listener = null;
    #moves = null;
    #idle = [];
    #order = 0;
    constructor(worker) {
        this.#worker = worker;
    }
    listen(listener) {
        this.#listener = listener;
    }
    async add(job) {
        if (this.#entries.has(job.id))
            return;
        let own = 0;
        for (const entry of this.#entries.values())
            if (!entry.running && isSameTurn(entry.job, job))
                own++;
        this.#enter({ job, priority: priorityOf(job, own), attempt: 1, yielded: 0 });
        const running = this.#running();
        if (running?.job.kind === 'full' && job.kind !== 'full' && running.yielded < MAX_YIELDS) {
            running.controller.abort('yielded');
            this.#enter({ ...running, yielded: running.yielded + 1 });
        }
        this.#moved();
    }
    async cancel(id) {
        const entry = this.#entries.get(id);
        if (!entry || entry.controller.signal.aborted)
            return false;
        entry.controller.abort('cancelled');
        // A running one ends once the worker has stopped.
        if (!entry.running)
            await this.#end(entry, { kind: 'cancelled' });
        return true;
    }
    jobs() {
        const running = this.#running();
        return [
            ...(running ? [{ job: running.job, state: 'running', position: 0 }] : []),
            ...this.#waiting().map(({ job }, i) => ({
                job,
                state: 'waiting',
                position: i + 1,
            })),
        ];
    }
    async idle() {
        if (this.#entries.size === 0)
            return;
        await new Promise((resolve) => this.#idle.push(resolve));
    }
    async close() {
        this.#queue.clear();
        for (const { controller } of this.#entries.values())
            controller.abort('closed');
        this.#entries.clear();
        this.#tellIdle();
        await this.#queue.onIdle();
    }
    #enter(what, delayMs = 0) {
        const { job, priority, attempt, yielded } = what;
        const entry = {
            ...{ job, priority, attempt, yielded },
            order: this.#order++,
            controller: new AbortController(),
            running: false,
            position: 0,
        };
        this.#entries.set(job.id, entry);
        const queue = () => void this.#queue.add(() => this.#run(entry), { priority });
        if (delayMs === 0)
            queue();
        else
            setTimeout(queue, delayMs);
    }
    async #run(entry) {
        const { job, controller } = entry;
        if (controller.signal.aborted)
            return;
        entry.running = true;
        this.#listener?.started(job);
        this.#moved();
        const ending = await this.#work(entry);
        if (ending)
            await this.#end(entry, ending);
    }
    /** How the job ended; null when it is run again. */
    async #work(entry) {
        const { job, controller, attempt } = entry;
        try {
            const outcome = await this.#worker(job, {
                signal: controller.signal,
                onProgress: (progress) => this.#listener?.progressed(job, progress),
            });
            return { kind: 'done', outcome };
        }
        catch (error) {
            if (controller.signal.aborted)
                return controller.signal.reason === 'cancelled'
                    ? { kind: 'cancelled' }
                    : null;
            if (error instanceof NotYet)
                this.#enter(entry, NOT_YET_MS);
            else if (error instanceof WordbrushError || attempt === ATTEMPTS)
                return { kind: 'failed', error };
            else
                this.#enter({ ...entry, attempt: attempt + 1 });
            return null;
        }
    }
    async #end(entry, ending) {
        await this.#listener?.ended(entry.job, ending);
        if (this.#entries.get(entry.job.id) === entry)
            this.#entries.delete(entry.job.id);
        this.#moved();
        this.#tellIdle();
    }
    #running() {
        return [...this.#entries.values()].find(({ running }) => running);
    }
    #waiting() {
        return [...this.#entries.values()]
            .filter(({ running }) => !running)
            .sort((a, b) => b.priority - a.priority || a.order - b.order);
    }
    /** Tells places soon, once for many moves. */
    #moved() {
        this.#moves ??= setImmediate(() => {
            this.#moves = null;
            this.#tellMoves();
        });
    }
    #tellMoves() {
        for (const [i, entry] of this.#waiting().entries()) {
            if (entry.position === i + 1)
                continue;
            entry.position = i + 1;
            this.#listener?.moved(entry.job, entry.position);
        }
    }
    #tellIdle() {
        if (this.#entries.size > 0)
            return;
        for (const resolve of this.#idle)
            resolve();
        this.#idle = [];
    }
}
