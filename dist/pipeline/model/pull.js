import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WordbrushError } from '../errors.js';
import { Hub } from './hub.js';
const PARTS = ['unet', 'text_encoder', 'vae_encoder', 'vae_decoder', 'tokenizer', 'scheduler'];
/** The same weights for other frameworks, which some repositories keep beside the ONNX files. */
const FOREIGN_WEIGHTS = /pytorch_model|flax_model|\.(safetensors|msgpack|h5|ckpt)$/;
/**
 * Downloads a model into `home`/NAME and gives that folder. The folder appears only when it is
 * complete; until then its files gather in NAME.partial, where a later pull goes on.
 *
 * @throws WordbrushError `cancelled` without the licence's acceptance, `io` with what to do when
 * the hub refuses, a file arrives damaged, or the disk has no room.
 */
export async function pullModel(model, options) {
    const folder = join(options.home, model.name);
    if (existsSync(folder))
        return folder;
    if (!(await options.acceptLicence(model.licence)))
        throw new WordbrushError('cancelled', `Nothing was downloaded: ${model.name} needs its licence (${model.licence.name}) accepted.`);
    const hub = new Hub({ ...options, url: options.hub });
    const { commit, files } = await hub.list(model.repository, model.revision);
    const wanted = files.filter(isWanted);
    refuseIncomplete(model, wanted);
    const staging = `${folder}.partial`;
    await mkdir(staging, { recursive: true });
    const total = sum(wanted.map(({ size }) => size));
    await refuseFullDisk(staging, total);
    let done = 0;
    for (const file of wanted) {
        const target = join(staging, ...file.path.split('/'));
        await hub.download(model.repository, commit, file, target, (onDisk) => options.onProgress?.({ file: file.path, done: done + onDisk, total }));
        done += file.size;
    }
    await removeLeftovers(staging, wanted);
    await addConfigs(staging, model);
    await rename(staging, folder);
    return folder;
}
function isWanted({ path }) {
    const [part = '', ...rest] = path.split('/');
    if (rest.length === 0)
        return path === 'model_index.json';
    return PARTS.includes(part) && !FOREIGN_WEIGHTS.test(path);
}
function refuseIncomplete({ name, repository }, files) {
    const needed = ['unet', 'text_encoder', 'vae_encoder', 'vae_decoder'].map((part) => `${part}/model.onnx`);
    const missing = needed.find((path) => !files.some((file) => file.path === path));
    if (missing)
        throw new WordbrushError('io', `${repository} has no ${missing} at the hub, so ${name} cannot be pulled from there.`);
}
async function refuseFullDisk(staging, total) {
    const entries = await readdir(staging, { recursive: true, withFileTypes: true });
    const onDisk = await Promise.all(entries
        .filter((entry) => entry.isFile())
        .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size));
    const needed = total - sum(onDisk);
    const { bavail, bsize } = await statfs(staging);
    if (needed > bavail * bsize)
        throw new WordbrushError('io', `The disk of ${staging} has ${gibibytes(bavail * bsize)} free and the model still needs ` +
            `${gibibytes(needed)}. Make room, or set WORDBRUSH_HOME to a folder on another disk.`);
}
/** Parts of an older version that this pull did not continue. */
async function removeLeftovers(staging, wanted) {
    const paths = new Set(wanted.map(({ path }) => join(staging, ...path.split('/'))));
    const entries = await readdir(staging, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
        const path = join(entry.parentPath, entry.name);
        if (entry.isFile() && !paths.has(path))
            await rm(path);
    }
}
async function addConfigs(staging, { configs }) {
    for (const [path, config] of Object.entries(configs)) {
        const target = join(staging, ...path.split('/'));
        if (!existsSync(target))
            await writeFile(target, JSON.stringify(config, null, 2));
    }
}
function sum(values) {
    return values.reduce((total, value) => total + value, 0);
}
function gibibytes(bytes) {
    return `${(bytes / 2 ** 30).toFixed(2)} GiB`;
}
