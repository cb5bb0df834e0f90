import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WordbrushError } from '../errors.ts';

/** What a model may be used for, as its authors say. */
export interface Licence {
  readonly name: string;
  readonly url: string;
  /** What a person agrees to, in a few lines. */
  readonly summary: string;
}

/** A model that can be pulled from the Hugging Face hub. */
export interface HubModel {
  readonly name: string;
  /** Which files it is made of: a Stable Diffusion folder (default), a captioner, or a CLIP. */
  readonly layout?: 'diffusion' | 'captioner' | 'clip';
  readonly repository: string;
  readonly revision: string;
  /** What it is for, in a few words. */
  readonly use: string;
  /** About how much is downloaded, in GB: single precision, unless it says half. */
  readonly gigabytes: number;
  readonly licence: Licence;
  /** Configs by path, for repositories exported by tools that left them out. */
  readonly configs: Readonly<Record<string, object>>;
}

const STABLE_DIFFUSION_1_CONFIGS = {
  'unet/config.json': { in_channels: 4, sample_size: 64, cross_attention_dim: 768 },
  'text_encoder/config.json': { hidden_size: 768, max_position_embeddings: 77 },
  'vae_encoder/config.json': {
    scaling_factor: 0.18215,
    block_out_channels: [128, 256, 512, 512],
  },
} as const;

const OPEN_RAIL_M: Licence = {
  name: 'CreativeML OpenRAIL-M',
  url: 'https://huggingface.co/spaces/CompVis/stable-diffusion-license',
  summary:
    'You may use, change and share the model, commercially too. You may not use it to break the ' +
    'law, to harm or exploit people (minors above all), to harass, discriminate or deceive, to ' +
    'give medical advice or to administer justice. Whoever gets the model or a service built on ' +
    'it from you must be bound to the same restrictions. You answer for the pictures you make.',
};

const OPEN_RAIL_PLUS_PLUS_M: Licence = {
  ...OPEN_RAIL_M,
  name: 'CreativeML OpenRAIL++-M',
  url: 'https://huggingface.co/stabilityai/stable-diffusion-2/blob/main/LICENSE-MODEL',
};

const MIT: Licence = {
  name: 'MIT',
  url: 'https://opensource.org/license/mit',
  summary: 'You may use, change and share the model for anything, with its copyright notice.',
};

const APACHE_2: Licence = {
  name: 'Apache-2.0',
  url: 'https://www.apache.org/licenses/LICENSE-2.0',
  summary: 'You may use, change and share the model for anything, with its licence and notices.',
};

const STABILITY_NON_COMMERCIAL: Licence = {
  name: 'Stability AI Non-Commercial Research Community',
  url: 'https://huggingface.co/stabilityai/sd-turbo/blob/main/LICENSE.md',
  summary:
    'You may use, change and share the model for research and for yourself, not for anything that is ' +
    'meant to earn money. Whoever gets it from you is bound to the same restrictions.',
};

/** The models that `pullModel` knows. */
export const HUB_MODELS: readonly HubModel[] = [
  {
    name: 'stable-diffusion-v1-5',
    repository: 'onnx-community/stable-diffusion-v1-5-ONNX',
    revision: 'main',
    use: 'photographs and everything else, in minutes to half an hour on a CPU',
    gigabytes: 4.3,
    licence: OPEN_RAIL_M,
    configs: STABLE_DIFFUSION_1_CONFIGS,
  },
  {
    name: 'stable-diffusion-v1-4',
    repository: 'CompVis/stable-diffusion-v1-4',
    revision: 'onnx',
    use: 'the same, as the papers had it',
    gigabytes: 4.3,
    licence: OPEN_RAIL_M,
    configs: STABLE_DIFFUSION_1_CONFIGS,
  },
  {
    name: 'lcm-dreamshaper-v7',
    repository: 'aislamov/lcm-dreamshaper-v7-onnx',
    revision: 'main',
    use: 'photographs and paintings in four steps: seconds in place of minutes (half precision)',
    gigabytes: 2.1,
    licence: MIT,
    configs: {},
  },
  {
    name: 'stable-diffusion-v2-1-base',
    repository: 'aislamov/stable-diffusion-2-1-base-onnx',
    revision: 'cpu',
    use: 'photographs, with a text encoder that knows other words',
    gigabytes: 5.2,
    licence: OPEN_RAIL_PLUS_PLUS_M,
    configs: {},
  },
  {
    name: 'sd-turbo',
    repository: 'schmuell/sd-turbo-ort-web',
    revision: 'main',
    use: 'pictures in one to four steps',
    gigabytes: 2.6,
    licence: STABILITY_NON_COMMERCIAL,
    configs: {},
  },
  {
    name: 'sdxl-turbo',
    repository: 'elbruno/sdxl-turbo-ONNX',
    revision: 'main',
    use: 'larger pictures in one to four steps; wants 16 GB of memory',
    gigabytes: 13.9,
    licence: STABILITY_NON_COMMERCIAL,
    configs: {},
  },
  {
    name: 'instruct-pix2pix',
    repository: 'ForserX/instruct-pix2pix-onnx',
    revision: 'main',
    use: 'edits photographs by instructions (“make it snow”), and does nothing else',
    gigabytes: 4.3,
    licence: MIT,
    configs: {},
  },
  {
    name: 'stable-diffusion-2-inpainting',
    repository: 'jdp8/sd-2-inpainting-noFusion-opset20-fp16',
    revision: 'main',
    use: 'fills holes that you paint in a photograph, and does nothing else (half precision)',
    gigabytes: 2.6,
    licence: OPEN_RAIL_PLUS_PLUS_M,
    configs: {},
  },
  {
    name: 'vit-gpt2-captions',
    layout: 'captioner',
    repository: 'Xenova/vit-gpt2-image-captioning',
    revision: 'main',
    use: 'says what a photograph shows, so that it needs no sentence: set CAPTIONS to it',
    gigabytes: 0.25,
    licence: APACHE_2,
    configs: {},
  },
  {
    name: 'clip-vit-base-patch32',
    layout: 'clip',
    repository: 'Xenova/clip-vit-base-patch32',
    revision: 'main',
    use: 'measures how well a photograph fits its words, in /compare and variations: set CLIP to it',
    gigabytes: 0.15,
    licence: MIT,
    configs: {},
  },
];

/** The folder of the model that comes with Wordbrush: scenes of emoji, 128 × 128 pixels. */
export const BUNDLED_MODEL = fileURLToPath(new URL('../../../models/emoji-world', import.meta.url));

/** Where pulled models are kept: `$WORDBRUSH_HOME/models` or the user's data folder. */
export function modelsHome(environment: NodeJS.ProcessEnv = process.env): string {
  const home = environment.WORDBRUSH_HOME || join(homedir(), '.local', 'share', 'wordbrush');
  return resolve(home, 'models');
}

/**
 * The folder that a model's name or path stands for; no name stands for the bundled model.
 *
 * @throws WordbrushError `bad-model` for the name of a hub model that has not been pulled.
 */
export function modelFolder(
  nameOrPath: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  if (!nameOrPath || nameOrPath === 'emoji-world') return BUNDLED_MODEL;
  if (!HUB_MODELS.some(({ name }) => name === nameOrPath)) return resolve(nameOrPath);
  const folder = join(modelsHome(environment), nameOrPath);
  if (existsSync(folder)) return folder;
  throw new WordbrushError(
    'bad-model',
    `The model ${nameOrPath} is not on this machine: run \`npx wordbrush models pull ${nameOrPath}\`.`,
  );
}

/** Networks that serve any model: the variable that chooses one, and where a model brings its own. */
const COMPANIONS = { CAPTIONS: 'captioner', CLIP: 'clip' } as const;

/**
 * Where the captioner or the CLIP for a model is: the pulled one or the folder that the variable names,
 * else the model's own; null where there is neither, or the variable is `off`.
 *
 * @throws WordbrushError `bad-model` for the name of one that has not been pulled
 */
export function companionOf(
  modelPath: string,
  variable: keyof typeof COMPANIONS,
  environment: NodeJS.ProcessEnv = process.env,
): string | null {
  const chosen = environment[variable]?.trim();
  if (chosen === 'off') return null;
  if (chosen) return modelFolder(chosen, environment);
  const own = join(modelPath, COMPANIONS[variable]);
  return existsSync(own) ? own : null;
}
