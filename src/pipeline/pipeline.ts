import { heatMaps } from './diffusion/heat-maps.ts';
import { wordMask } from './diffusion/inpaint.ts';
import { inversionUnits, invertLatent } from './diffusion/inversion.ts';
import { noiseLevels } from './diffusion/noise.ts';
import { tokensOfPhrase } from './diffusion/phrase.ts';
import { planEdit, share } from './diffusion/plan-edit.ts';
import { type Preview, ProgressCounter } from './diffusion/progress.ts';
import { type EditTarget, editLatents, editUnits } from './diffusion/prompt-to-prompt.ts';
import { planRedrawing } from './diffusion/redraw.ts';
import type { Mask } from './diffusion/redraw-run.ts';
import { type DdimStep, ddimSchedule } from './diffusion/schedule.ts';
import type { Emphasis } from './diffusion/word-guidance.ts';
import { throwIfCancelled, WordbrushError } from './errors.ts';
import { decodePicture, encodePng } from './image.ts';
import { keepUnchanged } from './keep-unchanged.ts';
import { drawMask, readMaskPicture } from './mask-picture.ts';
import { type ModelFolder, openModelFolder } from './model/folder.ts';
import type { NoisePredictor } from './model/noise-predictor.ts';
import { openTextEncoder, type TextEncoder } from './model/text-encoder.ts';
import { type EncodedPrompt, openTokenizer, type PromptTokenizer } from './model/tokenizer.ts';
import { openNoisePredictor } from './model/unet.ts';
import { openVae, type Vae } from './model/vae.ts';
import { pictureNowAndThen } from './preview.ts';
import { psnr } from './psnr.ts';
import { rowsOf, type Tensor } from './tensor.ts';
import type {
  EditOptions,
  EditResult,
  EditSpec,
  InpaintSpec,
  Inversion,
  InvertOptions,
  JobOptions,
  Picture,
  PromptToPromptSpec,
  RedrawSpec,
  WatchedJobOptions,
  WordMap,
} from './types.ts';

const DEFAULT_TOLERANCE = 1e-5;

/** Embeddings kept: a thread edits from few prompts, again and again. */
const CACHED_PROMPTS = 64;

/**
 * Edits real pictures by the words that describe them: `invert` once, then `edit` as often as
 * wanted. One job at a time; the runtime blocks the thread during each UNet run.
 *
 * Errors are WordbrushErrors: `bad-model` and `unsupported-op` for the folder, `bad-image`,
 * `bad-prompt`, `bad-edit`, `bad-option` and `bad-inversion` for what a job was given, `cancelled`
 * soon after its signal.
 */
export class EditingPipeline {
  readonly folder: ModelFolder;
  readonly #tokenizer: PromptTokenizer;
  readonly #textEncoder: TextEncoder;
  readonly #vae: Vae;
  /** Of the latent size used last: sizes rarely alternate, and each costs memory. */
  #predictor: NoisePredictor | undefined;
  readonly #embeddings = new Map<string, Tensor>();

  private constructor(
    folder: ModelFolder,
    parts: { tokenizer: PromptTokenizer; textEncoder: TextEncoder; vae: Vae },
  ) {
    this.folder = folder;
    this.#tokenizer = parts.tokenizer;
    this.#textEncoder = parts.textEncoder;
    this.#vae = parts.vae;
  }

  /** Opens a Stable Diffusion folder in ONNX layout. Its UNet is compiled when first used. */
  static async load(path: string, options: JobOptions = {}): Promise<EditingPipeline> {
    const progress = new ProgressCounter(3, options.onProgress);
    const folder = await openModelFolder(path);
    const tokenizer = await openTokenizer(folder.path, folder.tokens);
    progress.advance('load');
    throwIfCancelled(options.signal);
    const textEncoder = await openTextEncoder(folder);
    progress.advance('load');
    throwIfCancelled(options.signal);
    const vae = await openVae(folder);
    progress.advance('load');
    return new EditingPipeline(folder, { tokenizer, textEncoder, vae });
  }

  /**
   * Finds the noise and the null embeddings that make the model redraw a picture under a prompt.
   * `image` is a picture file's bytes, or a picture whose sides are multiples of the latent factor.
   */
  async invert(
    image: Uint8Array | Picture,
    prompt: string,
    options: InvertOptions = {},
  ): Promise<Inversion> {
    const start = performance.now();
    const { settings } = this.folder;
    const { method = 'null-text', steps = settings.steps, optimizer = 'l-bfgs', signal } = options;
    const innerSteps = checkNumber(
      'number of inner steps',
      options.innerSteps ?? settings.innerSteps,
      'whole number',
    );
    const tolerance = checkNumber('tolerance', options.tolerance ?? DEFAULT_TOLERANCE);
    const guidanceScale = checkNumber(
      'guidance scale',
      options.guidanceScale ?? settings.guidanceScale,
    );
    const schedule = ddimSchedule(this.folder.scheduler, steps);
    const encodedPrompt = this.#tokenizer.encode(prompt);
    const picture = await this.#frame(image, options.fit ?? 'crop');
    throwIfCancelled(signal);

    const progress = new ProgressCounter(
      1 + inversionUnits(method, schedule, innerSteps) + 2,
      options.onProgress,
      this.#previews(options),
    );
    const latent = await this.#vae.encode(picture);
    progress.advance('encode');
    const [, channels = 0, height = 0, width = 0] = latent.dims;
    const run = {
      predictor: await this.#predictorFor({ channels, height, width }),
      schedule,
      conditional: await this.#embed(encodedPrompt),
      empty: await this.#embed(this.#tokenizer.empty),
      guidanceScale,
      innerSteps,
      tolerance,
      optimizer,
      signal,
      progress,
    };
    const inverted = await invertLatent(method, run, latent);
    const bound = await this.#vae.decode(latent);
    progress.advance('decode');
    const reconstruction = await this.#vae.decode(rowsOf(inverted.trajectory, steps, steps + 1));
    progress.advance('decode');

    return {
      fingerprint: this.folder.fingerprint,
      prompt,
      guidanceScale,
      timesteps: schedule.map((step) => step.timestep),
      latent: { channels, height, width },
      trajectory: inverted.trajectory,
      nullEmbeddings: inverted.nullEmbeddings,
      attention: inverted.attention,
      picture: await encodePng(picture),
      report: {
        method,
        steps,
        psnr: psnr(reconstruction, picture),
        vaePsnr: psnr(bound, picture),
        unetEvaluations: inverted.evaluations.forward,
        gradientEvaluations: inverted.evaluations.gradient,
        seconds: (performance.now() - start) / 1000,
      },
    };
  }

  /**
   * Redraws an inverted picture under other words: one picture per spec. Those by Prompt-to-Prompt
   * are drawn in one batch; the other methods start from the picture itself, one after another.
   * What they leave alone is taken from the picture (`keepUnchanged`).
   */
  async edit(
    inversion: Inversion,
    specs: readonly EditSpec[],
    options: EditOptions = {},
  ): Promise<EditResult[]> {
    this.#checkInversion(inversion);
    const schedule = ddimSchedule(this.folder.scheduler, inversion.timesteps.length);
    const followers = specs.filter(isPromptToPrompt);
    const follow =
      followers.length > 0 ? await this.#planFollowing(inversion, schedule, followers) : null;
    const original = await decodePicture(inversion.picture);
    let once: Promise<Encoded> | undefined; // for all that redraw it
    const encoded = () => {
      once ??= this.#throughVae(original);
      return once;
    };
    const redrawings = [];
    for (const spec of specs)
      if (!isPromptToPrompt(spec))
        redrawings.push(await this.#planRedrawing(inversion, schedule, spec, encoded));
    const jobs = follow ? [follow, ...redrawings] : redrawings;

    const units = jobs.map((job) => job.units).reduce((sum, count) => sum + count, 0);
    const progress = new ProgressCounter(units, options.onProgress, this.#previews(options));
    const cell = this.folder.latent.factor;
    const results = new Map<EditSpec, EditResult>();
    for (const { draw } of jobs) {
      const start = performance.now();
      const drawn = await draw(options.signal, progress);
      const seconds = (performance.now() - start) / 1000;
      for (const { spec, picture, reconstruction, isLocal, ...result } of drawn) {
        const before = { original, reconstruction };
        results.set(spec, {
          sourcePrompt: inversion.prompt,
          targetPrompt: spec.targetPrompt,
          picture: options.isAsDrawn ? picture : keepUnchanged(picture, before, { cell, isLocal }),
          seconds,
          ...result,
        });
      }
    }
    return specs.map((spec) => results.get(spec)!);
  }

  /** Prompt-to-Prompt for all the specs that ask for it. */
  async #planFollowing(
    inversion: Inversion,
    schedule: readonly DdimStep[],
    specs: readonly PromptToPromptSpec[],
  ): Promise<DrawJob> {
    const source = {
      prompt: this.#tokenizer.encode(inversion.prompt),
      attention: inversion.attention,
      latent: inversion.latent,
      steps: schedule.length,
    };
    const plans = specs.map((spec) => {
      const target = this.#tokenizer.encode(spec.targetPrompt);
      const plan = planEdit(spec, source, target, this.folder.settings);
      return { ...plan, spec, target };
    });
    const targets: EditTarget[] = [];
    for (const plan of plans) {
      const { spec, target, control, blend, noise, weighed, newObject, guidanceFactor } = plan;
      const emphases: Emphasis[] = [];
      for (const { prompt, factor } of weighed) {
        const without = prompt ? this.#tokenizer.encode(prompt) : this.#tokenizer.empty;
        emphases.push({ without: await this.#embed(without), factor });
      }
      targets.push({
        context: await this.#embed(target),
        control,
        blend,
        noise,
        emphases,
        newObject: newObject && {
          ...newObject,
          empty: await this.#embed(this.#tokenizer.empty),
          guidanceScale: guidanceOf(spec, newObject.guidanceScale) * guidanceFactor,
        },
        guidanceScale: guidanceOf(spec, inversion.guidanceScale) * guidanceFactor,
      });
    }
    return {
      units: editUnits(schedule, targets) + 1 + targets.length,
      draw: async (signal, progress) => {
        const run = {
          predictor: await this.#predictorFor(inversion.latent),
          schedule,
          trajectory: inversion.trajectory,
          nullEmbeddings: inversion.nullEmbeddings,
          sourceContext: await this.#embed(source.prompt),
          signal,
          progress,
        };
        const { latents, rows } = await editLatents(run, targets);
        const reconstruction = await this.reconstruct(inversion);
        progress.advance('decode');
        const drawn: Drawn[] = [];
        for (const [i, { spec, kind, blend }] of plans.entries()) {
          throwIfCancelled(signal);
          const picture = await this.#vae.decode(latents[i]!);
          progress.advance('decode');
          drawn.push({
            spec,
            picture,
            reconstruction,
            method: 'prompt-to-prompt',
            kind,
            mask: null,
            isLocal: blend !== null,
            unetRows: rows,
          });
        }
        return drawn;
      },
    };
  }

  /** One of the methods that start from the picture. */
  async #planRedrawing(
    inversion: Inversion,
    schedule: readonly DdimStep[],
    spec: RedrawSpec,
    encoded: () => Promise<Encoded>,
  ): Promise<DrawJob> {
    const source = this.#tokenizer.encode(inversion.prompt);
    const target = this.#tokenizer.encode(spec.targetPrompt);
    const guidanceScale = guidanceOf(spec, inversion.guidanceScale);
    const maskOf = (inpainting: InpaintSpec) => this.#givenMask(inpainting, inversion, source);
    const redrawing = await planRedrawing(spec, schedule, maskOf);
    return {
      units: 1 + redrawing.units + 1,
      draw: async (signal, progress) => {
        const { latent, reconstruction } = await encoded();
        progress.advance('encode');
        const run = {
          predictor: await this.#predictorFor(inversion.latent),
          schedule,
          levels: noiseLevels(this.folder.scheduler, schedule),
          latent,
          source: await this.#embed(source),
          target: await this.#embed(target),
          empty: await this.#embed(this.#tokenizer.empty),
          guidanceScale,
          seed: spec.seed ?? 0,
          signal,
          progress,
        };
        const { latent: redrawn, mask, rows } = await redrawing.draw(run);
        throwIfCancelled(signal);
        const picture = await this.#vae.decode(redrawn);
        progress.advance('decode');
        return [
          {
            spec,
            picture,
            reconstruction,
            method: spec.method,
            kind: null,
            isLocal: mask !== null,
            mask: mask && (await drawMask(mask, inversion.latent, picture)),
            unetRows: rows,
          },
        ];
      },
    };
  }

  async #throughVae(picture: Picture): Promise<Encoded> {
    const latent = await this.#vae.encode(picture);
    return { latent, reconstruction: await this.#vae.decode(latent) };
  }

  /** The mask that an inpainting was given. */
  async #givenMask(
    spec: InpaintSpec,
    { attention, latent }: Inversion,
    source: EncodedPrompt,
  ): Promise<Mask> {
    if ('picture' in spec.mask) return await readMaskPicture(spec.mask.picture, latent);
    const tokens = tokensOfPhrase(source, spec.mask.words);
    const threshold = share('threshold', spec.threshold ?? this.folder.settings.blendThreshold);
    return wordMask(attention, tokens, threshold, latent);
  }

  /** What each word of the prompt looked at during the inversion. */
  async words(inversion: Inversion): Promise<WordMap[]> {
    this.#checkInversion(inversion);
    const prompt = this.#tokenizer.encode(inversion.prompt);
    return heatMaps(inversion.attention, prompt, inversion.latent);
  }

  /** The picture as the inversion redraws it without any edit. */
  async reconstruct(inversion: Inversion): Promise<Picture> {
    this.#checkInversion(inversion);
    const rows = inversion.trajectory.dims[0]!;
    return this.#vae.decode(rowsOf(inversion.trajectory, rows - 1, rows));
  }

  async close(): Promise<void> {
    await this.#predictor?.close();
    await this.#textEncoder.close();
    await this.#vae.close();
  }

  #previews(options: WatchedJobOptions): Preview | undefined {
    return options.previews ? pictureNowAndThen((latent) => this.#vae.decode(latent)) : undefined;
  }

  async #frame(image: Uint8Array | Picture, fit: 'crop' | 'fit'): Promise<Picture> {
    if (!(image instanceof Uint8Array)) return image;
    const { side, factor } = this.folder.latent;
    return decodePicture(image, { fit, size: side * factor, multiple: factor });
  }

  async #predictorFor(latent: Inversion['latent']): Promise<NoisePredictor> {
    const current = this.#predictor?.latent;
    if (this.#predictor && current?.height === latent.height && current.width === latent.width)
      return this.#predictor;
    await this.#predictor?.close();
    this.#predictor = undefined;
    const predictor = await openNoisePredictor(this.folder, latent);
    this.#predictor = predictor;
    return predictor;
  }

  async #embed(prompt: EncodedPrompt): Promise<Tensor> {
    const known = this.#embeddings.get(prompt.text);
    if (known) return known;
    const embedding = await this.#textEncoder.encode(prompt);
    if (this.#embeddings.size >= CACHED_PROMPTS)
      this.#embeddings.delete(this.#embeddings.keys().next().value!);
    this.#embeddings.set(prompt.text, embedding);
    return embedding;
  }

  #checkInversion(inversion: Inversion): void {
    if (inversion.fingerprint === this.folder.fingerprint) return;
    throw new WordbrushError(
      'bad-inversion',
      `The inversion was made with another model than ${this.folder.settings.name}: ` +
        'load that model, or invert the picture again with this one.',
    );
  }
}

/** A picture's latent, and what the VAE makes of it again. */
interface Encoded {
  readonly latent: Tensor;
  readonly reconstruction: Picture;
}

/** One batch of pictures that are drawn together. */
interface DrawJob {
  /** Units of progress that `draw` reports. */
  readonly units: number;
  readonly draw: (signal: AbortSignal | undefined, progress: ProgressCounter) => Promise<Drawn[]>;
}

type Drawn = Pick<EditResult, 'picture' | 'method' | 'kind' | 'mask' | 'unetRows'> & {
  readonly spec: EditSpec;
  /** What the same way draws when nothing is to change. */
  readonly reconstruction: Picture;
  /** Whether only a part of the picture might change. */
  readonly isLocal: boolean;
};

function isPromptToPrompt(spec: EditSpec): spec is PromptToPromptSpec {
  return spec.method === undefined || spec.method === 'prompt-to-prompt';
}

function guidanceOf(spec: EditSpec, usual: number): number {
  return checkNumber('guidance scale', spec.guidanceScale ?? usual);
}

function checkNumber(
  name: string,
  value: number,
  kind: 'number' | 'whole number' = 'number',
): number {
  const isRight = kind === 'number' ? Number.isFinite(value) : Number.isInteger(value);
  if (isRight && value >= 0) return value;
  throw new WordbrushError(
    'bad-option',
    `The ${name} is ${value}; it must be a ${kind} from 0 up.`,
  );
}
