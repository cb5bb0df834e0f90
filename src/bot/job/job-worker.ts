import { heatMapOverlay, maskOverlay } from '../../drawing/heat-map.ts';
import { bestFirst } from '../../edit-language/best-first.ts';
import { throwIfCancelled, WordbrushError } from '../../pipeline/errors.ts';
import { encodePng } from '../../pipeline/image.ts';
import { psnr } from '../../pipeline/likeness/psnr.ts';
import { isTrained, type Offers } from '../../pipeline/offers.ts';
import type { PipelineClient } from '../../pipeline/process/supervisor.ts';
import {
  INVERSION_METHODS,
  type Inversion,
  type JobOptions,
  type Subject as LearnedSubject,
} from '../../pipeline/types.ts';
import type { NamedSubject } from '../learned/learned.ts';
import type { Outcome, PictureReport } from '../outcome/outcome.ts';
import { specsOf } from '../plan/specs.ts';
import { type Job, NotYet, type Worker } from '../queue/job-queue.ts';
import { workspaceKey } from '../request/requests.ts';
import { entriesOf, type Stores } from '../store/stores.ts';
import { pictureOf, type Result, resultOf, type Source } from '../thread/thread.ts';
import { pixelsOf } from '../view/pictures.ts';
import { newAttempt } from './attempt.ts';

/** The pipeline as the bot uses it: in a process of its own. */
export type Pipeline = Pick<
  PipelineClient,
  'invert' | 'edit' | 'learn' | 'words' | 'reconstruct' | 'caption'
>;

type WorkerStores = Pick<
  Stores,
  'threads' | 'pictures' | 'inversions' | 'jobs' | 'learned' | 'subjects'
>;

export interface JobWorkerParts {
  readonly stores: WorkerStores;
  readonly pipeline: Pipeline;
  /** Steps of every inversion's schedule; default: what suits the model. */
  readonly steps?: number | undefined;
  /** What the pipeline's model can do; default: what every text-to-image model can. */
  readonly offers?: Offers | undefined;
  /** Whether the pipeline has a captioner; default false. */
  readonly captions?: boolean | undefined;
}

/** What a job works on, as its thread says when the job starts. */
interface Piece {
  readonly job: Job;
  readonly result: Result;
  readonly source: Source;
}

/**
 * Does jobs, on the bot's own machine or another one. It reads threads and never changes one: it
 * writes pictures and inversions, under ids of the attempt's own. Only those of the attempt that
 * ends the job are ever read; `sweeping.ts` deletes the others.
 */
export function jobWorker({ stores, pipeline, steps, captions, offers }: JobWorkerParts): Worker {
  const schedule = steps === undefined ? {} : { steps };
  const { edits: methods, inversions = INVERSION_METHODS } = offers ?? {};
  return async (job, { isMine, ...options }) => {
    const artifacts = new Artifacts(stores, job);
    try {
      const outcome = await done(job, artifacts, options);
      throwIfCancelled(options.signal);
      // Whoever was frozen may have written what nobody wants any more.
      if (isMine && !(await isMine()))
        throw new WordbrushError('cancelled', 'Another worker has taken the job.');
      return outcome;
    } catch (error) {
      // Why it failed says more than why it could not be tidied up.
      await artifacts.clear().catch(() => {});
      throw error;
    }
  };

  async function done(
    job: Job,
    artifacts: Artifacts,
    options: Required<JobOptions>,
  ): Promise<Outcome> {
    if (job.kind === 'learn') return await learn(job, artifacts, options);
    const piece = await pieceOf(stores, job);
    if (!piece) return { kind: 'gone' };
    return await (job.kind === 'edit' ? edit : invert)(piece, artifacts, options);
  }

  /** Learns a subject from the pictures that were posted of it. */
  async function learn(
    job: Job,
    artifacts: Artifacts,
    options: Required<JobOptions>,
  ): Promise<Outcome> {
    const all = await stores.learned.get(workspaceKey(job.message.place));
    const wanted = all?.find(({ id }) => id === job.result);
    const images = await Promise.all((wanted?.pictures ?? []).map((id) => stores.pictures.get(id)));
    const kept = images.filter((image) => image !== undefined);
    if (!wanted || kept.length === 0 || kept.length < images.length) return { kind: 'gone' };
    const { name, className } = wanted;
    const subject = await pipeline.learn(kept, name, className, options);
    return {
      kind: 'learned',
      subject: await artifacts.keepSubject(subject),
      report: subject.report,
    };
  }

  /** Quick: forward only, from the posted file. Full: null-text, from what the quick one took over. */
  async function invert(
    { job, source }: Piece,
    artifacts: Artifacts,
    { signal, onProgress }: Required<JobOptions>,
  ): Promise<Outcome> {
    const image =
      job.kind === 'quick'
        ? source.upload && (await stores.pictures.get(source.upload))
        : ((await inversionFor(stores, job))?.picture ??
          (await stores.pictures.get(source.picture)));
    if (!image) return { kind: 'gone' };
    const wanted = job.kind === 'quick' ? 'negative-prompt' : 'null-text';
    const method = inversions.includes(wanted) ? wanted : 'encode';
    const { fit = 'crop' } = source;
    const subjects = await subjectsOf(stores, source.subjects);
    const watched = { signal, onProgress, previews: true };
    const options = { method, fit, ...schedule, ...subjects, ...watched } as const;
    const prompt = source.prompt === '' ? null : source.prompt;
    const inversion = await pipeline.invert(image, prompt, options);
    const caption = prompt === null ? inversion.prompt : await captionOf(job, image, signal);
    const reconstruction = await pipeline.reconstruct(inversion, { signal });
    const maps = await pipeline.words(inversion, { signal, ...subjects });
    const posted = await pixelsOf(inversion.picture);
    const heat: { word: string; picture: string }[] = [];
    for (const map of maps)
      heat.push({
        word: map.word,
        picture: await artifacts.keepPicture(await encodePng(await heatMapOverlay(posted, map))),
      });
    return {
      kind: 'inverted',
      inversion: await artifacts.keepInversion(inversion),
      picture: await artifacts.keepPicture(inversion.picture),
      redrawn: await artifacts.keepPicture(await encodePng(reconstruction)),
      heat,
      report: inversion.report,
      ...(caption !== undefined && { caption }),
    };
  }

  /** What the captioner sees, to hold a typed prompt against; undefined where there is none. */
  async function captionOf(
    { kind }: Job,
    image: Uint8Array,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    if (kind !== 'quick' || !captions) return undefined;
    return (await pipeline.caption(image, { signal })).sentence;
  }

  /** Inverts the picture of an inversion that is not kept any more, the way it was, from what is. */
  async function invertAgain(
    { inversion, picture: id, prompt, report, fit, subjects }: Source,
    { signal, onProgress }: Required<JobOptions>,
  ): Promise<Inversion | undefined> {
    const picture = inversion === undefined ? undefined : await stores.pictures.get(id);
    const method = report?.method ?? 'negative-prompt';
    const named = await subjectsOf(stores, subjects);
    const framed = { method, fit: fit ?? 'crop', ...named, signal, onProgress } as const;
    const again = { ...framed, ...schedule };
    return picture && (await pipeline.invert(picture, prompt, again));
  }

  async function edit(
    { job, result, source }: Piece,
    artifacts: Artifacts,
    options: Required<JobOptions>,
  ): Promise<Outcome> {
    const kept = await inversionFor(stores, job);
    const inversion = kept ?? (await invertAgain(source, options));
    if (!inversion) return { kind: 'gone' };
    const again = kept ? {} : { inversion: await artifacts.keepInversion(inversion) };
    const started = performance.now();
    const mask = result.mask === undefined ? undefined : await stores.pictures.get(result.mask);
    const posted = await pixelsOf(inversion.picture);
    const pictures: string[] = [];
    const drawn: PictureReport[] = [];
    const base = await baseOf(stores, job, result);
    const specs = specsOf(result, source, { mask, methods }).map((spec) =>
      base && isTrained(spec.method) ? { ...spec, picture: base } : spec,
    );
    const subjects = await subjectsOf(stores, result.subjects, inversion);
    const drawing = { ...options, ...subjects, previews: true };
    const results = await pipeline.edit(inversion, specs, drawing);
    for (const take of bestFirst(results, result.options)) {
      const made = results[take]!;
      const { picture, method, seconds, unetRows, fit } = made;
      pictures.push(await artifacts.keepPicture(await encodePng(picture)));
      drawn.push({
        method,
        seconds,
        unetRows,
        likeness: Math.min(99, psnr(picture, posted)),
        mask:
          made.mask &&
          (await artifacts.keepPicture(await encodePng(await maskOverlay(posted, made.mask)))),
        ...(fit && { fit }),
        ...(results.length > 1 && result.options.using !== 'all' && { take }),
      });
    }
    const seconds = (performance.now() - started) / 1_000;
    return { kind: 'edited', pictures, drawn, seconds, ...again };
  }
}

async function pieceOf(stores: WorkerStores, job: Job): Promise<Piece | null> {
  const thread = await stores.threads.get(job.thread);
  const result = thread && resultOf(thread, job.result);
  const source = result && thread.sources[result.source];
  return source ? { job, result, source } : null;
}

/**
 * The learned subjects that a prompt names, for the pipeline.
 *
 * @throws WordbrushError `bad-edit` for one that is not kept any more, `bad-model` for one of another model
 */
async function subjectsOf(
  stores: WorkerStores,
  named: readonly NamedSubject[] = [],
  inversion?: Inversion,
): Promise<{ readonly subjects?: readonly LearnedSubject[] }> {
  const subjects: LearnedSubject[] = [];
  for (const { name, subject: id } of named) {
    const subject = await stores.subjects.get(id);
    if (!subject)
      throw new WordbrushError(
        'bad-edit',
        `“${name}” is not kept any more. Teach it again with /learn, or say another word for it.`,
      );
    if (inversion && subject.fingerprint !== inversion.fingerprint)
      throw new WordbrushError(
        'bad-model',
        `“${name}” was learned by another model than the one that draws this picture. Teach it again with /learn; /subjects deletes the old one.`,
      );
    subjects.push(subject);
  }
  return subjects.length === 0 ? {} : { subjects };
}

/**
 * The inversion that a job is made from; undefined when it is not kept any more.
 *
 * @throws NotYet while another worker still makes it
 */
async function inversionFor(stores: WorkerStores, job: Job): Promise<Inversion | undefined> {
  // Twice, because the inversion may have arrived, or a better one have replaced it, meanwhile.
  for (let look = 1; look <= 2; look++) {
    const piece = await pieceOf(stores, job);
    const id = piece?.source.inversion;
    const inversion = id === undefined ? undefined : await stores.inversions.get(id);
    if (inversion) return inversion;
    for await (const [, other] of entriesOf(stores.jobs))
      if (other.kind === 'quick' && other.result === piece?.result.source)
        throw new NotYet('The picture is still being inverted.');
  }
  return undefined;
}

/**
 * The picture of the result that another one is made of; undefined where that is the posted one, or it
 * is not there any more.
 *
 * @throws NotYet while it is still being drawn
 */
async function baseOf(
  stores: WorkerStores,
  job: Job,
  { base: id }: Result,
): Promise<Uint8Array | undefined> {
  if (id === undefined) return undefined;
  const thread = await stores.threads.get(job.thread);
  const base = thread && resultOf(thread, id);
  if (!base) return undefined;
  const picture = pictureOf(base);
  if (picture === undefined) throw new NotYet('The picture before it is still being drawn.');
  return await stores.pictures.get(picture);
}

/** What one attempt at a job keeps in the stores, and takes away again when it comes to nothing. */
class Artifacts {
  readonly #stores: WorkerStores;
  readonly #attempt: string;
  readonly #pictures: string[] = [];
  #inversion: string | null = null;
  #subject: string | null = null;

  constructor(stores: WorkerStores, job: Job) {
    this.#stores = stores;
    this.#attempt = newAttempt(job);
  }

  async keepPicture(png: Uint8Array): Promise<string> {
    const id = `${this.#attempt}.${this.#pictures.length}`;
    this.#pictures.push(id);
    await this.#stores.pictures.set(id, png);
    return id;
  }

  async keepInversion(inversion: Inversion): Promise<string> {
    this.#inversion = this.#attempt;
    await this.#stores.inversions.set(this.#inversion, inversion);
    return this.#inversion;
  }

  async keepSubject(subject: LearnedSubject): Promise<string> {
    this.#subject = this.#attempt;
    await this.#stores.subjects.set(this.#subject, subject);
    return this.#subject;
  }

  async clear(): Promise<void> {
    for (const id of this.#pictures) await this.#stores.pictures.delete(id);
    if (this.#inversion !== null) await this.#stores.inversions.delete(this.#inversion);
    if (this.#subject !== null) await this.#stores.subjects.delete(this.#subject);
  }
}
