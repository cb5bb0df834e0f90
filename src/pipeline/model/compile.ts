import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { WordbrushError } from '../errors.ts';
import {
  CONTEXT,
  type Conditioning,
  foldConditioning,
  type Graph,
  importGraph,
  inferTypes,
  insertLora,
  learningGraph,
  loraLayers,
  normalise,
  nullTextGraphs,
  readGraph,
  replaceInput,
  SAMPLE,
  serializeGraph,
  type TensorValue,
  TIMESTEP,
  WeightFile,
} from '../graph/index.ts';
import * as ort from '../runtime.ts';
import type { LoraChoice } from '../types.ts';
import { readEditor } from './lora/editor.ts';
import { mergeLoras, readLoras } from './lora/lora.ts';
import { openSession } from './session.ts';
import { type Variant, variantName, variantOf } from './variants.ts';

/** What is compiled, and for which sizes. */
export interface CompileTarget {
  /** The stock unet/model.onnx. */
  readonly modelPath: string;
  /** Fingerprint of the model folder. */
  readonly fingerprint: string;
  readonly latent: { readonly channels: number; readonly height: number; readonly width: number };
  readonly tokens: number;
  readonly embeddingWidth: number;
  /** For UNets that read more than latent, timestep and context. */
  readonly conditioning?: Conditioning;
  /** Merged into weights of the entry's own; the others are the stock file's. */
  readonly loras?: readonly LoraChoice[];
  /** Rank of the LoRA layers to be learned or bound; default: there are none. */
  readonly adapterRank?: number;
  /** File of an editor to make of it (`readEditor`). */
  readonly editor?: string;
  /** Whether it is only ever asked for predictions, as those who read more than a latent are. */
  readonly isPredicting?: boolean;
}

/** Where the sessions of a UNet's graphs come from. */
export interface UNetGraphs {
  open(variant: Variant): Promise<ort.InferenceSession>;
}

/**
 * The graphs of one UNet at one latent size, made when first asked for and kept on disk. They lie in
 * one folder of the cache with the weights that they share. Processes may compile the same UNet at
 * once: an entry appears whole, by a rename, and the first one stays.
 */
export class CompiledUNet implements UNetGraphs {
  /** The entry in the cache. */
  readonly folder: Promise<string>;
  readonly #target: CompileTarget;
  #unet: Promise<Graph> | undefined;

  /** @param cacheFolder default: `WORDBRUSH_CACHE`, or ~/.cache/wordbrush */
  constructor(target: CompileTarget, cacheFolder: string = defaultCacheFolder()) {
    this.#target = target;
    this.folder = entryName(target).then((name) => join(cacheFolder, name));
  }

  /**
   * Path of a graph, compiled where it is not there yet.
   *
   * Throws `bad-model` or `unsupported-op` for a UNet that cannot be compiled, `io` when the cache
   * cannot be written.
   */
  async path(variant: Variant): Promise<string> {
    const folder = await this.folder;
    const path = join(folder, `${variantName(variant)}.onnx`);
    if (await exists(path)) return path;
    const unet = await this.normalised();
    try {
      if (!(await exists(path))) await writeWhole(path, serializeGraph(variantOf(unet, variant)));
      return path;
    } catch (error) {
      this.#unet = undefined;
      throw cannotCompile(error, folder, this.#target.modelPath);
    }
  }

  /** Opens a graph. One that cannot be opened is taken for damaged and made again, once. */
  async open(variant: Variant): Promise<ort.InferenceSession> {
    const path = await this.path(variant);
    try {
      return await openSession(path);
    } catch {
      await this.discard();
      return openSession(await this.path(variant));
    }
  }

  /** The normalised UNet, whose weights lie in the entry's folder. It is shared: clone before changing it. */
  async normalised(): Promise<Graph> {
    const folder = await this.folder;
    try {
      this.#unet ??= this.#open(folder);
      return await this.#unet;
    } catch (error) {
      this.#unet = undefined;
      throw cannotCompile(error, folder, this.#target.modelPath);
    }
  }

  /** Removes a damaged entry; what is asked for next is compiled again. */
  async discard(): Promise<void> {
    this.#unet = undefined;
    await rm(await this.folder, { recursive: true, force: true });
  }

  /** The normalised UNet, from the cache where it is there and not damaged. */
  async #open(folder: string): Promise<Graph> {
    if (!(await exists(folder))) return this.#compile(folder);
    try {
      const unet = await readGraph(join(folder, 'unet.onnx'));
      await inferTypes(unet, folder);
      return unet;
    } catch {
      await rm(folder, { recursive: true, force: true });
      return this.#compile(folder);
    }
  }

  /** Makes the entry: the normalised UNet, its weights, and the graphs that have weights of their own. */
  async #compile(folder: string): Promise<Graph> {
    const partial = `${folder}.${randomUUID()}.partial`;
    await mkdir(partial, { recursive: true });
    await removeAbandoned(dirname(folder));
    try {
      const { modelPath, latent, tokens, embeddingWidth } = this.#target;
      const { conditioning, adapterRank } = this.#target;
      const stock = await importGraph(modelPath, partial);
      await this.#adapt(stock, partial);
      if (conditioning) foldConditioning(stock, conditioning);
      const layers = adapterRank === undefined ? [] : insertLora(stock, adapterRank);
      checkFixedSizes(stock, this.#target);
      const sizes = {
        [SAMPLE]: [1, latent.channels, latent.height, latent.width],
        [TIMESTEP]: stock.types.get(TIMESTEP)?.dims.map(() => 1) ?? [],
        [CONTEXT]: [1, tokens, embeddingWidth],
        ...Object.fromEntries(
          layers
            .flatMap(({ down, up }) => [down, up])
            .map((name) => [name, stock.dimsOf(name)] as const),
        ),
      };
      const unet = await normalise(stock, sizes, partial);
      const graphs = {
        unet,
        ...(!this.#target.isPredicting && (await gradientsOf(unet, partial))),
      };
      for (const [name, graph] of Object.entries(graphs))
        await writeFile(join(partial, `${name}.onnx`), serializeGraph(graph));
      // Fails when another process was first, whose entry is as good.
      await rename(partial, folder).catch(async (error) => {
        if (!(await exists(folder))) throw error;
      });
      return unet;
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  }

  /** Merges what was trained beside the weights into copies of them. */
  async #adapt(stock: Graph, folder: string): Promise<void> {
    const { loras = [], editor } = this.#target;
    if (loras.length === 0 && editor === undefined) return;
    const weights = new WeightFile(folder);
    const store = (value: TensorValue): TensorValue => weights.store(value);
    const beside = editor === undefined ? null : await readEditor(editor);
    const all = [...(await readLoras(loras)), ...(beside ? [beside] : [])];
    mergeLoras(stock, 'unet', all, folder, store);
    if (beside) replaceInput(stock, beside.input, store);
    weights.save();
  }
}

/** The graphs that have weights of their own. */
async function gradientsOf(unet: Graph, folder: string): Promise<Record<string, Graph>> {
  if (loraLayers(unet).length > 0) return { learn: await learningGraph(unet, folder) };
  const { stem, conditional, gradient } = await nullTextGraphs(unet, folder);
  return { stem, conditional, gradient };
}

/** Throws for an export that is bound to other sizes than these. */
function checkFixedSizes(unet: Graph, { latent, conditioning }: CompileTarget): void {
  const [batch, , height, width] = unet.types.get(SAMPLE)?.dims ?? [];
  const isOther = (fixed: number | string | undefined, size: number) =>
    typeof fixed === 'number' && fixed !== size;
  if (isOther(batch, 1))
    throw new WordbrushError(
      'bad-model',
      `${unet.name} is bound to ${batch} pictures at once: export it for one, or for any number.`,
    );
  if (!isOther(height, latent.height) && !isOther(width, latent.width)) return;
  const factor = conditioning ? conditioning.pixels.height / latent.height : 8;
  const [h, w] = [height, width].map((side) => Number(side) * factor);
  throw new WordbrushError(
    'bad-image',
    `The picture is ${latent.width * factor} × ${latent.height * factor} pixels and this model takes ` +
      `only ${w} × ${h}: crop it instead of fitting it.`,
  );
}

async function entryName(target: CompileTarget): Promise<string> {
  const { fingerprint, latent, conditioning, adapterRank } = target;
  const key = createHash('sha256')
    .update(`${fingerprint} ${await compilerFingerprint()} ${ort.env.versions.common}`)
    .update(JSON.stringify(conditioning ?? null))
    .update(adapterRank === undefined ? '' : ` LoRA ${adapterRank}`)
    .digest('hex');
  return `${key.slice(0, 24)}-${latent.width}x${latent.height}`;
}

/** Hash of the compiler's own source, so that no graph outlives the code that made it. */
async function compilerFingerprint(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(import.meta.filename));
  // In the package the sources are JavaScript.
  const extension = extname(import.meta.filename);
  hash.update(await readFile(join(import.meta.dirname, `variants${extension}`)));
  const folder = join(import.meta.dirname, '..', 'graph');
  for (const name of (await readdir(folder, { recursive: true })).sort())
    if (name.endsWith(extension) && !name.endsWith('.test.ts') && !name.endsWith('.d.ts'))
      hash.update(name).update(await readFile(join(folder, name)));
  return hash.digest('hex');
}

export function defaultCacheFolder(): string {
  return process.env.WORDBRUSH_CACHE || join(homedir(), '.cache', 'wordbrush');
}

/** Writes a file so that no reader ever sees a part of it. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    await writeFile(partial, bytes);
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}

/** Removes what processes that were killed while compiling left behind. */
async function removeAbandoned(cacheFolder: string): Promise<void> {
  const day = 24 * 60 * 60 * 1000;
  for (const name of await readdir(cacheFolder)) {
    if (!name.endsWith('.partial')) continue;
    const path = join(cacheFolder, name);
    const info = await stat(path).catch(() => null);
    if (info && Date.now() - info.mtimeMs > day) await rm(path, { recursive: true, force: true });
  }
}

function cannotCompile(error: unknown, folder: string, modelPath: string): WordbrushError {
  if (error instanceof WordbrushError) return error;
  if (!(error instanceof Error) || !('syscall' in error)) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return new WordbrushError(
      'bad-model',
      `${modelPath} cannot be made into graphs that invert and edit (${reason}): export it again by ` +
        '`optimum-cli export onnx --model MODEL --task text-to-image --opset 17 FOLDER`.',
      { cause: error },
    );
  }
  return new WordbrushError(
    'io',
    `Cannot keep compiled graphs in ${dirname(folder)} (${error.message}): free some space, or ` +
      'set WORDBRUSH_CACHE to a folder that can be written.',
    { cause: error },
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
