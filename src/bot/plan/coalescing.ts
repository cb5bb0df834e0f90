import { createHash } from 'node:crypto';
import type { Answer } from '../chat/chat.ts';
import type { KeptJob } from '../job/kept-job.ts';
import { type BotRequest, personKey, placeKey } from '../request/requests.ts';
import type { Studio } from '../studio.ts';
import type { Result, Thread } from '../thread/threads.ts';
import { text, view } from '../view/views.ts';

type Plan = Pick<
  Result,
  'source' | 'parent' | 'prompt' | 'replacements' | 'weights' | 'options' | 'mask'
>;

/** What an edit draws, in a few characters: requests with the same ones are drawn as one. */
export function asksOfEdit(thread: Thread, plan: Plan, mask: Uint8Array | undefined): string {
  const { source, parent, prompt, replacements, weights, options } = plan;
  const dials = Object.entries(options).sort(([a], [b]) => a.localeCompare(b));
  const words = [thread.key, source, parent, prompt, replacements, weights, dials, plan.mask];
  return digest(JSON.stringify(words), mask);
}

/** The same for a picture that is taken over: everybody has a thread of their own. */
export function asksOfPicture(
  { place, person }: BotRequest,
  bytes: Uint8Array,
  prompt: string,
  fidelity: string,
): string {
  const words = [placeKey(place), personKey(place, person), prompt, fidelity];
  return digest(JSON.stringify(words), bytes);
}

/** Says where the same request already is. */
export async function sayOnItsWay(
  { workshop }: Studio,
  request: BotRequest,
  { id, requester }: KeptJob,
  answer: Answer,
): Promise<void> {
  const queued = workshop.queue.jobs().find(({ job }) => job.id === id);
  const where =
    queued === undefined
      ? 'it starts in a moment'
      : queued.state === 'running'
        ? 'it is being drawn'
        : queued.position === 1
          ? 'it is next in the queue'
          : `it is number ${queued.position} in the queue`;
  const own = requester.key === personKey(request.place, request.person);
  const who = own ? 'You have' : `${requester.name} has`;
  await answer(
    view('plain', text(`${who} asked for exactly this already, and ${where}.`)),
    'private',
  );
}

function digest(words: string, bytes: Uint8Array = new Uint8Array()): string {
  return createHash('sha256').update(words).update('\0').update(bytes).digest('base64url');
}
