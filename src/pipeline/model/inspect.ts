import { basename, dirname } from 'node:path';
import { openClip } from '../clip/clip.ts';
import { isTrained } from '../edit-types.ts';
import { WordbrushError } from '../errors.ts';
import { readGraph, unetFacts } from '../graph/index.ts';
import { offersOf } from '../offers.ts';
import { tensor } from '../tensor.ts';
import { gibibytes } from '../text/bytes.ts';
import type { LoraChoice } from '../types.ts';
import { CompiledUNet } from './compile.ts';
import { graphPath, type ModelFolder, openModelFolder } from './folder.ts';
import { brokenFolder, LoadedModel } from './loaded-model.ts';
import { checkNetworks, mergeLoras, readLoras } from './lora/lora.ts';
import { openTextEncoder } from './parts/text-encoder.ts';
import { openTokenizer } from './parts/tokenizer.ts';
import { compileTarget, editingLimits } from './parts/unet.ts';
import { openVae } from './parts/vae.ts';
import { companionOf } from './registry.ts';
import type { Variant } from './variants.ts';

/** A look at one part of a model folder: what it found, or a WordbrushError that names the file. */
export type Inspection = () => Promise<string>;

/**
 * Looks at a model folder part by part, by opening every graph and running what runs in a moment. The
 * UNet is compiled, as its first use would, and stays in the cache.
 *
 * @throws WordbrushError `bad-model` when the folder cannot be read at all
 */
export async function inspectModel(
  path: string,
  loras: readonly LoraChoice[] = [],
): Promise<Readonly<Record<string, Inspection>>> {
  const folder = await openModelFolder(path, loras);
  const parts = {
    'text encoder': inspectText,
    VAE: inspectVae,
    UNet: inspectUNet,
    methods: inspectMethods,
    CLIP: inspectClip,
  };
  const inspections = Object.entries(parts).map(([name, inspect]): [string, Inspection] => [
    name,
    () => inspect(folder).catch((cause: unknown) => brokenFolder(path, cause)),
  ]);
  const adaptions = loras.map((lora): [string, Inspection] => [
    `LoRA ${lora.name ?? basename(lora.file)}`,
    () => inspectLora(folder, lora),
  ]);
  return Object.fromEntries([...inspections, ...adaptions]);
}

/** Merges a LoRA, whether every edit has it or those that name it, into each network and keeps nothing of that. */
async function inspectLora(folder: ModelFolder, choice: LoraChoice): Promise<string> {
  const loras = await readLoras([choice]);
  const networks = ['unet', ...folder.family.text.encoders.map(({ name }) => name)];
  checkNetworks(loras, networks);
  const counts: string[] = [];
  for (const network of networks) {
    const changed = loras.flatMap(({ modules }) => modules).filter((it) => it.network === network);
    if (changed.length === 0) continue;
    const path = graphPath(folder, network);
    mergeLoras(await readGraph(path), network, loras, dirname(path), ({ type, dims }) => ({
      ...{ type, dims, data: new Uint8Array() },
    }));
    counts.push(`${changed.length} of ${network}`);
  }
  const when = choice.name === undefined ? 'in every edit' : `by “with ${choice.name}”`;
  return `${basename(choice.file)} at ${choice.scale}, ${when}: changes ${counts.join(' and ')}`;
}

/** What the folder is, in a line. */
export function introduce({ settings, family, latent, tokens, loras, path }: ModelFolder): string {
  const side = latent.side * latent.factor;
  return (
    `${settings.name}: ${family.name}, ${side} × ${side} pixels, prompts of up to ${tokens - 2} ` +
    `tokens, ${loras.length > 0 ? `${loras.length} LoRA, ` : ''}${settings.steps} steps at guidance ${settings.guidanceScale}, ${path}`
  );
}

async function inspectText(folder: ModelFolder): Promise<string> {
  const tokenizer = await openTokenizer(folder.path, folder.tokens);
  const encoder = await openTextEncoder(folder);
  try {
    const { dims } = await encoder.encode(tokenizer.encode('a cat'));
    const widths = folder.family.text.encoders.map(({ width }) => width).join(' + ');
    return `${widths} wide, contexts of ${dims.slice(1).join(' × ')}`;
  } finally {
    await encoder.close();
  }
}

/** A grey picture there and back: small, or of the one size that the export takes. */
async function inspectVae(folder: ModelFolder): Promise<string> {
  const { factor, scale, side } = folder.latent;
  const { fixed } = unetFacts(await readGraph(graphPath(folder, 'unet')));
  const [height, width] = [fixed?.height ?? side / 8, fixed?.width ?? side / 8].map(
    (cells) => Math.max(1, Math.ceil(cells)) * factor,
  );
  const vae = await openVae(folder);
  try {
    const [h, w] = [height ?? factor, width ?? factor];
    const grey = { height: h, width: w, data: new Uint8Array(3 * h * w).fill(128) };
    await vae.decode(await vae.encode(grey));
    return `${factor} pixels a latent cell, scale ${scale}`;
  } finally {
    await vae.close();
  }
}

async function inspectUNet(folder: ModelFolder): Promise<string> {
  const modelPath = graphPath(folder, 'unet');
  const graph = await readGraph(modelPath);
  const reads = graph.inputs.map((name) => {
    const type = graph.types.get(name);
    return `${name} ${type?.type ?? 'of no type'} [${type?.dims.join(', ') ?? ''}]`;
  });
  if (folder.family.obstacle === null) {
    const latent = modelLatent(folder);
    const compiled = new CompiledUNet(compileTarget(folder, latent));
    for (const variant of variantsOf(folder)) await compiled.path(variant);
  }
  await runEditors(folder);
  return `${gibibytes(await weightBytes(modelPath))} of weights, reads ${reads.join(', ')}`;
}

/** Each of the trained editors of a folder on nothing, one row. */
async function runEditors(folder: ModelFolder): Promise<void> {
  const trained = offersOf(folder).edits.filter(isTrained);
  if (trained.length === 0) return;
  const model = await LoadedModel.open(folder.path, {
    ...{ signal: undefined, onOpened() {}, loras: folder.loras },
  });
  try {
    for (const method of trained) {
      const { predictor, embed } = await model.editorFor(method, modelLatent(folder));
      const { channels, height, width } = predictor.latent;
      const input = new Float32Array(channels * height * width);
      const latents = tensor(input, [1, channels, height, width]);
      await predictor.predict(latents, 1, await embed(model.tokenizer.empty));
    }
  } finally {
    await model.close();
  }
}

/** The graphs that an inversion and an edit with everything in it use. */
function variantsOf(folder: ModelFolder): readonly Variant[] {
  const limits = editingLimits(folder, modelLatent(folder));
  return [
    { kind: 'gradient' },
    { kind: 'observe', observedTokens: limits.observedTokens },
    { kind: 'edit', targets: 1, crossAttention: true, ...limits },
  ];
}

/** A grey picture and a sentence through both towers. */
async function inspectClip(folder: ModelFolder): Promise<string> {
  const found = companionOf(folder.path, 'CLIP');
  if (found === null) return 'none: nothing says how well pictures fit their words';
  const clip = await openClip(found);
  try {
    const { side, context } = clip.config;
    const grey = { width: side, height: side, data: new Uint8Array(3 * side * side).fill(128) };
    await clip.ofPicture(grey);
    const { length } = await clip.ofText('a cat');
    return `pictures of ${side} × ${side}, ${context - 2} tokens, embeddings of ${length}, ${found}`;
  } finally {
    await clip.close();
  }
}

async function inspectMethods(folder: ModelFolder): Promise<string> {
  const { family, settings, latent } = folder;
  const { inversions, edits } = offersOf(folder);
  if (family.obstacle && edits.length === 0)
    throw new WordbrushError(
      'bad-model',
      `${settings.name} (${family.name}) is no model to draw with: ${family.obstacle}.`,
    );
  const path = graphPath(folder, 'unet');
  const { fixed } = unetFacts(await readGraph(path));
  const sizes = fixed
    ? `only ${fixed.width * latent.factor} × ${fixed.height * latent.factor} pixels`
    : `any multiple of ${latent.factor * latent.multiple} pixels`;
  const { draw, edit, optimise } = memoryNeeds(await weightBytes(path), latent.side);
  return (
    `inversion (${inversions.join(', ')}), edits (${edits.join(', ')})` +
    (family.obstacle === null
      ? `, heat maps; ${sizes}; on a CPU about ${gibibytes(draw)} to draw, ${gibibytes(edit)} to edit, ` +
        `${gibibytes(optimise)} for null-text`
      : `; ${sizes}; on a CPU about ${gibibytes(draw)}; ${family.obstacle}`)
  );
}

/**
 * Peak memory in bytes of one row, of an edit step and of the null-text gradient: what Stable
 * Diffusion 1.5 at 512 × 512 was measured to need beside its weights (docs/benchmarks.md), by the area
 * of the latent and the width of the network.
 */
function memoryNeeds(weights: number, side: number) {
  const GiB = 2 ** 30;
  const measured = 3.2 * GiB;
  const share = (side / 64) ** 2 * Math.sqrt(weights / measured);
  const needs = (beside: number) => weights + (0.2 + beside * share) * GiB;
  return { draw: needs(0.4), edit: needs(1.5), optimise: needs(4.1) };
}

function modelLatent({ latent: { channels, side } }: ModelFolder) {
  return { channels, height: side, width: side };
}

/** Bytes of the weights in single precision. */
async function weightBytes(modelPath: string): Promise<number> {
  const { initializers } = await readGraph(modelPath);
  let bytes = 0;
  for (const { type, dims } of initializers.values())
    if (type === 'float32' || type === 'float16') bytes += 4 * dims.reduce((a, b) => a * b, 1);
  return bytes;
}
