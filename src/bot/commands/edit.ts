import { decoder } from '../../pipeline/picture/decoder.ts';
import type { IntentOf } from '../intent/intent.ts';
import { usableBy } from '../learned/learned.ts';
import { resultFrom } from '../plan/draft.ts';
import { type Plan, planOf } from '../plan/plan.ts';
import { editDigest } from '../plan/same-request.ts';
import { type Attachment, requesterOf } from '../request/requests.ts';
import type { Services } from '../services.ts';
import { type Focus, pictureOf, resultOf, sourceOf } from '../thread/thread.ts';
import { waiting } from '../view/job/job-views.ts';
import { sameRequestView } from '../view/job/queue-views.ts';
import { gone, nothingHere, stillLooking, whichPicture } from '../view/notices.ts';
import { code, problem, type Sketch } from '../view/views.ts';
import type { Asked, Reply } from './command.ts';
import { refuseJob } from './refuse-job.ts';

type Drawing = IntentOf<'edit' | 'dial' | 'vary'>;

/** Plans an edit, Stronger, Weaker or Vary, and queues it. */
export async function edit(services: Services, asked: Asked<Drawing>): Promise<Reply | undefined> {
  const { request, intent } = asked;
  const { focus } = intent;
  if (!focus) return { view: noPicture(asked) };
  const source = sourceOf(focus);
  if (!source) return { view: gone() };
  if (source.prompt === '') return { view: stillLooking() };
  const mask = await maskOf(services, intent);
  const settings = await services.settingsAt(request.place);
  const { methods, spares, loras } = services;
  const all = await services.learned.in(request.place);
  const learned = { all, usable: usableBy(all, request) };
  const has = { methods, spares, loras, learned };
  const plan = planOf(intent, { focus, source, settings, mask, ...has });
  return await start(services, asked, focus, plan, mask);
}

function noPicture({ request, intent }: Asked<Drawing>): Sketch {
  if (intent.kind !== 'edit') return gone();
  return request.place.thread === undefined ? whichPicture() : nothingHere();
}

/** Queues a plan, and answers with the message in which its pictures will appear. */
async function start(
  services: Services,
  { request, answer }: Asked<Drawing>,
  { thread }: Focus,
  { draft, cost }: Plan,
  mask: Uint8Array | undefined,
): Promise<Reply | undefined> {
  const { policy, threads, jobs, stores, newId } = services;
  const { sentence } = draft.options;
  const refusal =
    (await refuseJob(services, request, cost)) ??
    policy.refusePrompt(draft.prompt) ??
    (sentence === undefined ? null : policy.refusePrompt(sentence));
  if (refusal !== null) return { view: problem(refusal) };
  const requester = requesterOf(request);
  const asks = editDigest(thread, draft, mask);
  const same = jobs.underWay(asks);
  if (same) return { view: sameRequestView(same, jobs.queue.jobs(), requester) };
  const { title } = draft;
  const result = resultFrom(draft, newId(), requester);
  const id = request.ticket ?? newId();
  const parent = resultOf(thread, draft.parent);
  await policy.count(request, cost);
  await jobs.accept(
    {
      ...{ id, kind: 'edit', thread: thread.key, result: result.id, requester, title },
      ...{ place: request.place, asks },
    },
    {
      // Edits that follow at once chain on this one, although it is not drawn yet.
      keep: async () => {
        const named = draft.subjects?.map(({ subject }) => subject) ?? [];
        await services.learned.used(request.place, named);
        const kept = mask && newId();
        if (kept) await stores.pictures.set(kept, mask);
        const added = kept ? { ...result, mask: kept } : result;
        await threads.apply(thread.key, { kind: 'added', result: added });
      },
      post: async () =>
        await answer(
          waiting([code(title)], null, id, {
            id: parent && pictureOf(parent),
            alt: 'The picture that is being worked on',
          }),
          'public',
        ),
    },
  );
  return undefined;
}

/** The picture that came with an edit: it is white where to inpaint. */
async function maskOf({ policy }: Services, intent: Drawing): Promise<Uint8Array | undefined> {
  const attachment: Attachment | undefined = intent.kind === 'edit' ? intent.mask : undefined;
  if (!attachment) return undefined;
  const { pictureLimits } = policy;
  const bytes = await attachment.read(pictureLimits.maxBytes);
  return await decoder.keep(bytes, 'mask', pictureLimits);
}
