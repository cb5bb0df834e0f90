import { WordbrushError } from '../../../pipeline/errors.ts';
import { decoder } from '../../../pipeline/picture/decoder.ts';
import { isSameName, type Learned, titleOfLearned } from '../../learned/learned.ts';
import { checkCount, checkName, cleanClass, cleanName, knownClass } from '../../learned/names.ts';
import { type Attachment, placeKey, requesterOf } from '../../request/requests.ts';
import type { Services } from '../../services.ts';
import { jobTitle, waiting } from '../../view/job/job-views.ts';
import { isBeingLearned, nameTaken, tooManySubjects } from '../../view/learned-views.ts';
import { sheetOf } from '../../view/pictures.ts';
import { problem } from '../../view/views.ts';
import type { Command } from '../command.ts';
import { refuseJob } from '../refuse-job.ts';

/** `/learn`: has a subject learned from a few pictures of it. */
export const learn: Command<'learn'> = async (services, { request, intent, answer }) => {
  const { learned, policy, words, jobs, stores, newId } = services;
  const { place } = request;
  const name = cleanName(intent.name);
  checkName(name, words);
  const className = knownClass(cleanClass(intent.className), name, words);
  const { pictures } = intent;
  checkCount(pictures.length, name);
  const refusal =
    policy.refusePrompt(`${name} ${className}`) ??
    (await refuseJob(services, request, pictures.length));
  if (refusal !== null) return { view: problem(refusal) };
  const owner = requesterOf(request);
  const check = (all: readonly Learned[]): void =>
    checkFree(all, name, owner.key, policy.subjectsPerPerson);
  check(await learned.in(place));

  const kept = await keptFrom(services, pictures);
  const sheetPng = await sheetOf(kept);
  await policy.count(request, kept.length);
  const uploads = kept.map((bytes) => ({ id: newId(), bytes }));
  const [result, sheet] = [newId(), newId()];
  const fresh: Learned = {
    ...{ id: result, name, className, owner, place, shared: false, sheet, subject: null },
    ...{ pictures: uploads.map(({ id }) => id), usedAt: Date.now() },
  };
  const title = titleOfLearned(fresh);
  const id = request.ticket ?? newId();
  await jobs.accept(
    { ...{ id, kind: 'learn', thread: placeKey(place), result, requester: owner, title, place } },
    {
      // What holds the pictures is there first: if it comes to nothing, they go with it.
      keep: async () => {
        await learned.begin(fresh, check);
        await stores.pictures.set(sheet, sheetPng);
        for (const upload of uploads) await stores.pictures.set(upload.id, upload.bytes);
      },
      post: async () =>
        await answer(
          waiting(jobTitle({ kind: 'learn', title }), null, id, {
            ...{ id: sheet, alt: `The pictures of ${name}` },
          }),
          'public',
        ),
    },
  );
  return undefined;
};

/** @throws WordbrushError `bad-option` where a person may not teach a subject of this name */
function checkFree(all: readonly Learned[], name: string, own: string, most: number): void {
  const same = all.filter((learned) => isSameName(learned.name, name));
  const taken = same.find(({ owner, shared }) => shared && owner.key !== own);
  if (taken) throw new WordbrushError('bad-option', nameTaken(taken.name, taken.owner.name));
  if (same.some(({ owner, subject }) => owner.key === own && subject === null))
    throw new WordbrushError('bad-option', isBeingLearned(name));
  if (most === 0)
    throw new WordbrushError('bad-option', 'Learning subjects is switched off on this bot.');
  const others = all.filter(
    ({ owner, name: other }) => owner.key === own && !isSameName(other, name),
  );
  if (others.length >= most) throw new WordbrushError('bad-option', tooManySubjects(most));
}

/**
 * The pictures as they are kept, each decoded once.
 *
 * @throws WordbrushError `bad-image`, which says which one it is
 */
async function keptFrom(
  { policy }: Services,
  pictures: readonly Attachment[],
): Promise<Uint8Array[]> {
  const limits = policy.pictureLimits;
  const kept: Uint8Array[] = [];
  for (const [i, picture] of pictures.entries()) {
    try {
      const bytes = await picture.read(limits.maxBytes);
      kept.push(await decoder.keep(bytes, 'picture', limits));
    } catch (error) {
      if (!(error instanceof WordbrushError) || error.code !== 'bad-image') throw error;
      throw new WordbrushError('bad-image', `Picture ${i + 1}: ${error.message}`, { cause: error });
    }
  }
  const different = new Set(kept.map((bytes) => Buffer.from(bytes).toString('base64')));
  if (different.size < kept.length)
    throw new WordbrushError(
      'bad-image',
      'Some of these pictures are the same. Send different ones, from more than one side if you can.',
    );
  return kept;
}
