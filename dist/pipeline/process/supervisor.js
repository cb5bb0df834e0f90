import { throwIfCancelled, WordbrushError } from '../errors.js';
import { sibling } from '../sibling.js';
import { ChildLost, Connection } from './connection.js';
/**
 * The pipeline in a child process: the same calls as EditingPipeline, with the event loop of this
 * process never blocked. Jobs run one at a time in the order of their calls. A child that dies is
 * started again and its job tried once more; after that the job fails with `process-lost`.
 */
export class PipelineClient {
    #folder;
    #graceMs;
    #worker;
    #connection;
    #turn = Promise.resolve();
    #closed = false;
    constructor({ folder, graceMs = 30_000, worker = sibling('worker', import.meta.url), }) {
        this.#folder = folder;
        this.#graceMs = graceMs;
        this.#worker = worker;
    }
    /** `image` is the bytes of a picture file; it is decoded and checked in the child. */
    invert(image, prompt, options = {}) {
        const { signal, onProgress, ...plain } = options;
        return this.#run('invert', { image, prompt, options: plain }, options);
    }
    edit(inversion, specs, options = {}) {
        const { signal, onProgress, ...plain } = options;
        return this.#run('edit', { inversion, specs, options: plain }, options);
    }
    words(inversion, options = {}) {
        return this.#run('words', { inversion }, options);
    }
    reconstruct(inversion, options = {}) {
        return this.#run('reconstruct', { inversion }, options);
    }
    caption(image, options = {}) {
        return this.#run('caption', { image }, options);
    }
    /** Peak resident memory of the child in MiB; 0 when none is running. */
    async peakRssMiB() {
        if (!this.#connection?.alive)
            return 0;
        const { peakRssMiB } = await this.#connection.call('memory', null, {}, this.#graceMs);
        return peakRssMiB;
    }
    /** Ends the child; jobs that still run or wait fail with `cancelled`. */
    async close() {
        this.#closed = true;
        await this.#connection?.close(this.#graceMs);
    }
    #run(kind, input, options) {
        const job = this.#turn.then(() => this.#runTwice(kind, input, options));
        this.#turn = job.catch(() => { });
        return job;
    }
    async #runTwice(kind, input, options) {
        for (let attempt = 1;; attempt++) {
            throwIfCancelled(options.signal);
            if (this.#closed)
                throw new WordbrushError('cancelled', 'The pipeline was closed before the job was done.');
            try {
                const connection = await this.#connected(options);
                return await connection.call(kind, input, options, this.#graceMs);
            }
            catch (error) {
                if (!(error instanceof ChildLost))
                    throw error;
                const unwanted = this.#closed || options.signal?.aborted;
                if (attempt === 2 && !unwanted)
                    throw new WordbrushError('process-lost', `The pipeline's process stopped twice during this job (${error.how}), most often for ` +
                        'want of memory: try a smaller picture or model, or a machine with more memory.', { cause: error });
            }
        }
    }
    /** The running child with its model loaded, or a new one. */
    async #connected(options) {
        if (this.#connection?.alive)
            return this.#connection;
        const connection = new Connection(this.#worker);
        this.#connection = connection;
        try {
            await connection.call('load', { folder: this.#folder }, options, this.#graceMs);
            return connection;
        }
        catch (error) {
            await connection.close(this.#graceMs);
            throw error;
        }
    }
}
