import { resultOf, withResult, withSource, } from '../thread/threads.js';
import { inversionIn, masksOf, picturesOf } from './outcome.js';
/**
 * Hands what jobs made to their threads, in place of what was there. Doing it twice is the same as
 * doing it once.
 */
export class Outcomes {
    #stores;
    #threads;
    constructor(stores, threads) {
        this.#stores = stores;
        this.#threads = threads;
    }
    async keep(job, outcome) {
        if (outcome.kind === 'inverted')
            await this.#inverted(job, outcome);
        if (outcome.kind === 'edited')
            await this.#edited(job, outcome);
    }
    /** Deletes what a job made that nobody wants any more. */
    async discard(outcome) {
        for (const picture of picturesOf(outcome))
            await this.#stores.pictures.delete(picture);
        const inversion = inversionIn(outcome);
        if (inversion !== undefined)
            await this.#stores.inversions.delete(inversion);
    }
    async #inverted(job, outcome) {
        const { inversion, picture, redrawn, heat, report } = outcome;
        let before;
        await this.#threads.update(job.thread, (thread) => {
            const result = resultOf(thread, job.result);
            const source = result && thread.sources[result.source];
            if (!source)
                return thread;
            before = { result, source };
            return withResult(withSource(thread, result.source, { inversion, picture, report, heat, upload: null }), result.id, { pictures: [redrawn], seconds: report.seconds });
        });
        if (!before)
            return await this.discard(outcome);
        const { result, source } = before;
        await this.#deletePictures([source.upload, source.picture, ...result.pictures, ...source.heat.map((map) => map.picture)], outcome);
        if (source.inversion !== undefined && source.inversion !== inversion)
            await this.#stores.inversions.delete(source.inversion);
    }
    async #edited(job, outcome) {
        const { kind: _, inversion, ...made } = outcome;
        let before;
        await this.#threads.update(job.thread, (thread) => {
            before = resultOf(thread, job.result);
            return withResult(thread, job.result, { ...made, chosen: 0 });
        });
        if (!before)
            return await this.discard(outcome);
        if (inversion !== undefined)
            await this.#adopt(job, before.source, inversion);
        await this.#deletePictures([...before.pictures, ...masksOf(before.drawn)], outcome);
    }
    /** Gives a source the inversion that was made again for it, unless another one has come meanwhile. */
    async #adopt({ thread: key }, id, inversion) {
        const source = (await this.#threads.get(key))?.sources[id];
        const other = source?.inversion === inversion ? undefined : source?.inversion;
        if (!source || (other !== undefined && (await this.#stores.inversions.get(other))))
            return await this.#stores.inversions.delete(inversion);
        await this.#threads.update(key, (thread) => withSource(thread, id, { inversion }));
    }
    /** Deletes pictures that have been replaced; a job that was done twice replaces its own. */
    async #deletePictures(ids, by) {
        const fresh = picturesOf(by);
        for (const id of ids)
            if (id !== null && !fresh.includes(id))
                await this.#stores.pictures.delete(id);
    }
}
