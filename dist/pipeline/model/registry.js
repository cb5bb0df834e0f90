import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WordbrushError } from '../errors.js';
const STABLE_DIFFUSION_1_CONFIGS = {
    'unet/config.json': { in_channels: 4, sample_size: 64, cross_attention_dim: 768 },
    'text_encoder/config.json': { hidden_size: 768, max_position_embeddings: 77 },
    'vae_encoder/config.json': {
        scaling_factor: 0.18215,
        block_out_channels: [128, 256, 512, 512],
    },
};
const OPEN_RAIL_M = {
    name: 'CreativeML OpenRAIL-M',
    url: 'https://huggingface.co/spaces/CompVis/stable-diffusion-license',
    summary: 'You may use, change and share the model, commercially too. You may not use it to break the ' +
        'law, to harm or exploit people (minors above all), to harass, discriminate or deceive, to ' +
        'give medical advice or to administer justice. Whoever gets the model or a service built on ' +
        'it from you must be bound to the same restrictions. You answer for the pictures you make.',
};
export const HUB_MODELS = [
    {
        name: 'stable-diffusion-v1-5',
        repository: 'onnx-community/stable-diffusion-v1-5-ONNX',
        revision: 'main',
        licence: OPEN_RAIL_M,
        configs: STABLE_DIFFUSION_1_CONFIGS,
    },
    {
        name: 'stable-diffusion-v1-4',
        repository: 'CompVis/stable-diffusion-v1-4',
        revision: 'onnx',
        licence: OPEN_RAIL_M,
        configs: STABLE_DIFFUSION_1_CONFIGS,
    },
];
export const BUNDLED_MODEL = fileURLToPath(new URL('../../../models/emoji-world', import.meta.url));
/** Where pulled models are kept: `$WORDBRUSH_HOME/models` or the user's data folder. */
export function modelsHome(environment = process.env) {
    const home = environment.WORDBRUSH_HOME || join(homedir(), '.local', 'share', 'wordbrush');
    return resolve(home, 'models');
}
/**
 * The folder that a model's name or path stands for; no name stands for the bundled model.
 *
 * @throws WordbrushError `bad-model` for the name of a hub model that has not been pulled.
 */
export function modelFolder(nameOrPath, environment = process.env) {
    if (!nameOrPath || nameOrPath === 'emoji-world')
        return BUNDLED_MODEL;
    if (!HUB_MODELS.some(({ name }) => name === nameOrPath))
        return resolve(nameOrPath);
    const folder = join(modelsHome(environment), nameOrPath);
    if (existsSync(folder))
        return folder;
    throw new WordbrushError('bad-model', `The model ${nameOrPath} is not on this machine: run \`npx wordbrush models pull ${nameOrPath}\`.`);
}
