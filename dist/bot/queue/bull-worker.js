import { Worker as BullMQWorker, DelayedError, UnrecoverableError, WaitingError, } from 'bullmq';
import { throwIfCancelled, WordbrushError } from '../../pipeline/errors.js';
import { Carried, cancelledKey, connect, makingWayKey, QUEUE, scoreOf, writeRefusal, } from './bull.js';
import { LONG, MAX_YIELDS, NOT_YET_MS, NotYet } from './job-queue.js';
/** How often a running job is looked after. */
const WATCH_MS = 250;
/** Progress is for people to watch: more often than this nobody sees. */
const PROGRESS_MS = 200;
/** How often a job may lose its worker. */
const MAX_LOST = 2;
/** Takes jobs from a BullMQ queue, on whatever machine it runs. */
export class BullWorker {
    #redis;
    #worker;
    #work;
    #running = new Set();
    constructor(redis, { work, lostAfterMs, onError }) {
        this.#redis = redis;
        this.#work = work;
        this.#worker = new BullMQWorker(QUEUE, (job, token) => this.#process(job, token), {
            connection: redis,
            concurrency: 1,
            lockDuration: lostAfterMs,
            stalledInterval: lostAfterMs,
            maxStalledCount: MAX_LOST,
        });
        this.#worker.on('error', onError);
    }
    /** @throws WordbrushError `io` when no Redis answers */
    static async open(options) {
        const worker = new BullWorker(await connect(options.url, options.onError), options);
        await worker.#worker.waitUntilReady();
        return worker;
    }
    /** Takes nothing new; what still runs after `graceMs` is put back for another worker. */
    async close(graceMs) {
        const timer = setTimeout(() => {
            for (const controller of this.#running)
                controller.abort('closed');
        }, graceMs);
        await this.#worker.close();
        clearTimeout(timer);
        this.#redis.disconnect();
    }
    async #process(bullJob, token) {
        const { job, yielded } = Carried.parse(bullJob.data);
        const controller = new AbortController();
        const { signal } = controller;
        this.#running.add(controller);
        const mayYield = job.kind === 'full' && yielded < MAX_YIELDS;
        const unwatch = this.#watch(job.id, mayYield, controller);
        try {
            if (await this.#redis.exists(cancelledKey(job.id)))
                controller.abort('cancelled');
            throwIfCancelled(signal);
            return await this.#work(job, { signal, onProgress: reporter(bullJob) });
        }
        catch (error) {
            const reason = signal.reason;
            if (reason === 'yielded') {
                await bullJob.updateData({ job, yielded: yielded + 1 });
                await bullJob.moveToWait(token);
                throw new WaitingError();
            }
            if (reason === 'closed' || error instanceof NotYet) {
                const delay = error instanceof NotYet ? NOT_YET_MS : 0;
                await bullJob.moveToDelayed(Date.now() + delay, token);
                throw new DelayedError();
            }
            if (error instanceof WordbrushError)
                throw new UnrecoverableError(writeRefusal(error));
            throw error;
        }
        finally {
            unwatch();
            this.#running.delete(controller);
        }
    }
    /**
     * Looks after a running job: whether somebody has stopped it, and whether shorter work waits that
     * no other worker takes.
     */
    #watch(id, mayYield, controller) {
        let seen = null;
        const look = async () => {
            if (await this.#redis.exists(cancelledKey(id)))
                return controller.abort('cancelled');
            if (!mayYield)
                return;
            const short = await this.#shortWaiting();
            // Waiting for the second time: had a worker been free, it would have taken it.
            if (short !== null && short === seen && (await this.#makesWay(short, id)))
                return controller.abort('yielded');
            seen = short;
        };
        let next;
        const again = () => {
            next = setTimeout(() => {
                look()
                    .catch(() => { }) // Redis is gone for a while; the job goes on
                    .finally(() => {
                    if (!stopped && !controller.signal.aborted)
                        again();
                });
            }, WATCH_MS);
        };
        let stopped = false;
        again();
        return () => {
            stopped = true;
            clearTimeout(next);
        };
    }
    /** The next job to run, if it is a short one. */
    async #shortWaiting() {
        const [id] = await this.#redis.zrangebyscore(this.#worker.toKey('prioritized'), '-inf', `(${scoreOf(LONG)}`, 'LIMIT', 0, 1);
        return id ?? null;
    }
    /** Of several workers with long jobs, one makes way for a short one. */
    async #makesWay(short, long) {
        return (await this.#redis.set(makingWayKey(short), long, 'EX', 60, 'NX')) !== null;
    }
}
function reporter(bullJob) {
    let reported = Number.NEGATIVE_INFINITY;
    return (progress) => {
        const now = performance.now();
        if (now - reported < PROGRESS_MS && progress.preview === undefined)
            return;
        reported = now;
        // A report that is lost is followed by the next.
        bullJob.updateProgress({ ...progress }).catch(() => { });
    };
}
