import { CONTEXT, SAMPLE, sourceRows, TIMESTEP } from '../../graph/index.ts';
import { Recent } from '../../recent.ts';
import * as ort from '../../runtime.ts';
import { concatRows, rowsOf, type Tensor } from '../../tensor.ts';
import { CompiledUNet, type CompileTarget, type UNetGraphs } from '../compile.ts';
import { graphPath, type ModelFolder } from '../folder.ts';
import { editorFingerprint } from '../lora/editor.ts';
import { type Variant, variantName } from '../variants.ts';
import { runSession, toFloat32 } from './network.ts';
import type {
  EditPrediction,
  EditStep,
  NoisePredictor,
  NullTextStep,
  SourceLook,
} from './noise-predictor.ts';
import { looksOf, originOf } from './source-origin.ts';

/** What a run computed, by name, in the graph's order. */
type Outputs = Record<string, Tensor>;
/** Half precision, by name. */
type Halves = SourceLook['parts'];

/** One inversion followed by two edits, of which the second has the source kept, uses twelve graphs. */
const OPEN_SESSIONS = 14;

/** w of a latent consistency model's guidance embedding: its authors' scale of 8.5, less 1. */
const LCM_GUIDANCE = 7.5;

/** The maps that edits work with, in a UNet of some latent size. */
interface AttentionLimits {
  /** Self-attention layers of more tokens are never replaced. */
  readonly selfAttentionMaxTokens: number;
  /** N of the cross-attention maps of blends and heat maps. */
  readonly observedTokens: number;
}

/**
 * The UNet of a model folder for one latent size. Its limits are those of the folder's settings,
 * which are meant for the square latent, scaled by area. Graphs are compiled and opened when first
 * used.
 *
 * @param cacheFolder see CompiledUNet
 * @param graphs where they come from, when they are not the folder's own
 */
export async function openNoisePredictor(
  folder: ModelFolder,
  latent: NoisePredictor['latent'],
  cacheFolder?: string,
  graphs?: UNetGraphs,
): Promise<NoisePredictor> {
  const target = compileTarget(folder, latent);
  return new UNet(target, editingLimits(folder, latent), cacheFolder, graphs);
}

/**
 * The UNet of an editor: made of the folder's by the changes in a file, or null for the folder's own. It
 * takes as many channels as `input` has, and only predicts.
 */
export async function openEditorPredictor(
  folder: ModelFolder,
  input: NoisePredictor['latent'],
  file: string | null,
): Promise<NoisePredictor> {
  const { fingerprint } = folder;
  const target = {
    ...compileTarget(folder, input),
    isPredicting: true,
    ...(file !== null && {
      editor: file,
      fingerprint: await editorFingerprint(fingerprint, file),
    }),
  };
  return new UNet(target, editingLimits(folder, input));
}

/** What a folder's UNet is compiled from for a latent size. */
export function compileTarget(
  folder: ModelFolder,
  latent: NoisePredictor['latent'],
): CompileTarget {
  const { factor } = folder.latent;
  return {
    modelPath: graphPath(folder, 'unet'),
    fingerprint: folder.fingerprint,
    latent,
    tokens: folder.contextRows,
    embeddingWidth: folder.embeddingWidth,
    loras: folder.loras,
    conditioning: {
      tokens: folder.tokens,
      pixels: { height: latent.height * factor, width: latent.width * factor },
      guidance: folder.settings.guidanceEmbedding ?? LCM_GUIDANCE,
    },
  };
}

/** The folder's settings are meant for its square latent: scaled by area. */
export function editingLimits(
  folder: ModelFolder,
  latent: NoisePredictor['latent'],
): AttentionLimits {
  const { selfAttentionMaxTokens, blendMapSide } = folder.settings;
  const area = (latent.height * latent.width) / folder.latent.side ** 2;
  return {
    selfAttentionMaxTokens: selfAttentionMaxTokens * area,
    observedTokens: blendMapSide ** 2 * area,
  };
}

/**
 * A compiled UNet. The runtime blocks the thread for a whole run, but lets the event loop turn before
 * each, so that cancellations and messages are seen.
 */
export class UNet implements NoisePredictor {
  readonly latent: NoisePredictor['latent'];
  readonly #graphs: UNetGraphs;
  readonly #limits: AttentionLimits;
  readonly #sessions = new Recent<Promise<ort.InferenceSession>>(OPEN_SESSIONS);

  constructor(
    target: CompileTarget,
    limits: AttentionLimits,
    cacheFolder?: string,
    graphs: UNetGraphs = new CompiledUNet(target, cacheFolder),
  ) {
    this.latent = target.latent;
    this.#limits = limits;
    this.#graphs = graphs;
  }

  async predict(latents: Tensor, timestep: number, context: Tensor): Promise<Tensor> {
    const variant = { kind: 'predict', rows: latents.dims[0]! } as const;
    const feeds = { [SAMPLE]: latents, [CONTEXT]: context };
    return predictionOf((await this.#run(variant, timestep, feeds)).outputs);
  }

  async observe(
    latent: Tensor,
    timestep: number,
    context: Tensor,
  ): Promise<{ prediction: Tensor; attention: Tensor }> {
    const { observedTokens } = this.#limits;
    const feeds = { [SAMPLE]: latent, [CONTEXT]: context };
    const { outputs } = await this.#run({ kind: 'observe', observedTokens }, timestep, feeds);
    return { prediction: predictionOf(outputs), attention: outputs.attention! };
  }

  async nullText(latent: Tensor, timestep: number): Promise<NullTextStep> {
    const stem = await this.#run({ kind: 'stem' }, timestep, { [SAMPLE]: latent });
    const step = { ...stem.outputs, [SAMPLE]: latent };
    return {
      predict: async (context) => {
        const feeds = { ...step, [CONTEXT]: context };
        return predictionOf((await this.#run({ kind: 'conditional' }, timestep, feeds)).outputs);
      },
      gradient: async (input) => {
        const { outputs } = await this.#run({ kind: 'gradient' }, timestep, {
          ...step,
          [CONTEXT]: input.nullEmbedding,
          conditional: input.conditional,
          target: input.target,
          guidance_scale: scalar(input.guidanceScale),
          latent_coefficient: scalar(input.latentCoefficient),
          prediction_coefficient: scalar(input.predictionCoefficient),
        });
        const { loss, gradient, prediction } = outputs;
        return { loss: loss!.data[0]!, gradient: gradient!, prediction: prediction! };
      },
    };
  }

  async edit(step: EditStep): Promise<EditPrediction> {
    const targets = step.targetLatents.dims[0]!;
    const origin = originOf(step);
    const options = {
      targets,
      source: origin,
      crossAttention: step.crossAttention !== null,
      selfAttentionMaxTokens: step.replaceSelfAttention ? this.#limits.selfAttentionMaxTokens : 0,
      observedTokens: step.observe ? this.#limits.observedTokens : 0,
      predictSource: step.predictSource === true,
      unguided: step.nullEmbeddings === null,
    } as const;
    const source = sourceRows(options);
    const feeds = {
      [SAMPLE]: concatRows([...(source.latent ? [step.sourceLatent] : []), step.targetLatents]),
      [CONTEXT]: concatRows([
        ...(step.nullEmbeddings ? [step.nullEmbeddings] : []),
        ...(source.context ? [step.sourceContext] : []),
        step.targetContexts,
      ]),
      ...(step.crossAttention && {
        source_mapper: step.crossAttention.sourceMapper,
        target_gain: step.crossAttention.targetGain,
      }),
    };
    const variant = { kind: 'edit', ...options } as const;
    const { outputs, halves } = await this.#run(variant, step.timestep, feeds, step.kept?.parts);
    const prediction = predictionOf(outputs);
    const rows = prediction.dims[0]!;
    const first = options.unguided ? 0 : targets; // after the unconditional rows
    return {
      unconditional: options.unguided ? null : rowsOf(prediction, 0, first),
      source: options.predictSource ? rowsOf(prediction, first, first + 1) : null,
      conditional: rowsOf(prediction, rows - targets, rows),
      attention: step.observe ? outputs.attention! : null,
      sourceLook: origin === 'keep' ? { parts: halves, ...looksOf(step) } : null,
      rows: first + targets + (source.latent ? 1 : 0),
    };
  }

  async close(): Promise<void> {
    for (const session of this.#sessions.clear()) await (await session).release();
  }

  /** Runs a graph on those of the values that it reads. */
  async #run(
    variant: Variant,
    timestep: number,
    values: Readonly<Record<string, Tensor>>,
    halfValues?: Halves,
  ): Promise<{ outputs: Outputs; halves: Halves }> {
    const session = await this.#session(variant);
    const feeds: Record<string, ort.Tensor> = {};
    for (const input of session.inputMetadata) {
      const value = values[input.name];
      const half = halfValues?.get(input.name);
      if (input.name === TIMESTEP) feeds[input.name] = timestepTensor(input, timestep);
      else if (value) feeds[input.name] = new ort.Tensor('float32', value.data, value.dims);
      else if (half) feeds[input.name] = new ort.Tensor('float16', half.data, half.dims);
    }
    const results = await runSession(session, feeds, `The graph "${variantName(variant)}"`);
    const outputs: Outputs = {};
    const halves = new Map<string, { data: Uint16Array; dims: readonly number[] }>();
    for (const name of session.outputNames) {
      const result = results[name]!;
      if (result.type === 'float16') halves.set(name, { data: bitsOf(result), dims: result.dims });
      else outputs[name] = toFloat32(result, `The graph "${variantName(variant)}"`);
    }
    return { outputs, halves };
  }

  #session(variant: Variant): Promise<ort.InferenceSession> {
    const name = variantName(variant);
    const session = this.#sessions.get(name) ?? this.#graphs.open(variant);
    const unused = this.#sessions.set(name, session);
    session.catch(() => this.#sessions.delete(name));
    // One that could not be opened has nothing to release; whoever asked for it was told.
    unused?.then((evicted) => evicted.release()).catch(() => {});
    return session;
  }
}

/** The bits of half-precision numbers, which newer runtimes of JavaScript have an array of their own for. */
function bitsOf({ data }: ort.Tensor): Uint16Array {
  if (!ArrayBuffer.isView(data)) throw new TypeError('Half precision is kept in a typed array.');
  return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
}

/** The UNet's own output, which is the first one of a graph. */
function predictionOf(outputs: Outputs): Tensor {
  return Object.values(outputs)[0]!;
}

function scalar(value: number): Tensor {
  return { data: Float32Array.of(value), dims: [] };
}

/** The timestep in the type and rank that the export reads. */
export function timestepTensor(
  input: ort.InferenceSession.ValueMetadata,
  timestep: number,
): ort.Tensor {
  const dims = input.isTensor ? input.shape.map(() => 1) : [];
  const type = input.isTensor ? input.type : 'float32';
  if (type === 'int64') return new ort.Tensor('int64', BigInt64Array.of(BigInt(timestep)), dims);
  if (type === 'int32') return new ort.Tensor('int32', Int32Array.of(timestep), dims);
  return new ort.Tensor('float32', Float32Array.of(timestep), dims);
}
