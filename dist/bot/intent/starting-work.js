import { parseTypedCommand } from '../request/commands.js';
import { placeKey } from '../request/requests.js';
/** Commands, and buttons by what they begin with, that may put a job on the queue. */
const STARTS_WORK = new Set('invert edit compare gallery stronger weaker vary example'.split(' '));
/** How much of a request an apology repeats. */
const TITLE_LENGTH = 120;
/** Whether a kill of the process on the way to a job would leave somebody without an answer. */
export async function mayStartWork(request, threads) {
    if (request.kind === 'reaction')
        return false;
    if (request.kind === 'command')
        return STARTS_WORK.has(request.name);
    if (request.kind === 'button')
        return STARTS_WORK.has(request.id.split(':')[0] ?? '');
    if (request.kind !== 'message')
        return true;
    if (request.addressed && !parseTypedCommand(request.text, { bare: true }))
        return true;
    const thread = await threads.get(placeKey(request.place));
    const typed = typedCommand(request, thread);
    if (typed)
        return STARTS_WORK.has(typed.name);
    return request.addressed || thread !== undefined;
}
/**
 * The command that a message is. Without a sign a command's name is a word like any other, so it counts
 * only where nobody expects a sentence; with one, elsewhere than in a thread of ours, it may be meant
 * for another bot.
 */
export function typedCommand({ text, addressed, attachments }, thread) {
    if (!addressed && !thread)
        return null;
    const expectsSentence = attachments.length > 0 || Boolean(thread?.question);
    return parseTypedCommand(text, { bare: addressed && !expectsSentence });
}
/** What was asked for, as an apology names it. */
export function titleOf(request) {
    const words = request.kind === 'message'
        ? request.text
        : request.kind === 'command'
            ? Object.values(request.options).join(' ')
            : request.kind === 'form'
                ? Object.values(request.values).join(' ')
                : '';
    return words.trim().slice(0, TITLE_LENGTH) || 'a picture';
}
