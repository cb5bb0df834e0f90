import { GRAPHS } from '../folder.ts';
import type { HubModel } from '../registry.ts';
import type { HubFile } from './hub-file.ts';

/** What is taken of each folder; a graph's weights are the files that the graph names. */
const WANTED: Readonly<Record<string, readonly string[]>> = {
  '': ['model_index.json'],
  scheduler: ['scheduler_config.json'],
};
const OF_GRAPHS = ['model.onnx', 'config.json'];
const OF_TOKENIZERS = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'merges.txt',
];

/** A captioner in the layout of Transformers.js, its weights in eight bits. */
const CAPTIONER = [
  'config.json',
  'preprocessor_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'onnx/encoder_model_quantized.onnx',
  'onnx/decoder_model_merged_quantized.onnx',
];

/** A CLIP in the same layout. */
const CLIP = [
  'config.json',
  'preprocessor_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'onnx/text_model_quantized.onnx',
  'onnx/vision_model_quantized.onnx',
];

/** Which files of a repository at a hub are taken, by what the model is. */
export const LAYOUTS: Readonly<
  Record<
    NonNullable<HubModel['layout']>,
    { readonly isWanted: (file: HubFile) => boolean; readonly needed: readonly string[] }
  >
> = {
  diffusion: { isWanted: isOfDiffusion, needed: GRAPHS.map((part) => `${part}/model.onnx`) },
  captioner: {
    isWanted: ({ path }) => CAPTIONER.includes(path) || path === 'generation_config.json',
    needed: CAPTIONER,
  },
  clip: {
    isWanted: ({ path }) => CLIP.includes(path) || path === 'special_tokens_map.json',
    needed: CLIP,
  },
};

function isOfDiffusion({ path }: HubFile): boolean {
  const parts = path.split('/');
  const name = parts.pop()!;
  const folder = parts.join('/');
  if (/^(unet|text_encoder(_2)?|vae_(en|de)coder)$/.test(folder)) return OF_GRAPHS.includes(name);
  if (/^tokenizer(_2)?$/.test(folder)) return OF_TOKENIZERS.includes(name);
  return WANTED[folder]?.includes(name) ?? false;
}
