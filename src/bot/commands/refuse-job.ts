import { type BotRequest, personKey } from '../request/requests.ts';
import type { Services } from '../services.ts';

/** Why a person may not have a job of so many pictures now; null when they may. Counts nothing. */
export async function refuseJob(
  { policy, jobs, bursts }: Services,
  request: BotRequest,
  pictures: number,
): Promise<string | null> {
  const gathered = bursts.gatheredBy(personKey(request.place, request.person));
  return await policy.refuseJob(request, { jobs: jobs.queue.jobs(), gathered, pictures });
}
