import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WordbrushError } from '../errors.js';
import * as ort from '../runtime.js';
const GiB = 2 ** 30;
/**
 * Opens an ONNX file on the execution providers of `WORDBRUSH_PROVIDERS` (such as `cuda,cpu`;
 * default `cpu`), falling back to the CPU when one of them is missing.
 *
 * Small models take every optimisation. Large ones stay memory-mapped, so that several graphs over
 * one weight file cost one copy of it: `extended` optimisation, no pre-packed copies of the weights,
 * and no arena that keeps a run's peak memory afterwards.
 *
 * Throws `bad-model` when the file is missing, truncated or not a model.
 */
export async function openSession(modelPath, options = {}) {
    const bytes = await modelSize(modelPath);
    const weightsFolder = options.externalDataFolder ?? dirname(modelPath);
    const large = options.large ?? bytes + (await folderSize(weightsFolder)) > GiB;
    // onnxruntime looks for weights beside a file, and in this folder only for a graph in memory.
    const isInMemory = options.graph !== undefined || options.externalDataFolder !== undefined;
    const base = {
        graphOptimizationLevel: large ? 'extended' : 'all',
        enableCpuMemArena: !large,
        // The loops of a large gradient would keep their blocks of every pass.
        enableMemPattern: !large,
        logSeverityLevel: 3,
        extra: {
            session: {
                // Threads that go on spinning after a run take the cores from the next graph's.
                force_spinning_stop: '1',
                ...(large && { disable_prepacking: '1' }),
                ...(isInMemory && { model_external_initializers_file_folder_path: weightsFolder }),
            },
        },
    };
    const graph = isInMemory ? (options.graph ?? (await readFile(modelPath))) : null;
    const create = (executionProviders) => graph
        ? ort.InferenceSession.create(graph, { ...base, executionProviders })
        : ort.InferenceSession.create(modelPath, { ...base, executionProviders });
    const providers = requestedProviders();
    try {
        return await create(providers);
    }
    catch (error) {
        if (providers.some((name) => name !== 'cpu')) {
            warnOnce(`${providers.join(',')} is not available (${reason(error)}): running on the CPU.`);
            return create(['cpu']).catch((cause) => unreadable(modelPath, cause));
        }
        return unreadable(modelPath, error);
    }
}
/** The providers that `WORDBRUSH_PROVIDERS` asks for, in order. */
function requestedProviders() {
    const names = (process.env.WORDBRUSH_PROVIDERS ?? '')
        .split(',')
        .map((name) => name.trim().toLowerCase())
        .filter(Boolean);
    return names.length > 0 ? names : ['cpu'];
}
async function modelSize(modelPath) {
    const info = await stat(modelPath).catch(() => null);
    if (!info?.isFile())
        throw new WordbrushError('bad-model', `The model file ${modelPath} is missing: download or export the model folder again.`);
    return info.size;
}
async function folderSize(folder) {
    const names = await readdir(folder).catch(() => []);
    const sizes = await Promise.all(names.map((name) => stat(join(folder, name)).then((info) => (info.isFile() ? info.size : 0))));
    return sizes.reduce((sum, size) => sum + size, 0);
}
function unreadable(modelPath, cause) {
    throw new WordbrushError('bad-model', `The model file ${modelPath} cannot be loaded (${reason(cause)}): it or its weights may be ` +
        'truncated or made for another runtime; download or export the model folder again.', { cause });
}
function reason(error) {
    const message = error instanceof Error ? error.message : String(error);
    return message.split('\n')[0].trim();
}
const warned = new Set();
function warnOnce(message) {
    if (warned.has(message))
        return;
    warned.add(message);
    console.warn(message);
}
