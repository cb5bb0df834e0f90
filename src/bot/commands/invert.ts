import { decodePicture, encodePng, sizeOfPicture } from '../../pipeline/image.ts';
import { decoder } from '../../pipeline/picture/decoder.ts';
import { shareOfSquare } from '../../pipeline/picture/framing.ts';
import { subjectsIn, usableBy } from '../learned/learned.ts';
import { wordsWith } from '../learned/names.ts';
import { inversionDraft, resultFrom } from '../plan/draft.ts';
import { pictureDigest } from '../plan/same-request.ts';
import {
  type BotRequest,
  type MessageRef,
  type Place,
  placeKey,
  requesterOf,
} from '../request/requests.ts';
import type { Services } from '../services.ts';
import {
  type Fidelity,
  type Focus,
  type Question,
  type Source,
  sourceOf,
  type Thread,
} from '../thread/thread.ts';
import { illustrate } from '../view/illustrate.ts';
import { inverting, waiting } from '../view/job/job-views.ts';
import { sameRequestView } from '../view/job/queue-views.ts';
import { gone, openerView, questionView } from '../view/notices.ts';
import { unlearned } from '../view/offers.ts';
import { onePictureAtATime, sendPicture } from '../view/refusals.ts';
import { problem, type Sketch } from '../view/views.ts';
import type { Asked, Command, Reply } from './command.ts';
import { refuseJob } from './refuse-job.ts';

const PREVIEW_SIDE = 512;

/** `/invert`: opens a thread for a picture and starts its inversion. */
export const invert: Command<'invert'> = async (services, asked) => {
  const { policy } = services;
  const { picture, prompt, fidelity, others, whole } = asked.intent;
  if (!picture) return { view: sendPicture() };
  const refusal = await refuseJob(services, asked.request, 1);
  if (refusal !== null) return { view: problem(refusal) };
  const bytes = await picture.read(policy.pictureLimits.maxBytes);
  const reply = await editPicture(services, asked, { bytes, prompt, fidelity, whole });
  return reply ?? (others > 0 ? { view: onePictureAtATime(others) } : undefined);
};

interface Posted {
  readonly bytes: Uint8Array;
  readonly prompt: string;
  readonly fidelity?: Fidelity | undefined;
  /** Not its middle square. */
  readonly whole?: boolean;
}

/**
 * Opens a thread for a picture and starts its inversion. Without a prompt the captioner writes one;
 * where there is no captioner, or the prompt is refused, the picture waits in the thread for one.
 */
export async function editPicture(
  services: Services,
  asked: Asked,
  { bytes, prompt, fidelity: chosen, whole = false }: Posted,
): Promise<Reply | undefined> {
  const { policy, jobs, threads, settingsAt, captions } = services;
  const { request } = asked;
  const fidelity = chosen ?? (await settingsAt(request.place)).fidelity;
  const asks = pictureDigest(request, bytes, prompt, `${fidelity}${whole ? ' whole' : ''}`);
  const requester = requesterOf(request);
  const same = jobs.underWay(asks);
  if (same) return { view: sameRequestView(same, jobs.queue.jobs(), requester) };
  const refusal = prompt === '' ? null : policy.refusePrompt(prompt);
  const shown = refusal === null ? prompt : '';
  const kept = await keepUpload(services, request, bytes, whole);
  const question = { ...kept, requester };
  const opened = await openThread(services, asked, question, shown);
  if (shown !== '' || (captions && refusal === null)) {
    await start(services, asked, opened, { question, prompt: shown, fidelity, asks });
    return undefined;
  }
  await orTakeBack(services, opened, async () => {
    await threads.begin(opened.thread, { kind: 'asked', question });
    await opened.post(questionView());
  });
  return refusal === null ? undefined : { view: problem(refusal) };
}

/** The prompt that was asked for, or a better one: the picture starts again from it. */
export const describe: Command<'describe'> = async (services, asked) => {
  const { policy, stores, settingsAt } = services;
  const { request, intent } = asked;
  const { thread, prompt } = intent;
  const question = intent.focus
    ? await askedAgain(services, asked, intent.focus)
    : thread?.question;
  if (question && prompt === '') return { view: questionView() };
  if (!thread || !question || !(await stores.pictures.has(question.picture)))
    return { view: gone() };
  const refusal = (await refuseJob(services, request, 0)) ?? policy.refusePrompt(prompt);
  if (refusal !== null) return { view: problem(refusal) };
  const { fidelity } = await settingsAt(request.place);
  const post = (view: Sketch): Promise<MessageRef> => asked.answer(view, 'public');
  await start(services, asked, { thread, post }, { question, prompt, fidelity });
  return undefined;
};

/** The whole of a picture that was cropped, as another one in its thread. */
export const takeWhole: Command<'whole'> = async (services, asked) => {
  const { stores, policy, newId } = services;
  const { request, intent } = asked;
  const source = intent.focus && sourceOf(intent.focus);
  const upload = source?.upload;
  const bytes = upload && (await stores.pictures.get(upload));
  if (!intent.focus || !source || !upload || !bytes) return { view: gone() };
  const refusal = await refuseJob(services, request, 1);
  if (refusal !== null) return { view: problem(refusal) };
  const { prompt, fidelity } = source;
  const asks = pictureDigest(request, bytes, prompt, `${fidelity} whole`);
  const requester = requesterOf(request);
  const same = services.jobs.underWay(asks);
  if (same) return { view: sameRequestView(same, services.jobs.queue.jobs(), requester) };
  await policy.count(request, 1);
  const picture = newId();
  await stores.pictures.set(picture, await preview(bytes, 'fit'));
  const question = { upload, picture, requester, fit: 'fit' } as const;
  const post = (view: Sketch): Promise<MessageRef> => asked.answer(view, 'public');
  const opened = { thread: intent.focus.thread, post };
  await start(services, asked, opened, { question, prompt, fidelity, asks });
  return undefined;
};

async function preview(kept: Uint8Array, fit: 'crop' | 'fit'): Promise<Uint8Array> {
  return await encodePng(await decodePicture(kept, { fit, size: PREVIEW_SIDE, multiple: 8 }));
}

/** A picture that has a prompt, as if it waited for one. */
async function askedAgain(
  { stores, newId }: Services,
  { request }: Asked,
  focus: Focus,
): Promise<Question | undefined> {
  const id = sourceOf(focus)?.picture;
  const png = id === undefined ? undefined : await stores.pictures.get(id);
  if (!png) return undefined;
  const [upload, picture] = [newId(), newId()];
  await stores.pictures.set(upload, png);
  await stores.pictures.set(picture, png);
  return { upload, picture, requester: requesterOf(request) };
}

/** Keeps a picture on its way in, and counts it: the file for the pipeline, and a clean PNG to show. */
async function keepUpload(
  { stores, policy, newId }: Services,
  request: BotRequest,
  bytes: Uint8Array,
  whole: boolean,
): Promise<Omit<Question, 'requester'>> {
  const kept = await decoder.keep(bytes, 'picture', policy.pictureLimits);
  const png = await preview(kept, whole ? 'fit' : 'crop');
  const share = shareOfSquare(await sizeOfPicture(kept));
  const [upload, picture] = [newId(), newId()];
  await policy.count(request, 1);
  await stores.pictures.set(upload, kept);
  await stores.pictures.set(picture, png);
  if (whole) return { upload, picture, fit: 'fit' };
  return { upload, picture, ...(share !== undefined && { share }) };
}

interface Opened {
  readonly thread: Thread;
  /** Posts in it. */
  readonly post: (view: Sketch) => Promise<MessageRef>;
  /** Takes it back on the platform; left out where it was there before. */
  readonly takeBack?: () => Promise<void>;
}

/** The thread for a picture: this one, or a new one hung on the answer. */
async function openThread(
  { chatOf, stores }: Services,
  { request, answer }: Asked,
  question: Question,
  prompt: string,
): Promise<Opened> {
  const { place, person } = request;
  const chat = chatOf(place.platform);
  const { requester } = question;
  if (place.thread !== undefined || !chat.openThread)
    return {
      thread: emptyThread(place, requester, []),
      post: (view) => answer(view, 'public'),
    };
  const opener = await answer(openerView(question.picture, prompt, person.name), 'public');
  const name = prompt === '' ? `A picture by ${person.name}` : prompt;
  const inside = await chat
    .openThread(opener, name.slice(0, chat.limits.threadNameLength))
    .catch(async (error: unknown) => {
      // Nothing hangs on it; why it failed says more than why it could not go.
      await chat.remove(opener).catch(() => {});
      throw error;
    });
  return {
    thread: emptyThread(inside, requester, [opener]),
    post: async (view) => await chat.post(inside, await illustrate(view, stores.pictures)),
    takeBack: async () => await chat.takeBackThread?.(inside),
  };
}

/** Begins something in a thread; where that fails, one that was opened for it is no more. */
async function orTakeBack<Begun>(
  { threads }: Services,
  { thread, takeBack }: Opened,
  begin: () => Promise<Begun>,
): Promise<Begun> {
  try {
    return await begin();
  } catch (error) {
    // Why it failed says more than why it could not be taken back.
    if (takeBack) await Promise.allSettled([threads.forget(thread.key), takeBack()]);
    throw error;
  }
}

/** The learned subjects that the sentence of a posted picture names, and the words that can be said in it. */
async function namedIn({ learned, words }: Services, request: BotRequest, prompt: string) {
  const all = await learned.in(request.place);
  const usable = usableBy(all, request);
  const subjects = subjectsIn([prompt], { carried: [], usable, all });
  await learned.used(
    request.place,
    subjects.map(({ subject }) => subject),
  );
  return { subjects, words: wordsWith(words, usable) };
}

function emptyThread(
  place: Place,
  owner: Question['requester'],
  otherMessages: readonly MessageRef[],
): Thread {
  return {
    ...{ key: placeKey(place), place, owner, otherMessages },
    ...{ sources: {}, results: [], current: null, question: null },
  };
}

async function start(
  services: Services,
  { request }: Asked,
  opened: Opened,
  what: {
    readonly question: Question;
    readonly prompt: string;
    readonly fidelity: Fidelity;
    readonly asks?: string;
  },
): Promise<void> {
  const { jobs, threads, newId } = services;
  const { thread, post } = opened;
  const { prompt, fidelity, asks, question } = what;
  const { requester: _, ...posted } = question;
  const requester = requesterOf(request);
  const title = prompt === '' ? 'the picture' : prompt;
  const result = newId();
  const id = request.ticket ?? newId();
  const words = await orTakeBack(services, opened, async () => {
    const named = await namedIn(services, request, prompt);
    const { subjects } = named;
    const source: Source = {
      ...{ prompt, fidelity, ...posted, heat: [] },
      ...(subjects.length > 0 && { subjects }),
    };
    await jobs.accept(
      {
        ...{ id, kind: 'quick', thread: thread.key, result, requester },
        ...{ title, place: thread.place, ...(asks !== undefined && { asks }) },
      },
      {
        keep: async () =>
          await threads.begin(thread, {
            ...{ kind: 'posted', source },
            result: resultFrom({ ...inversionDraft(prompt, result), title }, result, requester),
          }),
        post: async () =>
          await post(
            waiting(inverting(title), null, id, {
              ...{ id: posted.picture, alt: `The picture as posted: ${title}` },
            }),
          ),
      },
    );
    return named.words;
  });
  const warning = unlearned(prompt, words, result);
  if (warning) await post(warning);
}
