import { WordbrushError } from '../errors.js';
import * as ort from '../runtime.js';
import { tensor } from '../tensor.js';
import { graphPath } from './folder.js';
import { openSession } from './session.js';
/** Opens the text encoder; its ids may be int32 or int64. Throws `bad-model`. */
export async function openTextEncoder(folder) {
    const path = graphPath(folder, 'text_encoder');
    const session = await openSession(path);
    const input = session.inputMetadata[0];
    const output = session.outputNames.includes('last_hidden_state')
        ? 'last_hidden_state'
        : session.outputNames[0];
    if (session.inputMetadata.length !== 1 || !input?.isTensor)
        throw new WordbrushError('bad-model', `${path} reads ${session.inputNames.join(', ')}; a CLIP text encoder reads input_ids alone.`);
    return {
        async encode({ ids }) {
            const dims = [1, ids.length];
            const feed = input.type === 'int64'
                ? new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), dims)
                : new ort.Tensor('int32', Int32Array.from(ids), dims);
            const embedding = (await session.run({ [input.name]: feed }, [output]))[output];
            return toFloat32(embedding, path);
        },
        close: () => session.release(),
    };
}
/** A network's output as float32. */
export function toFloat32(value, path) {
    if (value.data instanceof Float32Array)
        return tensor(value.data, value.dims);
    throw new WordbrushError('bad-model', `${path} returns ${value.type}, Wordbrush needs float32: export the model again with float32 ` +
        'inputs and outputs (weights may be half precision).');
}
