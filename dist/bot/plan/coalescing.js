import { createHash } from 'node:crypto';
import { personKey, placeKey } from '../request/requests.js';
import { text, view } from '../view/views.js';
/** What an edit draws, in a few characters: requests with the same ones are drawn as one. */
export function asksOfEdit(thread, plan, mask) {
    const { source, parent, prompt, replacements, weights, options } = plan;
    const dials = Object.entries(options).sort(([a], [b]) => a.localeCompare(b));
    const words = [thread.key, source, parent, prompt, replacements, weights, dials, plan.mask];
    return digest(JSON.stringify(words), mask);
}
/** The same for a picture that is taken over: everybody has a thread of their own. */
export function asksOfPicture({ place, person }, bytes, prompt, fidelity) {
    const words = [placeKey(place), personKey(place, person), prompt, fidelity];
    return digest(JSON.stringify(words), bytes);
}
/** Says where the same request already is. */
export async function sayOnItsWay({ workshop }, request, { id, requester }, answer) {
    const queued = workshop.queue.jobs().find(({ job }) => job.id === id);
    const where = queued === undefined
        ? 'it starts in a moment'
        : queued.state === 'running'
            ? 'it is being drawn'
            : queued.position === 1
                ? 'it is next in the queue'
                : `it is number ${queued.position} in the queue`;
    const own = requester.key === personKey(request.place, request.person);
    const who = own ? 'You have' : `${requester.name} has`;
    await answer(view('plain', text(`${who} asked for exactly this already, and ${where}.`)), 'private');
}
function digest(words, bytes = new Uint8Array()) {
    return createHash('sha256').update(words).update('\0').update(bytes).digest('base64url');
}
