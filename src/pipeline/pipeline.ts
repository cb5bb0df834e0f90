import { type Captioner, openCaptioner } from './captions/captioner.ts';
import { captionerFolder } from './captions/folder.ts';
import { FitMeter } from './clip/fit.ts';
import { heatMaps } from './diffusion/attention/heat-maps.ts';
import { type Preview, ProgressCounter } from './diffusion/progress.ts';
import { SourceMemory } from './diffusion/prompt-to-prompt/source-memory.ts';
import { ddimSchedule, ddimStepsAt } from './diffusion/schedule/schedule.ts';
import type { EditResult, EditSpec } from './edit-types.ts';
import { drawAll } from './editing/draw-all.ts';
import { type DrawJob, reconstructionOf } from './editing/draw-job.ts';
import { editJobs } from './editing/edit-jobs.ts';
import { WordbrushError } from './errors.ts';
import { decodePicture } from './image.ts';
import { inversionDials, invertPicture } from './invert-picture.ts';
import { learnSubject } from './learning/learn.ts';
import { checkPictures } from './learning/request.ts';
import type { ModelFolder } from './model/folder.ts';
import { type Encoded, LoadedModel } from './model/loaded-model.ts';
import { AdaptedModels } from './model/lora/adapted-models.ts';
import { SubjectModels } from './model/subjects/subject-models.ts';
import { requireMethod } from './offers.ts';
import { checkNumber } from './options.ts';
import { throttledPreview } from './picture/preview.ts';
import { BlockedWords } from './text/blocked-words.ts';
import {
  ATTENTION_MIB,
  type Caption,
  type EditOptions,
  type Inversion,
  type InvertOptions,
  type JobOptions,
  type LearnOptions,
  type ModelOptions,
  type Picture,
  type ReadingOptions,
  type Subject,
  type WatchedJobOptions,
  type WordMap,
} from './types.ts';

/**
 * Edits real pictures by the words that describe them: `invert` once, then `edit` as often as
 * wanted. One job at a time; the runtime blocks the thread during each UNet run.
 *
 * Errors are WordbrushErrors: `bad-model` and `unsupported-op` for the folder, `bad-image`,
 * `bad-prompt`, `bad-edit`, `bad-option` and `bad-inversion` for what a job was given, `cancelled`
 * soon after its signal.
 */
export class EditingPipeline {
  readonly #model: LoadedModel;
  readonly #models: SubjectModels;
  readonly #adapted: AdaptedModels;
  readonly #blocked: BlockedWords;
  readonly #memory: SourceMemory;
  #captioner: Promise<Captioner> | undefined;
  readonly #meter: FitMeter;

  private constructor(model: LoadedModel, { loras, blockedWords, attentionMiB }: ModelOptions) {
    this.#model = model;
    this.#models = new SubjectModels(model);
    this.#adapted = new AdaptedModels(model, loras);
    this.#blocked = new BlockedWords(model.tokenizer, blockedWords);
    this.#memory = new SourceMemory(attentionMiB * 2 ** 20);
    this.#meter = new FitMeter(model.folder.path);
  }

  /** The model's folder: its settings, sizes and fingerprint. */
  get folder(): ModelFolder {
    return this.#model.folder;
  }

  /**
   * Opens a Stable Diffusion folder in ONNX layout. Its UNet is compiled when first used.
   *
   * @param options `loras` are merged into the weights, those with a name only for the edits that ask for
   *   them; `blockedWords` are words and phrases that no prompt may have this model read; `attentionMiB`, by
   *   default 256, is how much memory edits may take to keep what they look at of their source pictures
   */
  static async load(
    path: string,
    options: JobOptions & Partial<ModelOptions> = {},
  ): Promise<EditingPipeline> {
    const { onProgress, signal, blockedWords = [], loras = [] } = options;
    const attentionMiB = checkNumber('attentionMiB', options.attentionMiB ?? ATTENTION_MIB);
    const progress = new ProgressCounter(LoadedModel.parts, onProgress);
    const onOpened = () => progress.advance('load');
    const model = await LoadedModel.open(path, { signal, onOpened, loras });
    return new EditingPipeline(model, { loras, blockedWords, attentionMiB });
  }

  /**
   * Finds the noise and the null embeddings that make the model redraw a picture under a prompt.
   * `image` is a picture file's bytes, or a picture whose sides are multiples of what the model takes.
   * Without a prompt the captioner's sentence is taken; `no-captions` where there is none.
   */
  async invert(
    image: Uint8Array | Picture,
    prompt: string | null,
    options: InvertOptions = {},
  ): Promise<Inversion> {
    const start = performance.now();
    const dials = inversionDials(this.#model, options);
    const picture = await this.#frame(image, options.fit ?? 'crop');
    const caption = prompt === null ? await this.caption(picture) : null;
    const sentence = caption?.sentence ?? prompt ?? '';
    const reader = await this.#models.for([sentence], options.subjects);
    this.#blocked.check(sentence);
    const inversion = await invertPicture(
      { model: this.#model, reader },
      { picture, prompt: sentence },
      dials,
      options,
      this.#previews(options),
    );
    const seconds = (performance.now() - start) / 1000;
    const captionConfidence = caption && { captionConfidence: caption.confidence };
    return { ...inversion, report: { ...inversion.report, seconds, ...captionConfidence } };
  }

  /**
   * Redraws an inverted picture under other words: one picture per spec. Those by Prompt-to-Prompt
   * are drawn in one batch; the other methods start from the picture itself, one after another.
   * What they leave alone is taken from the picture (`keepUnchanged`). Of several pictures a CLIP says
   * how well each fits its words, where the model folder has one or `CLIP` names one.
   */
  async edit(
    inversion: Inversion,
    specs: readonly EditSpec[],
    options: EditOptions = {},
  ): Promise<EditResult[]> {
    this.#checkInversion(inversion);
    for (const spec of specs) {
      this.#blocked.check(spec.targetPrompt);
      this.#blocked.check(sentenceOf(spec));
      requireMethod(this.#model, spec, inversion);
    }
    const { scheduler, settings } = this.folder;
    this.#adapted.check(specs);
    const schedule =
      inversion.timesteps.length > 0
        ? ddimStepsAt(scheduler, inversion.timesteps)
        : ddimSchedule(scheduler, settings.steps);
    const original = await decodePicture(inversion.picture);
    let once: Promise<Encoded> | undefined; // for all that redraw it
    const encoded = () => {
      once ??= this.#model.throughVae(original);
      return once;
    };
    const source = { inversion, original, encoded, memory: this.#memory, meter: this.#meter };
    const byModel = new Map<LoadedModel, EditSpec[]>();
    for (const spec of specs) {
      const prompts = [inversion.prompt, spec.targetPrompt, sentenceOf(spec)];
      const reader = await this.#models.for(prompts, options.subjects);
      const model = spec.loras ? await this.#adapted.of(reader, spec.loras) : reader;
      byModel.set(model, [...(byModel.get(model) ?? []), spec]);
    }
    const jobs: DrawJob[] = [];
    for (const [model, own] of byModel)
      jobs.push(...(await editJobs(model, source, schedule, own)));

    const units = jobs.map((job) => job.units).reduce((sum, count) => sum + count, 0);
    const progress = new ProgressCounter(units, options.onProgress, this.#previews(options));
    const results = await drawAll(jobs, source, {
      cell: this.folder.latent.factor,
      isAsDrawn: options.isAsDrawn ?? false,
      ...{ signal: options.signal, progress },
    });
    const drawn = specs.map((spec) => results.get(spec)!);
    return specs.length > 1
      ? await this.#meter.measured({ picture: original, prompt: inversion.prompt }, drawn)
      : drawn;
  }

  /**
   * Teaches the model a subject from 3 to 10 pictures of it: `name` is what prompts call it from then on,
   * `className` a word of the model's own for what it is. What was learned is given back, and is known to
   * those jobs only that it is given to.
   */
  async learn(
    images: readonly Uint8Array[],
    name: string,
    className: string,
    options: LearnOptions = {},
  ): Promise<Subject> {
    this.#model.requireDrawing();
    this.#blocked.check(`${name} ${className}`);
    checkPictures(images.length);
    const pictures: Picture[] = [];
    for (const image of images) pictures.push(await this.#frame(image, 'crop'));
    return await learnSubject({
      ...{ model: this.#model, pictures, name, className, options },
      preview: this.#previews(options),
      caption: (picture) => this.#captionOrNull(picture),
      clip: await this.#meter.clip(),
    });
  }

  /** What each word of the prompt looked at during the inversion; nothing where it was only encoded. */
  async words(inversion: Inversion, options: ReadingOptions = {}): Promise<WordMap[]> {
    this.#checkInversion(inversion);
    if (inversion.timesteps.length === 0) return [];
    const model = await this.#models.for([inversion.prompt], options.subjects);
    const prompt = model.tokenizer.encode(inversion.prompt);
    return heatMaps(inversion.attention, prompt, inversion.latent);
  }

  /**
   * What a picture shows, in one sentence, by the model folder's captioner or that of `CAPTIONS`.
   *
   * Throws `no-captions` where there is neither.
   */
  async caption(image: Uint8Array | Picture): Promise<Caption> {
    this.#captioner ??= openCaptioner(captionerFolder(this.folder.path));
    this.#captioner.catch(() => {
      this.#captioner = undefined;
    });
    return (await this.#captioner).caption(await this.#frame(image, 'crop'));
  }

  /** The picture as the inversion redraws it without any edit. */
  async reconstruct(inversion: Inversion): Promise<Picture> {
    this.#checkInversion(inversion);
    const picture = await reconstructionOf(this.#model, inversion);
    return { ...picture, data: picture.data.slice() }; // the model's own copy stays as it is
  }

  async #captionOrNull(picture: Picture): Promise<string | null> {
    try {
      return (await this.caption(picture)).sentence;
    } catch (error) {
      if (error instanceof WordbrushError && error.code === 'no-captions') return null;
      throw error;
    }
  }

  /** Frees the model's memory; a closed pipeline takes no more jobs. */
  async close(): Promise<void> {
    await this.#adapted.close();
    await this.#models.close();
    await this.#model.close();
    await (await this.#captioner)?.close();
    await this.#meter.close();
  }

  #previews(options: WatchedJobOptions): Preview | undefined {
    return options.previews
      ? throttledPreview((latent) => this.#model.vae.decode(latent))
      : undefined;
  }

  async #frame(image: Uint8Array | Picture, fit: 'crop' | 'fit'): Promise<Picture> {
    if (!(image instanceof Uint8Array)) return image;
    const { side, factor, multiple } = this.folder.latent;
    return decodePicture(image, { fit, size: side * factor, multiple: factor * multiple });
  }

  #checkInversion(inversion: Inversion): void {
    const isOurs = inversion.fingerprint === this.folder.fingerprint;
    const { num_train_timesteps: train } = this.folder.scheduler;
    if (isOurs && inversion.timesteps.every((timestep) => timestep < train)) return;
    throw new WordbrushError(
      'bad-inversion',
      `The inversion was made with another model than ${this.folder.settings.name}: ` +
        'load that model, or invert the picture again with this one.',
    );
  }
}

/** What a trained editor reads beside the target prompt; '' for nothing. */
function sentenceOf(spec: EditSpec): string {
  return 'sentence' in spec ? (spec.sentence ?? '') : '';
}
