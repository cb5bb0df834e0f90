import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { WordbrushError } from './errors.js';
import { openSession } from './model/session.js';
import { sharp } from './picture/sharp.js';
import * as ort from './runtime.js';
const UNSAFE = /nsfw|unsafe|porn|hentai|sexy|explicit|gore|violence/i;
const Labels = z.object({ id2label: z.record(z.string(), z.string()) });
const Side = z.union([
    z.int(),
    z.object({ height: z.int() }).transform(({ height }) => height),
    z.object({ shortest_edge: z.int() }).transform((size) => size.shortest_edge),
]);
const Channels = z.tuple([z.number(), z.number(), z.number()]);
const Preprocessor = z.object({
    size: Side.default(224),
    image_mean: Channels.default([0.5, 0.5, 0.5]),
    image_std: Channels.default([0.5, 0.5, 0.5]),
});
/**
 * Opens an image classifier in Hugging Face's ONNX layout: pixels `[1, 3, S, S]` in, logits `[1, K]`
 * out, `config.json` with its labels and `preprocessor_config.json` in the same folder. A class is
 * unsafe when its label says so (`nsfw`, `porn`, …).
 *
 * @throws WordbrushError `bad-model` when it is none
 */
export async function openSafetyClassifier(path) {
    const { id2label } = await readJson(join(dirname(path), 'config.json'), Labels);
    const unsafe = Object.entries(id2label).flatMap(([id, label]) => UNSAFE.test(label) && !/^(not|non|no)[\s_-]/i.test(label) ? [Number(id)] : []);
    if (unsafe.length === 0)
        throw bad(`None of the labels of ${path} says “unsafe” or “nsfw” (${Object.values(id2label).join(', ')}): choose another classifier.`);
    const preprocessor = await readJson(join(dirname(path), 'preprocessor_config.json'), Preprocessor, {});
    const session = await openSession(path);
    const [input = '', ...otherInputs] = session.inputNames;
    const [output = ''] = session.outputNames;
    if (otherInputs.length > 0)
        throw bad(`${path} wants ${session.inputNames.join(', ')}: a classifier of pictures has one input.`);
    return {
        async unsafety(picture) {
            const { size, image_mean: mean, image_std: std } = preprocessor;
            const pixels = await sharp(picture)
                .resize(size, size, { fit: 'fill' })
                .removeAlpha()
                .toColourspace('srgb')
                .raw()
                .toBuffer();
            const planes = new Float32Array(pixels.length);
            for (const [i, value] of pixels.entries()) {
                const channel = i % 3;
                planes[channel * size * size + Math.floor(i / 3)] =
                    (value / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1);
            }
            const tensor = new ort.Tensor('float32', planes, [1, 3, size, size]);
            const logits = (await session.run({ [input]: tensor }))[output]?.data;
            if (!(logits instanceof Float32Array))
                throw bad(`${path} writes no logits as float32.`);
            const largest = Math.max(...logits);
            const powers = [...logits].map((logit) => Math.exp(logit - largest));
            const sum = (values) => values.reduce((total, value) => total + value, 0);
            return sum(unsafe.map((id) => powers[id] ?? 0)) / sum(powers);
        },
    };
}
async function readJson(path, schema, absent) {
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null && absent === undefined)
        throw bad(`${path} is missing: it lies beside the classifier where that was downloaded.`);
    try {
        return schema.parse(text === null ? absent : JSON.parse(text));
    }
    catch (cause) {
        throw bad(`${path} does not describe a classifier of pictures: download it again.`, cause);
    }
}
function bad(message, cause) {
    return new WordbrushError('bad-model', message, { cause });
}
