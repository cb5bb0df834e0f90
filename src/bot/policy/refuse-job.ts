import type { BotRequest } from '../request/requests.ts';
import { personKey } from '../request/requests.ts';
import type { Studio } from '../studio.ts';

/** Why a person may not have a job of so many pictures now; null when they may. Counts nothing. */
export async function refuseJob(
  { policy, workshop, reactions }: Studio,
  request: BotRequest,
  pictures: number,
): Promise<string | null> {
  const gathered = reactions.gatheredBy(personKey(request.place, request.person));
  return await policy.refuseJob(request, { jobs: workshop.queue.jobs(), gathered, pictures });
}
