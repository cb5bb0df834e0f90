import { parseTypedCommand } from './commands.ts';
import { type BotRequest, placeKey } from './requests.ts';
import type { Threads } from './threads.ts';

/** Commands, and buttons by what they begin with, that may put a job on the queue. */
const STARTS_WORK: ReadonlySet<string> = new Set(
  'invert edit compare gallery stronger weaker vary example'.split(' '),
);
/** How much of a request an apology repeats. */
const TITLE_LENGTH = 120;

/** Whether a kill of the process on the way to a job would leave somebody without an answer. */
export async function mayStartWork(request: BotRequest, threads: Threads): Promise<boolean> {
  if (request.kind === 'reaction') return false;
  if (request.kind === 'command') return STARTS_WORK.has(request.name);
  if (request.kind === 'button') return STARTS_WORK.has(request.id.split(':')[0] ?? '');
  if (request.kind !== 'message') return true;
  const typed = parseTypedCommand(request.text, { bare: request.addressed });
  if (typed) return STARTS_WORK.has(typed.name);
  if (request.addressed) return true;
  return (await threads.get(placeKey(request.place))) !== undefined;
}

/** What was asked for, as an apology names it. */
export function titleOf(request: BotRequest): string {
  const words =
    request.kind === 'message'
      ? request.text
      : request.kind === 'command'
        ? Object.values(request.options).join(' ')
        : request.kind === 'form'
          ? Object.values(request.values).join(' ')
          : '';
  return words.trim().slice(0, TITLE_LENGTH) || 'a picture';
}
