import { createHash } from 'node:crypto';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { WordbrushError } from '../errors.js';
import { readGraph } from '../graph/index.js';
import { SchedulerConfig } from './scheduler-config.js';
const MiB = 2 ** 20;
// The networks' configs. Exports by diffusers' own script carry none: what their graphs and their
// tokenizer do not tell is Stable Diffusion 1.x's, the only model that it was made for.
const UnetConfig = z.looseObject({
    in_channels: z.int().positive(),
    out_channels: z.int().positive().default(4),
    sample_size: z.int().positive(),
    cross_attention_dim: z.int().positive(),
});
const VaeConfig = z.looseObject({
    scaling_factor: z.number().positive().default(0.18215),
    /** Each level after the first halves the sides. */
    block_out_channels: z.array(z.int().positive()).min(1).default([128, 256, 512, 512]),
});
const TextEncoderConfig = z.looseObject({
    hidden_size: z.int().positive(),
    max_position_embeddings: z.int().positive(),
});
const TokenizerConfig = z.looseObject({ model_max_length: z.int().positive().default(77) });
const fraction = z.number().min(0).max(1);
/** Shares of the steps in which targets take the source's cross- and self-attention. */
const windows = z
    .strictObject({ cross: fraction.default(0.8), self: fraction.default(0.4) })
    .prefault({});
const noise = z
    .strictObject({ renewed: fraction.default(0), restored: fraction.default(0) })
    .prefault({});
/** `wordbrush.json`: what suits this model; every key has Stable Diffusion's value as default. */
const Settings = z.strictObject({
    /** Name shown to people; default: the folder's name. */
    name: z.string().min(1).optional(),
    /** Guidance scale w of inversions and edits. */
    guidanceScale: z.number().positive().default(7.5),
    /** T of inversions, and with that of their edits. */
    steps: z.int().min(1).default(50),
    /** N: most gradient steps per timestep of null-text optimisation. */
    innerSteps: z.int().min(0).default(10),
    /**
     * For edits of the whole picture, and for those that a blend confines to an object, whose
     * surroundings need no attention to stay.
     */
    windows: z.strictObject({ picture: windows, object: windows }).prefault({}),
    /** Shares of fresh noise (`FreshNoise`) that edits start from which add to the picture. */
    noise,
    /** How an object is drawn that takes another's place (`NewObject`); default: as in the paper. */
    newObject: z.strictObject({ guidanceScale: z.number().positive(), noise }).optional(),
    /** Layers of more tokens keep their own self-attention; default: half the latent's side, squared. */
    selfAttentionMaxTokens: z.int().positive().optional(),
    /** Side of the cross-attention maps of blends and heat maps; default: a quarter of the latent's. */
    blendMapSide: z.int().positive().optional(),
    /** Share of the largest attention above which a blend lets pixels change. */
    blendThreshold: fraction.default(0.3),
});
const GRAPHS = ['unet', 'text_encoder', 'vae_encoder', 'vae_decoder'];
/** Path of one of the folder's networks. */
export function graphPath(folder, graph) {
    return join(folder.path, graph, 'model.onnx');
}
/** Reads and checks a model folder; throws `bad-model` naming the file that is missing or wrong. */
export async function openModelFolder(path) {
    const root = resolve(path);
    const info = await stat(root).catch(() => null);
    if (!info)
        throw bad(`There is no model folder at ${root}: check the path, or pull a model first.`);
    if (!info.isDirectory())
        throw bad(`${root} is a file, not a model folder: give the folder that holds model_index.json.`);
    for (const name of ['model_index.json', ...GRAPHS.map((graph) => `${graph}/model.onnx`)])
        await requireFile(root, name);
    const unet = (await readConfig(root, 'unet/config.json', UnetConfig)) ?? (await sizesOfUnet(root));
    const vae = (await readConfig(root, 'vae_decoder/config.json', VaeConfig)) ??
        (await readConfig(root, 'vae_encoder/config.json', VaeConfig)) ??
        VaeConfig.parse({});
    const tokenizer = (await readConfig(root, 'tokenizer/tokenizer_config.json', TokenizerConfig)) ??
        TokenizerConfig.parse({});
    const text = (await readConfig(root, 'text_encoder/config.json', TextEncoderConfig)) ?? {
        hidden_size: unet.cross_attention_dim,
        max_position_embeddings: tokenizer.model_max_length,
    };
    const scheduler = await readConfig(root, 'scheduler/scheduler_config.json', SchedulerConfig);
    if (!scheduler)
        throw missing(root, 'scheduler/scheduler_config.json');
    const settings = (await readConfig(root, 'wordbrush.json', Settings)) ?? Settings.parse({});
    if (text.hidden_size !== unet.cross_attention_dim)
        throw bad(`${root} mixes parts of different models: its text encoder writes embeddings of width ` +
            `${text.hidden_size}, its UNet reads ${unet.cross_attention_dim}.`);
    if (unet.in_channels !== unet.out_channels)
        throw bad(`The UNet of ${root} reads ${unet.in_channels} channels and writes ${unet.out_channels}: ` +
            'inpainting and depth models are not supported, use a plain text-to-image model.');
    const side = unet.sample_size;
    return {
        path: root,
        fingerprint: await fingerprint(root),
        latent: {
            channels: unet.in_channels,
            side,
            factor: 2 ** (vae.block_out_channels.length - 1),
            scale: vae.scaling_factor,
        },
        tokens: text.max_position_embeddings,
        embeddingWidth: text.hidden_size,
        scheduler,
        settings: {
            ...settings,
            name: settings.name ?? root.split(/[\\/]/).at(-1) ?? root,
            selfAttentionMaxTokens: settings.selfAttentionMaxTokens ?? (side / 2) ** 2,
            blendMapSide: settings.blendMapSide ?? side / 4,
        },
    };
}
/** A config, parsed and checked; null when the folder has none. */
async function readConfig(root, name, schema) {
    const path = join(root, name);
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null)
        return null;
    let value;
    try {
        value = JSON.parse(text);
    }
    catch (cause) {
        throw bad(`${path} is not JSON: download the model folder again.`, cause);
    }
    const parsed = schema.safeParse(value);
    if (parsed.success)
        return parsed.data;
    const problem = parsed.error.issues[0];
    throw bad(`${path}: ${problem.path.join('.') || 'the file'}: ${problem.message}.`);
}
/** The sizes that a UNet's inputs declare, where they are fixed, else Stable Diffusion 1.x's. */
async function sizesOfUnet(root) {
    const { types } = await readGraph(join(root, 'unet/model.onnx'));
    const size = (input, axis, fallback) => {
        const dim = types.get(input)?.dims[axis];
        return typeof dim === 'number' ? dim : fallback;
    };
    return {
        in_channels: size('sample', 1, 4),
        out_channels: 4,
        sample_size: size('sample', 2, 64),
        cross_attention_dim: size('encoder_hidden_states', 2, 768),
    };
}
async function requireFile(root, name) {
    const info = await stat(join(root, name)).catch(() => null);
    if (!info?.isFile())
        throw missing(root, name);
}
/**
 * Of files above 2 MiB the size and the first and last MiB count, which tells models apart without
 * reading gigabytes.
 */
async function fingerprint(root) {
    const hash = createHash('sha256');
    for (const folder of [...GRAPHS, 'tokenizer', 'scheduler']) {
        for (const name of await sourceFiles(join(root, folder))) {
            const file = await open(join(root, folder, name));
            try {
                const { size } = await file.stat();
                hash.update(`${folder}/${name} ${size}\n`);
                for (const position of new Set([0, Math.max(size - MiB, 0)])) {
                    const part = await file.read({ buffer: Buffer.alloc(MiB), position });
                    hash.update(part.buffer.subarray(0, part.bytesRead));
                }
            }
            finally {
                await file.close();
            }
        }
    }
    return hash.digest('hex');
}
/** The files of a part as it was exported: graphs that the compiler wrote beside them do not count. */
async function sourceFiles(folder) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    return entries
        .filter((entry) => !entry.isDirectory())
        .map((entry) => entry.name)
        .filter((name) => name === 'model.onnx' || !name.endsWith('.onnx'))
        .sort();
}
function missing(root, name) {
    return bad(`The model folder ${root} has no ${name}: download or export it again.`);
}
function bad(message, cause) {
    return new WordbrushError('bad-model', message, { cause });
}
