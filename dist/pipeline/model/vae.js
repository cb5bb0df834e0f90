import { WordbrushError } from '../errors.js';
import { readGraph, serializeGraph } from '../graph/index.js';
import * as ort from '../runtime.js';
import { sizeOf, tensor } from '../tensor.js';
import { graphPath } from './folder.js';
import { openSession } from './session.js';
import { toFloat32 } from './text-encoder.js';
/** Opens the VAE's two halves. Throws `bad-model`. */
export async function openVae(folder) {
    const encoderPath = graphPath(folder, 'vae_encoder');
    const decoderPath = graphPath(folder, 'vae_decoder');
    const encoder = await openEncoder(encoderPath);
    const decoder = await openSession(decoderPath);
    const { channels, factor, scale } = folder.latent;
    return {
        async encode(picture) {
            const { width, height } = picture;
            if (width % factor !== 0 || height % factor !== 0)
                throw new WordbrushError('bad-image', `The picture is ${width} × ${height} pixels; this model needs multiples of ${factor}.`);
            const [, , fixedHeight, fixedWidth] = shapeOf(encoder);
            if (isOther(fixedHeight, height) || isOther(fixedWidth, width))
                throw new WordbrushError('bad-image', `The picture is ${width} × ${height} pixels and this model takes only ` +
                    `${fixedWidth} × ${fixedHeight}: crop it instead of fitting it.`);
            const encoded = await runOne(encoder, pictureToTensor(picture), encoderPath);
            const latentDims = [1, channels, height / factor, width / factor];
            // The mean comes first where the encoder returns it beside the log-variance.
            if (encoded.data.length % sizeOf(latentDims) !== 0)
                throw new WordbrushError('bad-model', `${encoderPath} returns [${encoded.dims.join(', ')}] for a ${width} × ${height} picture; ` +
                    `the folder's configs promise [${latentDims.join(', ')}].`);
            const mean = encoded.data.subarray(0, sizeOf(latentDims));
            return tensor(mean.map((value) => value * scale), latentDims);
        },
        async decode(latent) {
            const unscaled = tensor(latent.data.map((value) => value / scale), latent.dims);
            return tensorToPicture(await runOne(decoder, unscaled, decoderPath));
        },
        async close() {
            await Promise.all([encoder.release(), decoder.release()]);
        },
    };
}
/**
 * Many exports sample inside the encoder: mean + σ · RandomNormal. Inversion needs the mean, so
 * their random numbers get a standard deviation that vanishes in it (the runtime aborts at 0).
 * Any other randomness is refused.
 */
async function openEncoder(path) {
    const graph = await readGraph(path);
    const random = graph.nodes.filter((node) => /^(Random|Bernoulli|Multinomial)/.test(node.op));
    if (random.length === 0)
        return openSession(path);
    for (const node of random) {
        if (!node.op.startsWith('RandomNormal'))
            throw new WordbrushError('bad-model', `${path} draws random numbers (${node.op}): export the VAE encoder with the mean as output.`);
        node.attributes = { ...node.attributes, mean: { float: 0 }, scale: { float: 1e-30 } };
    }
    return openSession(path, { graph: serializeGraph(graph) });
}
/** Shape of a network's one input: numbers are fixed, names are free. */
function shapeOf(session) {
    const input = session.inputMetadata[0];
    return input?.isTensor ? input.shape : [];
}
function isOther(fixed, size) {
    return typeof fixed === 'number' && fixed !== size;
}
/** Runs a network of one input and takes its first output. */
async function runOne(session, input, path) {
    const feed = new ort.Tensor('float32', input.data, input.dims);
    const output = session.outputNames[0];
    const result = await session.run({ [session.inputNames[0]]: feed }, [output]);
    return toFloat32(result[output], path);
}
/** Bytes [height, width, 3] → [1, 3, height, width] in −1 … 1. */
export function pictureToTensor({ data, width, height }) {
    const plane = width * height;
    const values = new Float32Array(3 * plane);
    for (let pixel = 0; pixel < plane; pixel++)
        for (let c = 0; c < 3; c++)
            values[c * plane + pixel] = data[pixel * 3 + c] / 127.5 - 1;
    return tensor(values, [1, 3, height, width]);
}
/** [1, 3, height, width] in −1 … 1 → bytes [height, width, 3], rounded and clamped. */
export function tensorToPicture({ data, dims }) {
    const [, , height = 0, width = 0] = dims;
    const plane = width * height;
    // A Uint8ClampedArray rounds and clamps as it is written.
    const bytes = new Uint8ClampedArray(3 * plane);
    for (let pixel = 0; pixel < plane; pixel++)
        for (let c = 0; c < 3; c++)
            bytes[pixel * 3 + c] = (data[c * plane + pixel] + 1) * 127.5;
    return { width, height, data: new Uint8Array(bytes.buffer) };
}
