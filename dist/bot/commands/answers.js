import { isSamePlace, placeKey, } from '../request/requests.js';
import { currentOf } from '../thread/threads.js';
import { help as helpView, nothingHere, queueView } from '../view/notices.js';
import { buttons, code, command, heading, line, list, note, problem, text, view, } from '../view/views.js';
import { begin, requesterOf } from './inverting.js';
const MAX_EXAMPLES = 24;
export async function help(studio, request, answer) {
    const thread = await studio.threads.get(placeKey(request.place));
    const current = thread && currentOf(thread);
    await answer(helpView(current?.prompt ?? null), 'private');
}
/** What each word of the source prompt looks at. */
export async function words(studio, request, answer) {
    const thread = await studio.threads.get(placeKey(request.place));
    const current = thread && currentOf(thread);
    const source = current && thread.sources[current.source];
    const strip = source && (await studio.replies.heat(source));
    if (!source || !strip)
        return void (await answer(nothingHere(), 'private'));
    await answer(view('plain', heading('The words that you can edit with'), strip, note('Where a word glows, an edit of that word will act.')));
}
export async function history(studio, request, answer) {
    const thread = await studio.threads.get(placeKey(request.place));
    await answer(thread ? studio.replies.history(thread) : nothingHere(), 'private');
}
export async function queue(studio, request, answer) {
    const own = requesterOf(request).key;
    await answer(queueView(studio.workshop.queue.jobs(), request.place, own), 'private');
}
/** Stops one job of this place, or a person's jobs in this thread; outside a thread, all of a person's. */
export async function cancel(studio, request, id, answer) {
    const key = placeKey(request.place);
    const here = studio.workshop.queue
        .jobs()
        .map(({ job }) => job)
        .filter((job) => id === null
        ? job.thread === key || request.place.thread === undefined
        : job.id === id && isSamePlace(job.message.place, request.place));
    const own = requesterOf(request).key;
    const mine = here.filter((job) => id === null ? job.requester.key === own : studio.policy.mayManage(request, job.requester));
    if (here.length > 0 && mine.length === 0) {
        await answer(problem('That was asked for by somebody else; they or a moderator can stop it.'), 'private');
        return;
    }
    let stopped = 0;
    for (const job of mine)
        if (await studio.workshop.cancel(job))
            stopped++;
    if (id === null || stopped === 0)
        await answer(stopped === 0
            ? problem('There is nothing of yours to stop here: it is done already. /undo takes an edit back.')
            : view('done', text(`Stopped ${stopped === 1 ? 'one job' : `${stopped} jobs`} of yours.`)), 'private');
}
/** Without words the gallery; with some, or a number, starts from the example they mean. */
export async function gallery(studio, request, wanted, answer) {
    const { examples } = studio.gallery;
    if (examples.length === 0) {
        await answer(problem('This model comes without examples. Post a picture of your own with /invert.'), 'private');
        return;
    }
    if (wanted.trim() !== '') {
        const example = studio.gallery.find(wanted);
        if (!example) {
            await answer(problem(`No example is called “${wanted.slice(0, 60)}”. /gallery shows them all.`), 'private');
            return;
        }
        const refusal = await studio.policy.refuseJob(request, studio.workshop.queue.jobs());
        if (refusal !== null)
            return void (await answer(problem(refusal), 'private'));
        return await begin(studio, request, await studio.gallery.read(example), example.prompt, answer);
    }
    const { limits } = studio.chatOf(request.place.platform);
    const shown = examples.slice(0, Math.min(MAX_EXAMPLES, limits.buttons));
    const pictures = [];
    for (const [i, example] of shown.entries())
        pictures.push({
            id: `example-${i}`,
            name: example.file,
            alt: example.prompt,
            bytes: await studio.gallery.read(example),
        });
    await answer(view('plain', heading('Start from an example'), { kind: 'grid', pictures }, list(...shown.map(({ prompt }, i) => line `${code(String(i + 1))} ${prompt}`)), buttons(shown.map((_, i) => ({ id: `example:${i + 1}`, label: `${i + 1}`, style: 'normal' })))));
}
/** Shows or changes the defaults of this thread, or of the channel outside one. */
export async function settings(studio, request, answer) {
    const { fidelity, strength, structure } = request.options;
    const change = {
        ...(isFidelity(fidelity) && { fidelity }),
        ...(isShare(strength) && { strength }),
        ...(isShare(structure) && { structure }),
    };
    const where = request.place.thread === undefined ? 'channel' : 'thread';
    const wrong = [strength, structure].find((value) => value !== undefined && !isShare(value));
    if (wrong !== undefined)
        return void (await answer(problem(`Strength and structure go from 0 to 1; ${wrong} is outside.`), 'private'));
    if (Object.keys(change).length > 0) {
        if (where === 'channel' && !request.person.moderator) {
            await answer(problem('A channel’s defaults are set by its moderators. Inside a thread you can set your own.'), 'private');
            return;
        }
        const key = placeKey(request.place);
        await studio.stores.settings.set(key, {
            ...(await studio.stores.settings.get(key)),
            ...change,
        });
    }
    const now = await studio.settingsAt(request);
    await answer(view('plain', heading(`Defaults of this ${where}`), list(line `fidelity: ${code(now.fidelity)} (quick is ready within seconds, full comes closest to the picture)`, line `strength: ${code(String(now.strength ?? 0.5))} (how far words may pull the picture)`, line `structure: ${now.structure === undefined ? 'as suits the edit' : code(String(now.structure))} (how much of the layout stays)`), note(line `Change one with ${command('/settings strength 0.8')}.`)), 'private');
}
function isFidelity(value) {
    return value === 'quick' || value === 'full';
}
function isShare(value) {
    return typeof value === 'number' && value >= 0 && value <= 1;
}
