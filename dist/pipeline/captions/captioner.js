import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { WordbrushError } from '../errors.js';
// Before Transformers.js, which loads the same runtime: its telemetry must be off by then.
import '../runtime.js';
/** The weights' forms that exporters write, best first, by what their files' names end in. */
const FORMS = [
    { dtype: 'fp32', suffix: '' },
    { dtype: 'fp16', suffix: '_fp16' },
    { dtype: 'q8', suffix: '_quantized' },
];
/** A sentence is one line of a chat, whatever a model goes on saying. */
const MOST_TOKENS = 40;
/** What `generate` returns: token ids [1, n], the start token first. */
const Ids = z.object({ data: z.instanceof(BigInt64Array) });
/** Logits [1, n, vocabulary]. */
const Logits = z.object({
    logits: z.object({
        data: z.instanceof(Float32Array),
        dims: z.tuple([z.literal(1), z.int(), z.int()]),
    }),
});
const PixelValues = z.object({ pixel_values: z.custom((value) => value !== undefined) });
/**
 * Opens an image-to-text model in the layout of Transformers.js: a vision encoder and a text decoder
 * under `onnx/`, beside their configs and tokenizer. Nothing is fetched.
 *
 * Throws `bad-model` for a folder that does not hold one.
 */
export async function openCaptioner(folder) {
    const dtype = await formOf(folder);
    const { env, LogLevel, pipeline, RawImage } = await import('@huggingface/transformers');
    env.allowRemoteModels = false;
    env.localModelPath = dirname(folder);
    env.logLevel = LogLevel.ERROR;
    const open = () => pipeline('image-to-text', basename(folder), { dtype, device: 'cpu', local_files_only: true });
    const imageToText = await open().catch((cause) => {
        const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
        throw new WordbrushError('bad-model', `${folder} holds no image-to-text model that can be opened (${reason}): pull it again.`, { cause });
    });
    const { model, processor, tokenizer } = imageToText;
    return {
        async caption({ width, height, data }) {
            const image = new RawImage(new Uint8ClampedArray(data), width, height, 3);
            const { pixel_values } = PixelValues.parse(await processor(image));
            const output = await model.generate({
                pixel_values,
                max_new_tokens: MOST_TOKENS,
                do_sample: false,
            });
            const ids = Ids.parse(output).data;
            const sentence = tokenizer.decode(Array.from(ids, Number), { skip_special_tokens: true });
            const { logits } = Logits.parse(await model({ pixel_values, decoder_input_ids: output }));
            return { sentence: sentence.trim(), confidence: leastProbability(logits, ids) };
        },
        close: () => imageToText.dispose(),
    };
}
/** The probability of the token that was least certain: one wrong word makes a sentence wrong. */
function leastProbability({ data, dims: [, length, vocabulary] }, ids) {
    let least = 1;
    for (let position = 0; position + 1 < length; position++) {
        const row = data.subarray(position * vocabulary, (position + 1) * vocabulary);
        const highest = row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
        const sum = row.reduce((total, value) => total + Math.exp(value - highest), 0);
        const chosen = row[Number(ids[position + 1])] ?? Number.NEGATIVE_INFINITY;
        least = Math.min(least, Math.exp(chosen - highest) / sum);
    }
    return least;
}
/** The best form whose files are all there. */
async function formOf(folder) {
    const isThere = async (name) => (await stat(join(folder, name)).catch(() => null))?.isFile() === true;
    for (const name of ['config.json', 'preprocessor_config.json', 'tokenizer.json'])
        if (!(await isThere(name)))
            throw missing(folder, name);
    const config = await readFile(join(folder, 'config.json'), 'utf8');
    const { is_encoder_decoder } = z
        .looseObject({ is_encoder_decoder: z.boolean() })
        .parse(JSON.parse(config));
    if (!is_encoder_decoder)
        throw missing(folder, 'an encoder and a decoder');
    for (const { dtype, suffix } of FORMS) {
        const graphs = ['encoder_model', 'decoder_model_merged'];
        const found = await Promise.all(graphs.map((name) => isThere(`onnx/${name}${suffix}.onnx`)));
        if (found.every(Boolean))
            return dtype;
    }
    throw missing(folder, 'onnx/encoder_model.onnx and onnx/decoder_model_merged.onnx');
}
function missing(folder, what) {
    return new WordbrushError('bad-model', `${folder} lacks ${what}: a captioner is a folder of Transformers.js, such as the one that ` +
        '`wordbrush models pull vit-gpt2-captions` makes.');
}
