import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { WordbrushError } from '../errors.js';
import { CONTEXT, editingGraph, importGraph, inferTypes, normalise, nullTextGraphs, observingGraph, predictingGraph, readGraph, SAMPLE, serializeGraph, TIMESTEP, } from '../graph/index.js';
import * as ort from '../runtime.js';
/** A name for the variant, unique within its UNet. */
export function variantName(variant) {
    switch (variant.kind) {
        case 'predict':
            return `predict-${variant.rows}`;
        case 'observe':
            return `observe-${variant.observedTokens}`;
        case 'edit': {
            const { targets, crossAttention, selfAttentionMaxTokens, observedTokens } = variant;
            const cross = crossAttention ? '-cross' : '';
            return `edit-${targets}${cross}-self${selfAttentionMaxTokens}-observe${observedTokens}`;
        }
        default:
            return variant.kind;
    }
}
/**
 * The graphs of one UNet at one latent size, made when first asked for and kept on disk. They lie in
 * one folder of the cache with the weights that they share. Processes may compile the same UNet at
 * once: an entry appears whole, by a rename, and the first one stays.
 */
export class CompiledUNet {
    /** The entry in the cache. */
    folder;
    #target;
    #unet;
    /** @param cacheFolder default: `WORDBRUSH_CACHE`, or ~/.cache/wordbrush */
    constructor(target, cacheFolder = defaultCacheFolder()) {
        this.#target = target;
        this.folder = entryName(target).then((name) => join(cacheFolder, name));
    }
    /**
     * Path of a graph, compiled where it is not there yet.
     *
     * Throws `bad-model` or `unsupported-op` for a UNet that cannot be compiled, `io` when the cache
     * cannot be written.
     */
    async path(variant) {
        const folder = await this.folder;
        const path = join(folder, `${variantName(variant)}.onnx`);
        if (await exists(path))
            return path;
        try {
            this.#unet ??= this.#open(folder);
            const unet = await this.#unet;
            if (!(await exists(path)))
                await writeWhole(path, serializeGraph(variantOf(unet, variant)));
            return path;
        }
        catch (error) {
            this.#unet = undefined;
            throw cannotWrite(error, folder);
        }
    }
    /** Removes a damaged entry; what is asked for next is compiled again. */
    async discard() {
        this.#unet = undefined;
        await rm(await this.folder, { recursive: true, force: true });
    }
    /** The normalised UNet, from the cache where it is there and not damaged. */
    async #open(folder) {
        if (!(await exists(folder)))
            return this.#compile(folder);
        try {
            const unet = await readGraph(join(folder, 'unet.onnx'));
            await inferTypes(unet, folder);
            return unet;
        }
        catch {
            await rm(folder, { recursive: true, force: true });
            return this.#compile(folder);
        }
    }
    /** Makes the entry: the normalised UNet, its weights, and the graphs that have weights of their own. */
    async #compile(folder) {
        const partial = `${folder}.${randomUUID()}.partial`;
        await mkdir(partial, { recursive: true });
        await removeAbandoned(dirname(folder));
        try {
            const { modelPath, latent, tokens, embeddingWidth } = this.#target;
            const stock = await importGraph(modelPath, partial);
            const sizes = {
                [SAMPLE]: [1, latent.channels, latent.height, latent.width],
                [TIMESTEP]: stock.types.get(TIMESTEP)?.dims.map(() => 1) ?? [],
                [CONTEXT]: [1, tokens, embeddingWidth],
            };
            const unet = await normalise(stock, sizes, partial);
            const { stem, conditional, gradient } = await nullTextGraphs(unet, partial);
            for (const [name, graph] of Object.entries({ unet, stem, conditional, gradient }))
                await writeFile(join(partial, `${name}.onnx`), serializeGraph(graph));
            // Fails when another process was first, whose entry is as good.
            await rename(partial, folder).catch(async (error) => {
                if (!(await exists(folder)))
                    throw error;
            });
            return unet;
        }
        finally {
            await rm(partial, { recursive: true, force: true });
        }
    }
}
function variantOf(unet, variant) {
    switch (variant.kind) {
        case 'predict':
            return predictingGraph(unet, variant.rows);
        case 'observe':
            return observingGraph(unet, variant.observedTokens);
        case 'edit':
            return editingGraph(unet, variant);
        default:
            throw new WordbrushError('bad-model', `The compiled graph "${variant.kind}" is missing from the cache.`);
    }
}
async function entryName({ fingerprint, latent }) {
    const key = createHash('sha256')
        .update(`${fingerprint} ${await compilerFingerprint()} ${ort.env.versions.common}`)
        .digest('hex');
    return `${key.slice(0, 24)}-${latent.width}x${latent.height}`;
}
/** Hash of the compiler's own source, so that no graph outlives the code that made it. */
async function compilerFingerprint() {
    const hash = createHash('sha256').update(await readFile(import.meta.filename));
    const folder = join(import.meta.dirname, '..', 'graph');
    for (const name of (await readdir(folder, { recursive: true })).sort())
        if (/(?<!\.d|\.test)\.[jt]s$/.test(name))
            hash.update(name).update(await readFile(join(folder, name)));
    return hash.digest('hex');
}
export function defaultCacheFolder() {
    return process.env.WORDBRUSH_CACHE || join(homedir(), '.cache', 'wordbrush');
}
/** Writes a file so that no reader ever sees a part of it. */
async function writeWhole(path, bytes) {
    const partial = `${path}.${randomUUID()}.partial`;
    try {
        await writeFile(partial, bytes);
        await rename(partial, path);
    }
    finally {
        await rm(partial, { force: true });
    }
}
/** Removes what processes that were killed while compiling left behind. */
async function removeAbandoned(cacheFolder) {
    const day = 24 * 60 * 60 * 1000;
    for (const name of await readdir(cacheFolder)) {
        if (!name.endsWith('.partial'))
            continue;
        const path = join(cacheFolder, name);
        const info = await stat(path).catch(() => null);
        if (info && Date.now() - info.mtimeMs > day)
            await rm(path, { recursive: true, force: true });
    }
}
function cannotWrite(error, folder) {
    if (!(error instanceof Error) || !('code' in error) || error instanceof WordbrushError)
        return error;
    return new WordbrushError('io', `Cannot keep compiled graphs in ${dirname(folder)} (${error.message}): free some space, or ` +
        'set WORDBRUSH_CACHE to a folder that can be written.', { cause: error });
}
async function exists(path) {
    return stat(path).then(() => true, () => false);
}
