import {
  bindLora,
  factorDims,
  flattenPath,
  floatTensor,
  type Graph,
  type LoraLayer,
  loraLayers,
  nullTextGraphs,
  prune,
  serializeGraph,
  type TensorValue,
} from '../../graph/index.ts';
import type * as ort from '../../runtime.ts';
import { CompiledUNet, type UNetGraphs } from '../compile.ts';
import type { ModelFolder } from '../folder.ts';
import type { LoraModule } from '../lora/lora.ts';
import type { NoisePredictor } from '../parts/noise-predictor.ts';
import { compileTarget } from '../parts/unet.ts';
import { openSession } from '../session.ts';
import { type Variant, variantOf } from '../variants.ts';
import { transposed } from './subject-file.ts';

/** Rank of the layers that learning fills by default. */
export const DEFAULT_RANK = 16;

/** The UNet with LoRA layers whose factors are inputs: what learning runs, and what subjects are bound to. */
export function adaptableUNet(
  folder: ModelFolder,
  latent: NoisePredictor['latent'],
  rank = DEFAULT_RANK,
): CompiledUNet {
  return new CompiledUNet({ ...compileTarget(folder, latent), adapterRank: rank });
}

/**
 * A UNet's graphs with LoRAs in them: the base's weights where they lie, shared, and beside them the
 * factors, in memory only. Nothing of a subject is written to the cache.
 */
export class AdaptedUNet implements UNetGraphs {
  readonly #base: CompiledUNet;
  readonly #modules: readonly LoraModule[];
  #bound: Promise<{ unet: Graph; folder: string }> | undefined;

  constructor(base: CompiledUNet, modules: readonly LoraModule[]) {
    this.#base = base;
    this.#modules = modules;
  }

  async open(variant: Variant): Promise<ort.InferenceSession> {
    this.#bound ??= this.#bind();
    const { unet, folder } = await this.#bound;
    const graph = await this.#graphOf(unet, variant);
    return openSession(await this.#base.path({ kind: 'learn' }), {
      graph: serializeGraph(graph),
      externalDataFolder: folder,
    });
  }

  async #graphOf(unet: Graph, variant: Variant): Promise<Graph> {
    const { kind } = variant;
    if (kind === 'stem' || kind === 'conditional' || kind === 'gradient')
      return (await nullTextGraphs(unet, null))[kind];
    return variantOf(unet, variant);
  }

  async #bind(): Promise<{ unet: Graph; folder: string }> {
    const unet = (await this.#base.normalised()).clone();
    bindLora(unet, factorsOf(unet, this.#modules));
    prune(unet);
    return { unet, folder: await this.#base.folder };
  }
}

/** A and B of every layer that the modules are for; of several modules, side by side. */
function factorsOf(unet: Graph, modules: readonly LoraModule[]): Map<string, TensorValue> {
  const factors = new Map<string, TensorValue>();
  for (const layer of loraLayers(unet)) {
    const own = modules.filter((known) => known.module === flattenPath(layer.module));
    if (own.length === 0) continue;
    const rank = own.reduce((sum, { change }) => sum + rankOf(change), 0);
    const { down, up } = stacked(own, layer, rank);
    const dims = factorDims(layer, rank);
    const isLinear = layer.kernel.length === 0;
    // Files have A as [r, in] and B as [out, r].
    const a = isLinear ? transposed(down, rank, layer.inputs) : down;
    const b = isLinear ? transposed(up, layer.outputs, rank) : up;
    factors.set(layer.down, floatTensor([...a], dims.down));
    factors.set(layer.up, floatTensor([...b], dims.up));
  }
  return factors;
}

function rankOf({ down }: LoraModule['change']): number {
  return down.dims[0]!;
}

/** Rows of A one under another, columns of B one beside another and times their factors. */
function stacked(
  modules: readonly LoraModule[],
  { outputs }: LoraLayer,
  rank: number,
): { down: Float32Array; up: Float32Array } {
  const down: number[] = [];
  const up = new Float32Array(outputs * rank);
  let first = 0;
  for (const { change } of modules) {
    const own = rankOf(change);
    down.push(...change.down.data);
    for (let o = 0; o < outputs; o++)
      for (let r = 0; r < own; r++)
        up[o * rank + first + r] = change.factor * change.up.data[o * own + r]!;
    first += own;
  }
  return { down: Float32Array.from(down), up };
}
