import { heatMapOverlay, maskOverlay } from '../../drawing/heat-map.js';
import { throwIfCancelled } from '../../pipeline/errors.js';
import { encodePng } from '../../pipeline/image.js';
import { psnr } from '../../pipeline/psnr.js';
import { specsOf } from '../plan/results.js';
import { NotYet } from '../queue/job-queue.js';
import { entriesOf } from '../store/stores.js';
import { resultOf } from '../thread/threads.js';
import { pixelsOf } from '../view/pictures.js';
/**
 * Does jobs, on the bot's own machine or another one. It reads threads and never changes one: it
 * writes pictures and inversions, under ids of the job's own, so that a job done twice leaves
 * behind what a job done once does.
 */
export function jobWorker({ stores, pipeline, steps }) {
    const schedule = steps === undefined ? {} : { steps };
    return async (job, options) => {
        const piece = await pieceOf(stores, job);
        if (!piece)
            return { kind: 'gone' };
        const shelf = new Shelf(stores, job);
        try {
            const outcome = await (job.kind === 'edit' ? edit : invert)(piece, shelf, options);
            throwIfCancelled(options.signal);
            return outcome;
        }
        catch (error) {
            await shelf.clear();
            throw error;
        }
    };
    /** Quick: forward only, from the posted file. Full: null-text, from what the quick one took over. */
    async function invert({ job, source }, shelf, { signal, onProgress }) {
        const image = job.kind === 'quick'
            ? source.upload && (await stores.pictures.get(source.upload))
            : ((await inversionFor(stores, job))?.picture ??
                (await stores.pictures.get(source.picture)));
        if (!image)
            return { kind: 'gone' };
        const method = job.kind === 'quick' ? 'negative-prompt' : 'null-text';
        const options = { method, ...schedule, signal, onProgress, previews: true };
        const inversion = await pipeline.invert(image, source.prompt, options);
        const reconstruction = await pipeline.reconstruct(inversion, { signal });
        const maps = await pipeline.words(inversion, { signal });
        const posted = await pixelsOf(inversion.picture);
        const heat = [];
        for (const map of maps)
            heat.push({
                word: map.word,
                picture: await shelf.keepPicture(await encodePng(await heatMapOverlay(posted, map))),
            });
        return {
            kind: 'inverted',
            inversion: await shelf.keepInversion(inversion),
            picture: await shelf.keepPicture(inversion.picture),
            redrawn: await shelf.keepPicture(await encodePng(reconstruction)),
            heat,
            report: inversion.report,
        };
    }
    /** Inverts the picture of an inversion that is not kept any more, the way it was, from what is. */
    async function invertAgain({ inversion, picture: id, prompt, report }, { signal, onProgress }) {
        const picture = inversion === undefined ? undefined : await stores.pictures.get(id);
        const method = report?.method ?? 'negative-prompt';
        return (picture &&
            (await pipeline.invert(picture, prompt, { method, ...schedule, signal, onProgress })));
    }
    async function edit({ job, result, source }, shelf, options) {
        const kept = await inversionFor(stores, job);
        const inversion = kept ?? (await invertAgain(source, options));
        if (!inversion)
            return { kind: 'gone' };
        const again = kept ? {} : { inversion: await shelf.keepInversion(inversion) };
        const started = performance.now();
        const mask = result.mask === undefined ? undefined : await stores.pictures.get(result.mask);
        const posted = await pixelsOf(inversion.picture);
        const pictures = [];
        const drawn = [];
        const specs = specsOf(result, source, mask);
        for (const made of await pipeline.edit(inversion, specs, { ...options, previews: true })) {
            const { picture, method, seconds, unetRows } = made;
            pictures.push(await shelf.keepPicture(await encodePng(picture)));
            drawn.push({
                method,
                seconds,
                unetRows,
                likeness: Math.min(99, psnr(picture, posted)),
                mask: made.mask &&
                    (await shelf.keepPicture(await encodePng(await maskOverlay(posted, made.mask)))),
            });
        }
        const seconds = (performance.now() - started) / 1_000;
        return { kind: 'edited', pictures, drawn, seconds, ...again };
    }
}
async function pieceOf(stores, job) {
    const thread = await stores.threads.get(job.thread);
    const result = thread && resultOf(thread, job.result);
    const source = result && thread.sources[result.source];
    return source ? { job, result, source } : null;
}
/**
 * The inversion that a job is made from; undefined when it is not kept any more.
 *
 * @throws NotYet while another worker still makes it
 */
async function inversionFor(stores, job) {
    // Twice, because the inversion may have arrived, or a better one have replaced it, meanwhile.
    for (let look = 1; look <= 2; look++) {
        const piece = await pieceOf(stores, job);
        const id = piece?.source.inversion;
        const inversion = id === undefined ? undefined : await stores.inversions.get(id);
        if (inversion)
            return inversion;
        for await (const [, other] of entriesOf(stores.jobs))
            if (other.kind === 'quick' && other.result === piece?.result.source)
                throw new NotYet('The picture is still being taken over.');
    }
    return undefined;
}
/** What one job keeps in the stores, and takes away again when it comes to nothing. */
class Shelf {
    #stores;
    #job;
    #pictures = [];
    #inversion = null;
    constructor(stores, job) {
        this.#stores = stores;
        this.#job = job;
    }
    async keepPicture(png) {
        const id = `${this.#job.id}-${this.#pictures.length}`;
        this.#pictures.push(id);
        await this.#stores.pictures.set(id, png);
        return id;
    }
    async keepInversion(inversion) {
        this.#inversion = this.#job.id;
        await this.#stores.inversions.set(this.#inversion, inversion);
        return this.#inversion;
    }
    async clear() {
        for (const id of this.#pictures)
            await this.#stores.pictures.delete(id);
        if (this.#inversion !== null)
            await this.#stores.inversions.delete(this.#inversion);
    }
}
