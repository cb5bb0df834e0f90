import { join } from 'node:path';
import type { TrainedMethod } from '../edit-types.ts';
import { throwIfCancelled, WordbrushError } from '../errors.ts';
import { Recent } from '../recent.ts';
import type { Tensor } from '../tensor.ts';
import type { LoraChoice, Picture } from '../types.ts';
import type { UNetGraphs } from './compile.ts';
import { type ModelFolder, openModelFolder } from './folder.ts';
import { readEditor } from './lora/editor.ts';
import type { NoisePredictor } from './parts/noise-predictor.ts';
import { openTextEncoder, type TextEncoder } from './parts/text-encoder.ts';
import { type EncodedPrompt, openTokenizer, type PromptTokenizer } from './parts/tokenizer.ts';
import { openEditorPredictor, openNoisePredictor } from './parts/unet.ts';
import { openVae, type Vae } from './parts/vae.ts';
import { Remembered } from './remembered.ts';

/** Embeddings kept: a thread edits from few prompts, again and again. */
const CACHED_PROMPTS = 64;
/** Pictures kept with their latents: so many threads' edits need the autoencoder for the result alone. */
const KEPT_PICTURES = 16;

/** A picture's latent z_0 = E(x), [1, C, h, w], and what the VAE makes of it again, D(z_0). */
export interface Encoded {
  readonly latent: Tensor;
  readonly reconstruction: Picture;
}

/** What a model has learned beside what its folder holds. */
export interface KnownSubjects {
  readonly names: readonly string[];
  /** Embeddings [D] of the names' tokens. */
  readonly vectors: readonly Float32Array[];
  graphs(latent: NoisePredictor['latent']): UNetGraphs;
}

/** A network that was trained for one way to edit, for one latent size. */
export interface TrainedEditor {
  /** Reads what the method lays beside the latent too, and only predicts. */
  readonly predictor: NoisePredictor;
  /** Embedding of a prompt, [1, L, D]. */
  embed(prompt: EncodedPrompt): Promise<Tensor>;
  close(): Promise<void>;
}

/** Channels that each method lays beside the latent's, by the latent's. */
const BESIDE: Readonly<Record<TrainedMethod, (channels: number) => number>> = {
  instruct: (channels) => channels, // the picture
  fill: (channels) => 1 + channels, // the mask, and the picture less what it hides
};

/** A model folder's networks, opened. The UNet is compiled for a latent size when first used. */
export class LoadedModel {
  readonly folder: ModelFolder;
  readonly tokenizer: PromptTokenizer;
  readonly vae: Vae;
  readonly #textEncoder: TextEncoder;
  /** Of a model with subjects: the vectors of their names, and where the UNet's graphs come from. */
  readonly #learned: KnownSubjects | undefined;
  /** Of the latent size used last: sizes rarely alternate, and each costs memory. */
  #predictor: NoisePredictor | undefined;
  readonly #embeddings = new Recent<Tensor>(CACHED_PROMPTS);
  readonly #latents = new Remembered<Tensor>(KEPT_PICTURES);
  readonly #reconstructions = new Remembered<Picture>(2 * KEPT_PICTURES);
  /** Each of the latent size used last. */
  readonly #editors = new Map<TrainedMethod, TrainedEditor>();
  /** Whether the VAE is another model's. */
  readonly #isAdapted: boolean;

  private constructor(
    folder: ModelFolder,
    parts: { tokenizer: PromptTokenizer; textEncoder: TextEncoder; vae: Vae },
    { learned, isAdapted = false }: { learned?: KnownSubjects; isAdapted?: boolean } = {},
  ) {
    this.folder = folder;
    this.#isAdapted = isAdapted;
    this.tokenizer = parts.tokenizer;
    this.#textEncoder = parts.textEncoder;
    this.vae = parts.vae;
    this.#learned = learned;
  }

  /** Networks that `open` opens, one after another, each told to `onOpened`. */
  static readonly parts = 3;

  /** Throws `bad-model` and `unsupported-op` for the folder, `cancelled` soon after the signal. */
  static async open(
    path: string,
    {
      signal,
      onOpened,
      loras = [],
    }: {
      readonly signal: AbortSignal | undefined;
      onOpened(): void;
      readonly loras?: readonly LoraChoice[];
    },
  ): Promise<LoadedModel> {
    const opened = async <Part>(part: Promise<Part>): Promise<Part> => {
      const done = await part.catch((cause: unknown) => brokenFolder(path, cause));
      onOpened();
      throwIfCancelled(signal);
      return done;
    };
    const folder = await openModelFolder(path, loras).catch((cause: unknown) =>
      brokenFolder(path, cause),
    );
    const tokenizer = await opened(openTokenizer(folder.path, folder.tokens));
    const textEncoder = await opened(openTextEncoder(folder));
    const vae = await opened(openVae(folder));
    return new LoadedModel(folder, { tokenizer, textEncoder, vae });
  }

  /**
   * The same model with more LoRAs merged into weights of its own; tokenizer and VAE are this one's.
   *
   * @throws WordbrushError `bad-option` for a file that fits nothing in the model
   */
  async adapted(loras: readonly LoraChoice[]): Promise<LoadedModel> {
    const folder = await openModelFolder(this.folder.path, [...this.folder.loras, ...loras]);
    const textEncoder = await openTextEncoder(folder);
    const parts = { tokenizer: this.tokenizer, textEncoder, vae: this.vae };
    return new LoadedModel(folder, parts, { isAdapted: true });
  }

  /** Embedding of a prompt, [1, L, D]. */
  async embed(prompt: EncodedPrompt): Promise<Tensor> {
    const known = this.#embeddings.get(prompt.text);
    if (known) return known;
    const embedding = await this.#textEncoder.encode(prompt, this.#learned?.vectors);
    this.#embeddings.set(prompt.text, embedding);
    return embedding;
  }

  /** A picture through the VAE; at full size that takes as long as several UNet runs. */
  async throughVae(picture: Picture): Promise<Encoded> {
    const { data, width, height } = picture;
    const latent = await this.#latents.of(data, [width, height], () => this.vae.encode(picture));
    return { latent, reconstruction: await this.reconstruct(latent) };
  }

  /** The picture that a source's latent [1, C, h, w] stands for: every edit of it asks again. */
  async reconstruct(latent: Tensor): Promise<Picture> {
    return await this.#reconstructions.of(latent.data, latent.dims, () => this.vae.decode(latent));
  }

  /** Throws `bad-model` for a model of a family that draws no pictures from words alone. */
  requireDrawing(): void {
    const { family, settings } = this.folder;
    if (family.obstacle)
      throw new WordbrushError(
        'bad-model',
        `${settings.name} is no model to draw with: ${family.obstacle}.`,
      );
  }

  async predictorFor(latent: NoisePredictor['latent']): Promise<NoisePredictor> {
    const current = this.#predictor?.latent;
    if (this.#predictor && current?.height === latent.height && current.width === latent.width)
      return this.#predictor;
    await this.#predictor?.close();
    this.#predictor = undefined;
    const predictor = await openNoisePredictor(
      this.folder,
      latent,
      undefined,
      this.#learned?.graphs(latent),
    );
    this.#predictor = predictor;
    return predictor;
  }

  /**
   * The same model with names in its prompts and changes to its UNet. It shares this one's other
   * networks: close it first.
   *
   * @param textEncoder one that reads names; it stays its owner's
   */
  with(textEncoder: TextEncoder, learned: KnownSubjects): LoadedModel {
    const { folder, vae } = this;
    const tokenizer = this.tokenizer.withNames(learned.names);
    return new LoadedModel(folder, { tokenizer, textEncoder, vae }, { learned });
  }

  /** Whether it knows subjects that were learned. */
  get hasLearned(): boolean {
    return this.#learned !== undefined;
  }

  /** The editor of a method that `offersOf` the folder lists; opened, and made, when first used. */
  async editorFor(method: TrainedMethod, latent: NoisePredictor['latent']): Promise<TrainedEditor> {
    const current = this.#editors.get(method);
    const { height, width } = current?.predictor.latent ?? {};
    if (current && height === latent.height && width === latent.width) return current;
    await current?.close();
    this.#editors.delete(method);
    const editor = await this.#openEditor(method, latent);
    this.#editors.set(method, editor);
    return editor;
  }

  async #openEditor(
    method: TrainedMethod,
    latent: NoisePredictor['latent'],
  ): Promise<TrainedEditor> {
    if (this.#learned)
      throw new WordbrushError(
        'bad-edit',
        `“using ${method}” knows nothing that was learned: leave “using ${method}” out, or the name.`,
      );
    const { path, family, settings } = this.folder;
    const channels = latent.channels + BESIDE[method](latent.channels);
    const input = { ...latent, channels };
    const embed = (prompt: EncodedPrompt): Promise<Tensor> => this.embed(prompt);
    const name = family.trainedFor === null ? settings.editors[method]?.file : undefined;
    const file = name === undefined ? null : join(path, name);
    const beside = file === null ? null : await readEditor(file);
    if (beside && beside.input.dims[1] !== channels)
      throw new WordbrushError(
        'bad-model',
        `${file} reads ${beside.input.dims[1]} channels; an editor for “using ${method}” of this model ` +
          `reads ${channels}.`,
      );
    const predictor = await openEditorPredictor(this.folder, input, file);
    if (!beside?.modules.some(({ network }) => network !== 'unet'))
      return { predictor, embed, close: () => predictor.close() };
    const encoder = await openTextEncoder(this.folder, false, [beside]);
    return {
      predictor,
      embed: (prompt) => encoder.encode(prompt),
      async close() {
        await predictor.close();
        await encoder.close();
      },
    };
  }

  async close(): Promise<void> {
    for (const editor of this.#editors.values()) await editor.close();
    await this.#predictor?.close();
    if (this.#learned) return;
    await this.#textEncoder.close();
    if (!this.#isAdapted) await this.vae.close();
  }
}

/** No folder, however odd, is an error that nobody foresaw. */
export function brokenFolder(path: string, cause: unknown): never {
  if (cause instanceof WordbrushError) throw cause;
  const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
  throw new WordbrushError(
    'bad-model',
    `The model folder ${path} cannot be read (${reason}): run \`npx wordbrush doctor\`, or download or ` +
      'export it again.',
    { cause },
  );
}
