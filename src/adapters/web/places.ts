import type { Place } from '../../bot/request/requests.ts';

/** Where the page opens: what is said there opens threads. */
export const MAIN: Place = { platform: 'web', workspace: 'local', channel: 'main' };

/** The main place, or a thread of it. */
export function placeOfThread(thread: string | null): Place {
  return thread === null ? MAIN : { ...MAIN, thread };
}
