/** What a worker needs for a job, as the stores have it when the job starts. */
import { WordbrushError } from '../../pipeline/errors.ts';
import type { Inversion, Subject } from '../../pipeline/types.ts';
import type { NamedSubject } from '../learned/learned.ts';
import { type Job, NotYet } from '../queue/job-queue.ts';
import { entriesOf, type Stores } from '../store/stores.ts';
import { pictureOf, type Result, resultOf, type Source } from '../thread/thread.ts';

export type WorkerStores = Pick<
  Stores,
  'threads' | 'pictures' | 'inversions' | 'jobs' | 'learned' | 'subjects'
>;

/** What a job works on, as its thread says when the job starts. */
export interface Piece {
  readonly job: Job;
  readonly result: Result;
  readonly source: Source;
}

/** Null where the thread does not have it any more. */
export async function pieceOf(stores: WorkerStores, job: Job): Promise<Piece | null> {
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
export async function subjectsOf(
  stores: WorkerStores,
  named: readonly NamedSubject[] = [],
  inversion?: Inversion,
): Promise<{ readonly subjects?: readonly Subject[] }> {
  const subjects: Subject[] = [];
  for (const { name, subject: id } of named) {
    const subject = await stores.subjects.get(id);
    if (!subject)
      throw new WordbrushError(
        'bad-edit',
        `“${name}” is no longer known to me. Teach me again with /learn, or use another word for it.`,
      );
    if (inversion && subject.fingerprint !== inversion.fingerprint)
      throw new WordbrushError(
        'bad-model',
        `“${name}” was learned by another model than the one that draws this picture. Teach me again with /learn; /subjects deletes the old one.`,
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
export async function inversionFor(stores: WorkerStores, job: Job): Promise<Inversion | undefined> {
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
export async function baseOf(
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
