import type { Clip } from '../clip/clip.ts';
import type { Preview } from '../diffusion/progress.ts';
import { ProgressCounter } from '../diffusion/progress.ts';
import { mulberry32 } from '../diffusion/schedule/noise.ts';
import { throwIfCancelled, WordbrushError } from '../errors.ts';
import type { LoadedModel } from '../model/loaded-model.ts';
import { adaptableUNet, DEFAULT_RANK } from '../model/subjects/adapted-unet.ts';
import { embeddingBytes, loraBytes } from '../model/subjects/subject-file.ts';
import { readModelWords } from '../model/words.ts';
import { checkNumber } from '../options.ts';
import type { Tensor } from '../tensor.ts';
import type { LearningMethod, LearnOptions, Picture, Subject } from '../types.ts';
import { AdamW } from './adamw.ts';
import { checkAlike } from './alike.ts';
import { drawLatent } from './draw.ts';
import { exampleMaker } from './example.ts';
import { framing } from './framings.ts';
import { checkClass, checkPictures, checkSubjectName } from './request.ts';
import { priorPrompts, subjectSentences } from './sentences.ts';
import { openTokenTrainer } from './token-trainer.ts';
import { openTrainer } from './trainer.ts';

/** What suits each method. */
const DEFAULTS: Readonly<
  Record<LearningMethod, { steps: number; weights: number; token: number }>
> = {
  dreambooth: { steps: 700, weights: 3e-3, token: 5e-3 },
  'textual-inversion': { steps: 600, weights: 0, token: 5e-3 },
};
/** Pictures that the model draws to remember, of so many steps each. */
const PRIOR_PICTURES = 18;
const PRIOR_STEPS = 20;
/** Other noise than what examples are drawn with. */
const FIRST_PRIOR_SEED = 1000;
/** Framings of all pictures together. */
const FRAMINGS = 32;
/** Of four steps one is of the prior. */
const PRIOR_TURN = 4;
const WARM_UP = 20;
/** Share of the learning rate that is left at the end. */
const LAST_RATE = 0.1;

export interface LearnJob {
  readonly model: LoadedModel;
  readonly pictures: readonly Picture[];
  readonly name: string;
  readonly className: string;
  readonly options: LearnOptions;
  readonly preview: Preview | undefined;
  /** What a picture shows, where something can say so. */
  caption(picture: Picture): Promise<string | null>;
  /** Tells whether the pictures show one thing, where there is one. */
  readonly clip: Clip | null;
}

/** A latent and the sentences that say what it shows. */
interface Shown {
  readonly latent: Tensor;
  readonly prompts: readonly string[];
}

/**
 * Learns a subject from 3 to 10 pictures: a new token's embedding, read through the frozen text encoder
 * (textual inversion, Gal et al. 2022), and for DreamBooth (Ruiz et al. 2023) together with it LoRA
 * layers of the UNet, on ε-MSE + λ ε-MSE of pictures that the frozen model drew.
 *
 * @throws WordbrushError `bad-image`, `bad-option`, `bad-model`, `cancelled`
 */
export async function learnSubject(job: LearnJob): Promise<Subject> {
  const start = performance.now();
  const { model, options } = job;
  const { signal, method = 'dreambooth', seed = 0, priorWeight = 1 } = options;
  const words = await readModelWords(model.folder.path);
  checkPictures(job.pictures.length);
  const name = checkSubjectName(job.name, model.tokenizer, words);
  const className = checkClass(job.className, words);
  if (model.folder.family.text.encoders.length > 1)
    throw new WordbrushError(
      'bad-model',
      `${model.folder.settings.name} reads prompts by two text encoders; subjects can be taught to a model of one.`,
    );
  if (job.clip) await checkAlike(job.pictures, name, job.clip, words);
  const own = DEFAULTS[method];
  const steps = checkNumber('number of steps', options.steps ?? own.steps, 'whole number');
  const rank = checkNumber('rank', options.rank ?? DEFAULT_RANK, 'whole number');
  const isDreambooth = method === 'dreambooth';
  const given = options.learningRate;
  const rates = {
    weights: isDreambooth ? checkNumber('learning rate', given ?? own.weights) : 0,
    token: checkNumber('learning rate', isDreambooth ? own.token : (given ?? own.token)),
  };
  const random = mulberry32(seed);
  const remembers = isDreambooth && priorWeight > 0;
  const priorCount = remembers ? PRIOR_PICTURES : 0;
  const units = FRAMINGS + priorCount * PRIOR_STEPS * 2 + steps * 3;
  const progress = new ProgressCounter(units, options.onProgress, job.preview);

  const shown = await showings(job, name, words, { random, progress });
  const prior = remembers
    ? await drawPrior(model, priorPrompts(className, words, priorCount, random), {
        ...{ dims: shown[0]!.latent.dims, seed, signal, progress },
      })
    : [];

  const { dims } = shown[0]!.latent;
  const [, channels = 0, height = 0, width = 0] = dims;
  const tokens = await openTokenTrainer(model.folder);
  const trainer = await openTrainer(
    adaptableUNet(model.folder, { channels, height, width }, rank),
    rank,
    seed,
  );
  try {
    const tokenizer = model.tokenizer.withNames([name]);
    const classIds = model.tokenizer.encode(className).ids;
    const vector = tokens.embeddingOf(classIds[1]!);
    const optimizer = new AdamW(vector);
    const exampleOf = exampleMaker(model.folder.scheduler, random);
    let lossSum = 0;
    let lossCount = 0;
    for (let step = 0; step < steps; step++) {
      throwIfCancelled(signal);
      const isPrior = prior.length > 0 && step % PRIOR_TURN === PRIOR_TURN - 1;
      const list = isPrior ? prior : shown;
      const { latent, prompts } = list[Math.floor(random() * list.length)]!;
      const said = prompts[Math.floor(random() * prompts.length)]!;
      const prompt = said === '' ? tokenizer.empty : tokenizer.encode(said);
      const context = isPrior ? await model.embed(prompt) : await tokens.encode(prompt, vector);
      const example = exampleOf(latent, context);
      const share =
        Math.min(1, (step + 1) / WARM_UP) * (1 - (1 - LAST_RATE) * (step / Math.max(1, steps)));
      const result = await trainer.step(example, share * rates.weights, isPrior ? priorWeight : 1);
      if (!isPrior) {
        const gradient = await tokens.gradient(prompt, vector, result.context);
        optimizer.step(gradient, share * rates.token);
        if (step >= 0.9 * steps) {
          lossSum += result.loss;
          lossCount++;
        }
      }
      progress.advance('learn', { units: 3, loss: result.loss });
    }
    return {
      name,
      className,
      fingerprint: model.folder.fingerprint,
      lora: isDreambooth ? loraBytes(trainer.layers()) : null,
      embedding: embeddingBytes(name, vector),
      report: {
        method,
        steps,
        seconds: (performance.now() - start) / 1000,
        loss: lossSum / Math.max(1, lossCount),
        pictures: job.pictures.length,
      },
    };
  } finally {
    await trainer.close();
    await tokens.close();
  }
}

/** The pictures in several framings, with what each shows. */
async function showings(
  { model, pictures, options, caption }: LearnJob,
  name: string,
  words: Awaited<ReturnType<typeof readModelWords>>,
  { random, progress }: { random: () => number; progress: ProgressCounter },
): Promise<Shown[]> {
  const known = words
    ? { nouns: [...words.animals, ...words.things], sizes: words.sizes }
    : { nouns: [], sizes: [] };
  const shown: Shown[] = [];
  const each = Math.ceil(FRAMINGS / pictures.length);
  for (const picture of pictures) {
    const prompts = subjectSentences(await caption(picture), name, known);
    for (let turn = 0; turn < each; turn++) {
      throwIfCancelled(options.signal);
      const latent = await model.vae.encode(framing(picture, turn, random));
      shown.push({ latent, prompts });
      progress.advance('encode', { units: FRAMINGS / (each * pictures.length) });
    }
  }
  return shown;
}

/** What the model draws by itself of some prompts. */
async function drawPrior(
  model: LoadedModel,
  prompts: readonly string[],
  {
    dims,
    seed,
    signal,
    progress,
  }: {
    dims: readonly number[];
    seed: number;
    signal: AbortSignal | undefined;
    progress: ProgressCounter;
  },
): Promise<Shown[]> {
  const drawn: Shown[] = [];
  for (const [i, prompt] of prompts.entries()) {
    const latent = await drawLatent(model, prompt, {
      ...{ dims, steps: PRIOR_STEPS, seed: seed + FIRST_PRIOR_SEED + i, signal },
      onStep: () => progress.advance('prior', { units: 2 }),
    });
    await progress.show(() => latent);
    // Nothing said must not come to mean the subject: guidance leads away from that.
    drawn.push({ latent, prompts: [prompt, prompt, ''] });
  }
  return drawn;
}
