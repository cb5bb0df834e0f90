import { heatMapOverlay, maskOverlay } from '../../drawing/heat-map.ts';
import { bestFirst } from '../../edit-language/best-first.ts';
import { isTrained } from '../../pipeline/edit-types.ts';
import { throwIfCancelled, WordbrushError } from '../../pipeline/errors.ts';
import { encodePng } from '../../pipeline/image.ts';
import { psnr } from '../../pipeline/likeness/psnr.ts';
import type { Offers } from '../../pipeline/offers.ts';
import type { Pipeline } from '../../pipeline/process/supervisor.ts';
import { INVERSION_METHODS, type Inversion, type JobOptions } from '../../pipeline/types.ts';
import type { Outcome, PictureReport } from '../outcome/outcome.ts';
import { specsOf } from '../plan/specs.ts';
import type { Job, Worker } from '../queue/job-queue.ts';
import { workspaceKey } from '../request/requests.ts';
import type { Source } from '../thread/thread.ts';
import { pixelsOf } from '../view/pictures.ts';
import { Artifacts } from './artifacts.ts';
import {
  baseOf,
  inversionFor,
  type Piece,
  pieceOf,
  subjectsOf,
  type WorkerStores,
} from './materials.ts';

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

/**
 * Does jobs, on the bot's own machine or another one. It reads threads and never changes one: it
 * writes pictures and inversions, under ids of the attempt's own. Only those of the attempt that
 * ends the job are ever read; `leftovers/sweeping.ts` deletes the others.
 */
export function jobWorker({ stores, pipeline, steps, captions, offers }: JobWorkerParts): Worker {
  const schedule = steps === undefined ? {} : { steps };
  const { edits: methods, inversions = INVERSION_METHODS, spares } = offers ?? {};
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

  /** Quick: forward only, from the posted file. Full: null-text too, from what the quick one took over. */
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
    const wanted = job.kind === 'quick' ? 'pivotal' : 'null-text';
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
    const method = report?.method ?? 'pivotal';
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
    const specs = specsOf(result, source, { mask, methods, spares }).map((spec) =>
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
