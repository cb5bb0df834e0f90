import { throwIfCancelled, WordbrushError } from '../errors.js';
import { JOBS, Request } from './protocol.js';
/**
 * Answers a supervisor's requests over this process's IPC channel until it disconnects. The
 * supervisor sends one job at a time; a cancel message can only be read between UNet runs,
 * because the runtime blocks the thread meanwhile.
 */
export function serve(load) {
    let pipeline;
    const loaded = () => {
        if (!pipeline)
            throw new Error('The supervisor asked for a job before it loaded a model.');
        return pipeline;
    };
    const handlers = {
        load: async ({ folder }, options) => {
            pipeline = await load(folder, options);
            return null;
        },
        invert: ({ image, prompt, options }, job) => loaded().invert(image, prompt, { ...options, ...job }),
        edit: ({ inversion, specs, options }, job) => loaded().edit(inversion, specs, { ...options, ...job }),
        words: ({ inversion }) => loaded().words(inversion),
        reconstruct: ({ inversion }) => loaded().reconstruct(inversion),
        caption: ({ image }) => loaded().caption(image),
        memory: async () => ({ peakRssMiB: process.resourceUsage().maxRSS / 1024 }),
    };
    const run = (kind, input, options) => handlers[kind](JOBS[kind].input.parse(input), options);
    const cancellers = new Map();
    process.on('message', async (message) => {
        const request = Request.parse(message);
        if (request.type === 'cancel') {
            cancellers.get(request.id)?.abort();
            return;
        }
        const { id, kind, input } = request;
        const canceller = new AbortController();
        cancellers.set(id, canceller);
        try {
            const output = await run(kind, input, {
                signal: canceller.signal,
                onProgress: (progress) => reply({ type: 'progress', id, progress }),
            });
            throwIfCancelled(canceller.signal);
            reply({ type: 'done', id, output });
        }
        catch (error) {
            reply(failure(id, error));
        }
        finally {
            cancellers.delete(id);
        }
    });
    // Ctrl-C reaches the whole process group; the supervisor decides what it means.
    process.on('SIGINT', () => { });
    process.on('disconnect', () => process.exit());
}
function reply(message) {
    // A parent that has just died needs no answer, and no complaint about that.
    if (process.connected)
        process.send?.(message, undefined, {}, () => { });
}
function failure(id, error) {
    if (error instanceof WordbrushError)
        return { type: 'failed', id, code: error.code, message: error.message };
    if (error instanceof Error)
        return {
            type: 'failed',
            id,
            message: error.message,
            ...(error.stack && { stack: error.stack }),
        };
    return { type: 'failed', id, message: String(error) };
}
