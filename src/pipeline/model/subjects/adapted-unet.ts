import {
  bindLora,
  flattenPath,
  floatTensor,
  type Graph,
  loraLayers,
  nullTextGraphs,
  prune,
  serializeGraph,
  type TensorValue,
} from '../../graph/index.ts';
import type * as ort from '../../runtime.ts';
import { CompiledUNet, type UNetGraphs, type Variant, variantOf } from '../compile.ts';
import type { ModelFolder } from '../folder.ts';
import type { LoraModule } from '../lora/lora.ts';
import type { NoisePredictor } from '../parts/noise-predictor.ts';
import { compileTarget } from '../parts/unet.ts';
import { openSession } from '../session.ts';

/** Rank of the layers that learning fills unless it is told another. */
export const DEFAULT_RANK = 8;

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

/** A [in, r] and B [r, out] of every layer that the modules are for; of several, side by side. */
function factorsOf(unet: Graph, modules: readonly LoraModule[]): Map<string, TensorValue> {
  const factors = new Map<string, TensorValue>();
  for (const { module, down, up, inputs, outputs } of loraLayers(unet)) {
    const own = modules.filter((known) => known.module === flattenPath(module));
    if (own.length === 0) continue;
    const rank = own.reduce((sum, { change }) => sum + change.down.dims[0]!, 0);
    const a = new Float32Array(inputs * rank);
    const b = new Float32Array(rank * outputs);
    let first = 0;
    for (const { change } of own) {
      const ownRank = change.down.dims[0]!;
      for (let r = 0; r < ownRank; r++) {
        for (let i = 0; i < inputs; i++)
          a[i * rank + first + r] = change.down.data[r * inputs + i]!;
        for (let o = 0; o < outputs; o++)
          b[(first + r) * outputs + o] = change.factor * change.up.data[o * ownRank + r]!;
      }
      first += ownRank;
    }
    factors.set(down, floatTensor([...a], [inputs, rank]));
    factors.set(up, floatTensor([...b], [rank, outputs]));
  }
  return factors;
}
