import { WordbrushError } from '../../../pipeline/errors.ts';
import type { Which } from '../../intent/intent.ts';
import { isSameName, type Learned, usableBy } from '../../learned/learned.ts';
import { type BotRequest, personKey } from '../../request/requests.ts';
import type { Services } from '../../services.ts';
import { illustrate } from '../../view/illustrate.ts';
import {
  confirmUnlearnView,
  howToSubjects,
  learnedView,
  nameTaken,
  noSuchSubject,
  notYoursToManage,
  sharedView,
  subjectGone,
  subjectsView,
  unlearnedView,
} from '../../view/learned-views.ts';
import type { Command } from '../command.ts';

/** `/subjects`: what a person may name here, with what they may do with it. */
export const subjects: Command<'subjects'> = async (
  { learned, policy },
  { request, intent: { said } },
) => {
  if (said !== '') return { view: howToSubjects() };
  const all = await learned.in(request.place);
  const own = personKey(request.place, request.person);
  const learning = all.filter(({ owner, subject }) => owner.key === own && subject === null);
  return {
    view: subjectsView({
      ...{ usable: usableBy(all, request), learning, own, most: policy.subjectsPerPerson },
      mayManage: ({ owner }) => policy.mayManage(request, owner),
    }),
  };
};

/** Lets everybody of the workspace use a subject, or its owner alone. */
export const share: Command<'share'> = async (services, { request, intent }) => {
  const { learned, policy, chatOf, stores } = services;
  const { place } = request;
  const { which, shared } = intent;
  const found = await wanted(services, request, which);
  if (!found) return { view: await unknown(services, request, which) };
  if (!policy.mayManage(request, found.owner)) return { view: notYoursToManage(found) };
  await learned.share(place, found.id, shared, (all) => {
    const taken = all.find(
      (other) => other.id !== found.id && other.shared && isSameName(other.name, found.name),
    );
    if (shared && taken)
      throw new WordbrushError('bad-option', nameTaken(taken.name, taken.owner.name));
  });
  const { message } = found;
  // Its buttons say how it is now.
  if (message)
    await chatOf(message.place.platform)
      .update(message, await illustrate(learnedView({ ...found, shared }), stores.pictures))
      .catch(() => {});
  return { view: sharedView(found, shared) };
};

/** Deletes a subject, with the message that shows it. */
export const unlearn: Command<'unlearn'> = async (services, { request, intent }) => {
  const { learned, policy, chatOf, stores } = services;
  const { which, confirmed } = intent;
  const found = await wanted(services, request, which);
  if (!found) return { view: await unknown(services, request, which) };
  if (!policy.mayManage(request, found.owner)) return { view: notYoursToManage(found) };
  if (!confirmed) return { view: confirmUnlearnView(found) };
  await learned.forget(request.place, ({ id }) => id === found.id);
  const { message } = found;
  if (message)
    await chatOf(message.place.platform)
      .remove(message)
      .catch(() => {});
  await stores.scrub();
  return { view: unlearnedView(found) };
};

/** Of several of one name, the person's own. */
async function wanted(
  { learned }: Services,
  request: BotRequest,
  which: Which,
): Promise<Learned | undefined> {
  const all = await learned.in(request.place);
  if ('id' in which) return all.find(({ id, subject }) => id === which.id && subject !== null);
  return usableBy(all, request).find(({ name }) => isSameName(name, which.name));
}

async function unknown({ learned }: Services, request: BotRequest, which: Which) {
  if ('id' in which) return subjectGone();
  return noSuchSubject(which.name, usableBy(await learned.in(request.place), request));
}
