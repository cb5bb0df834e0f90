import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { WordbrushError } from '../../errors.ts';
import {
  adaptWeights,
  type Graph,
  type TensorValue,
  type WeightChange,
  WeightMisfit,
} from '../../graph/index.ts';
import type { LoraChoice } from '../../types.ts';
import { readSafetensors, type StoredTensor } from './safetensors.ts';

/** `FILE` or `FILE:scale`, as people write it, and `NAME=` before it for one that edits ask for. */
export function parseLora(text: string): LoraChoice {
  const [, name, rest = text] = /^([\p{L}\p{N}_-]+)=(.+)$/u.exec(text) ?? [];
  const [, file = rest, scale] = /^(.+):(-?\d*\.?\d+)$/.exec(rest) ?? [];
  return {
    file,
    scale: scale === undefined ? 1 : Number(scale),
    ...(name !== undefined && { name: name.toLowerCase() }),
  };
}

/** What `parseLora` reads. */
export function loraText({ name, file, scale }: LoraChoice): string {
  return `${name === undefined ? '' : `${name}=`}${file}:${scale}`;
}

/** For people: what is wrong with a LoRA's name. */
export function noSuchLora(name: string, known: readonly string[]): WordbrushError {
  const offer =
    known.length === 0
      ? 'none has been set up here (LORAS=NAME=FILE)'
      : `there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`;
  return new WordbrushError('bad-edit', `There is no LoRA “${name}”: ${offer}.`);
}

/** Several of them, with commas between, as the settings have them. */
export function parseLoras(text = ''): LoraChoice[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map(parseLora);
}

/** The networks that a LoRA changes, by their folders' names. */
export const ADAPTED = ['unet', 'text_encoder', 'text_encoder_2'] as const;
export type Adapted = (typeof ADAPTED)[number];

/** What a LoRA adds to the weights of one module of a network. */
export interface LoraModule {
  readonly network: Adapted;
  /** The module's path with `_` in place of every dot, as keys and exports both can be brought to. */
  readonly module: string;
  /** The key in the file, for messages. */
  readonly key: string;
  readonly change: WeightChange;
}

/** Sha-256 of the files and the scales: what an inversion with them belongs to. */
export async function loraFingerprint(loras: readonly LoraChoice[]): Promise<string> {
  const hash = createHash('sha256');
  for (const { file, scale } of loras) {
    const bytes = await readFile(file).catch((cause: unknown) => {
      throw new WordbrushError('bad-option', `There is no LoRA file at ${file}: check the path.`, {
        cause,
      });
    });
    hash.update(bytes).update(` ${scale}\n`);
  }
  return hash.digest('hex');
}

/** Suffixes of the two factors and of α in the formats that there are. */
const FACTORS: readonly { readonly down: string; readonly up: string }[] = [
  { down: '.lora_down.weight', up: '.lora_up.weight' }, // kohya
  { down: '.lora_A.weight', up: '.lora_B.weight' }, // PEFT
  { down: '.lora_A.default.weight', up: '.lora_B.default.weight' },
  { down: '.lora.down.weight', up: '.lora.up.weight' }, // diffusers
  { down: '_lora.down.weight', up: '_lora.up.weight' }, // diffusers, old
  { down: '.lora_linear_layer.down.weight', up: '.lora_linear_layer.up.weight' },
];

/**
 * Reads a LoRA: ΔW = scale · (α / rank) · up · down of every module, rank = down's rows, α = rank where
 * the file has none.
 *
 * @throws WordbrushError `bad-option` naming the first key that is of no known format
 */
export async function readLora({ file, scale }: LoraChoice): Promise<LoraModule[]> {
  return loraModules(await readSafetensors(file), file, scale);
}

/** The same of a file's tensors; `file` is how messages name it. */
export function loraModules(
  tensors: ReadonlyMap<string, StoredTensor>,
  file: string,
  scale: number,
): LoraModule[] {
  const modules: LoraModule[] = [];
  const used = new Set<string>();
  for (const [key, down] of tensors) {
    const format = FACTORS.find((factors) => key.endsWith(factors.down));
    if (!format) continue;
    const path = key.slice(0, -format.down.length);
    const upKey = path + format.up;
    const alphaKey = `${path}.alpha`;
    const up = tensors.get(upKey);
    const rank = down.dims[0] ?? 0;
    const named = moduleOf(path);
    if (!up) throw misfit(file, key, `has no ${format.up} beside it`);
    if (rank === 0 || up.dims[1] !== rank)
      throw misfit(file, key, `has ${rank} rows where its ${format.up} has ${up.dims[1]} columns`);
    if (!named) throw misfit(file, key, 'names neither a UNet nor a text encoder');
    const alpha = tensors.get(alphaKey)?.data[0] ?? rank;
    for (const name of [key, upKey, alphaKey]) used.add(name);
    modules.push({ ...named, key, change: { up, down, factor: (scale * alpha) / rank } });
  }
  const unknown = [...tensors.keys()].find((key) => !used.has(key));
  if (unknown !== undefined)
    throw misfit(
      file,
      unknown,
      'is no part of a LoRA of linear layers or convolutions (kohya, diffusers or PEFT)',
    );
  if (modules.length === 0) throw misfit(file, 'the whole file', 'holds no LoRA');
  return modules;
}

/** A LoRA file, read. */
export interface Lora {
  readonly file: string;
  readonly modules: readonly LoraModule[];
}

export async function readLoras(choices: readonly LoraChoice[]): Promise<Lora[]> {
  const loras: Lora[] = [];
  for (const choice of choices) loras.push({ file: choice.file, modules: await readLora(choice) });
  return loras;
}

/**
 * Merges the LoRAs' part for one network into its weights; says whether there was any.
 *
 * @throws WordbrushError `bad-option` naming the first key that fits nothing in the network
 */
export function mergeLoras(
  graph: Graph,
  network: string,
  loras: readonly Lora[],
  folder: string,
  store?: (value: TensorValue) => TensorValue,
): boolean {
  const changes = new Map<string, WeightChange[]>();
  for (const { modules } of loras)
    for (const { module, change, network: own } of modules)
      if (own === network) changes.set(module, [...(changes.get(module) ?? []), change]);
  if (changes.size === 0) return false;
  const nameOf = network === 'unet' ? (module: string) => module : textName;
  const taken = takenBy(loras, () => adaptWeights(graph, changes, folder, nameOf, store));
  for (const { file, modules } of loras) {
    const left = modules.find(({ module, network: own }) => own === network && !taken.has(module));
    if (left)
      throw misfit(
        file,
        left.key,
        `fits nothing in this model’s ${network}; it may be for another family of models`,
      );
  }
  return true;
}

/** The same, where a size that does not fit is told with the file and the key that it is of. */
function takenBy(loras: readonly Lora[], adapt: () => Set<string>): Set<string> {
  try {
    return adapt();
  } catch (error) {
    if (!(error instanceof WeightMisfit)) throw error;
    for (const { file, modules } of loras)
      for (const { key, change } of modules)
        if (change === error.change)
          throw misfit(file, key, `${error.sizes}; it may be for another family of models`);
    throw error;
  }
}

/** Throws for a LoRA of a network that the folder does not have. */
export function checkNetworks(loras: readonly Lora[], networks: readonly string[]): void {
  for (const { file, modules } of loras) {
    const stray = modules.find(({ network }) => !networks.includes(network));
    if (stray)
      throw misfit(file, stray.key, `is for a ${stray.network}, which this model does not have`);
  }
}

function misfit(file: string, key: string, what: string): WordbrushError {
  return new WordbrushError(
    'bad-option',
    `The LoRA ${basename(file)} cannot be used: ${key} ${what}.`,
  );
}

/** Prefixes of keys, and the network that each stands for. */
const PREFIXES: readonly (readonly [prefix: string, network: Adapted])[] = [
  ['lora_unet_', 'unet'],
  ['lora_te1_', 'text_encoder'],
  ['lora_te2_', 'text_encoder_2'],
  ['lora_te_', 'text_encoder'],
  ['text_encoder_2_', 'text_encoder_2'],
  ['text_encoder_', 'text_encoder'],
  ['unet_', 'unet'],
];

/** The network and the module that a key without its suffix names; null for a key of neither. */
export function moduleOf(path: string): { network: Adapted; module: string } | null {
  const flat = path
    .replace(/^base_model\.model\./, '')
    .replace(/\.processor\./, '.')
    .replace(/\.(to_[qkv])$/, '.$1')
    .replace(/\.to_out$/, '.to_out.0') // the old processors' to_out_lora
    .replaceAll('.', '_');
  const found = PREFIXES.find(([prefix]) => flat.startsWith(prefix));
  const [prefix, network] = found ?? ['', /^(down|mid|up)_block/.test(flat) ? 'unet' : null];
  if (network === null) return null;
  const name = flat.slice(prefix.length);
  return { network, module: network === 'unet' ? diffusersName(name) : textName(name) };
}

/** Text encoders are exported with and without this level. */
function textName(module: string): string {
  return module.replace(/^text_model_/, '');
}

/** Of a resnet and of a sampler in the names of the original code. */
const ORIGINAL: Readonly<Record<string, string>> = {
  in_layers_2: 'conv1',
  emb_layers_1: 'time_emb_proj',
  out_layers_3: 'conv2',
  skip_connection: 'conv_shortcut',
};

/**
 * The original code numbers blocks through (`input_blocks_4_1_…`), two layers and a sampler to a level;
 * diffusers says down_blocks.1.attentions.0.
 */
function diffusersName(module: string): string {
  const [, side, first = '', second = '', third, rest = ''] =
    /^(input|middle|output)_blocks?_(\d+)(?:_(\d+))?_(op|conv)?_?(.*)$/.exec(module) ?? [];
  if (side === undefined) return module;
  const inner = ORIGINAL[rest] ?? rest;
  const block = Number(first);
  if (side === 'middle') {
    const name = ['resnets_0', 'attentions_0', 'resnets_1'][block];
    return `mid_block_${name}_${inner}`;
  }
  const part = Number(second);
  if (side === 'input') {
    const level = Math.floor((block - 1) / 3);
    const layer = (block - 1) % 3;
    if (third === 'op') return `down_blocks_${level}_downsamplers_0_conv`;
    return `down_blocks_${level}_${part === 0 ? 'resnets' : 'attentions'}_${layer}_${inner}`;
  }
  const [level, layer] = [Math.floor(block / 3), block % 3];
  if (third === 'conv') return `up_blocks_${level}_upsamplers_0_conv`;
  return `up_blocks_${level}_${part === 0 ? 'resnets' : 'attentions'}_${layer}_${inner}`;
}
