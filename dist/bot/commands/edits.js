import { DEFAULT_PICTURE_LIMITS } from '../../pipeline/image.js';
import { decoder } from '../../pipeline/picture/decoder.js';
import { usefulReactions } from '../job/workshop.js';
import { asksOfEdit, sayOnItsWay } from '../plan/coalescing.js';
import { planEdit, planStrength, planVariations, resultFrom } from '../plan/results.js';
import { isSamePlace, placeKey, } from '../request/requests.js';
import { currentOf, pictureOf, resultOf, withResult, } from '../thread/threads.js';
import { gone, nothingHere, waiting } from '../view/notices.js';
import { code, line, problem, strong, text, view } from '../view/views.js';
import { requesterOf } from './inverting.js';
/** `/edit`, a typed edit, a reply with one, or the form: it chains on a result's prompt. */
export async function edit(studio, request, typed, on, answer) {
    const found = await resultFor(studio, request, on);
    if (!found) {
        await answer(nothingHere(), 'private');
        return;
    }
    const { thread, result } = found;
    const source = thread.sources[result.source];
    if (!source)
        return void (await answer(gone(), 'private'));
    const mask = await maskFrom(studio, request);
    const plan = planEdit(typed, result, source, await studio.settingsAt(request), mask);
    await order(studio, request, thread, plan, answer, mask);
}
/** `/compare`: the same edit by every method that can do it. */
export async function compareMethods(studio, request, answer) {
    const typed = `${String(request.options.edit ?? '')} using all`;
    await edit(studio, request, typed, request.message, answer);
}
/** The picture that came with an edit: it is white where to inpaint. */
async function maskFrom(studio, request) {
    const [attachment] = 'attachments' in request ? request.attachments : [];
    if (!attachment)
        return undefined;
    const { maxPictureBytes } = studio.policy;
    const limits = { ...DEFAULT_PICTURE_LIMITS, maxBytes: maxPictureBytes };
    const bytes = await attachment.read(maxPictureBytes);
    return await decoder.keep(bytes, 'mask', limits);
}
async function keepPicture(studio, picture) {
    const id = studio.newId();
    await studio.stores.pictures.set(id, picture);
    return id;
}
/** Stronger and Weaker. */
export async function stronger(studio, request, id, step, answer) {
    const found = await resultHere(studio, request, id);
    if (!found)
        return void (await answer(gone(), 'private'));
    const { thread, result } = found;
    const plan = planStrength(result, resultOf(thread, result.parent), step);
    await order(studio, request, thread, plan, answer);
}
export async function vary(studio, request, id, answer) {
    const found = await resultHere(studio, request, id);
    if (!found)
        return void (await answer(gone(), 'private'));
    await order(studio, request, found.thread, planVariations(found.result), answer);
}
/** Chooses one of several variations to go on from. */
export async function pick(studio, request, id, index, answer) {
    const found = await resultHere(studio, request, id);
    if (!found?.result.pictures[index])
        return void (await answer(gone(), 'private'));
    const thread = await studio.threads.update(found.thread.key, (state) => ({
        ...withResult(state, id, { chosen: index }),
        current: id,
    }));
    const result = thread && resultOf(thread, id);
    if (!thread || !result?.message)
        return;
    const chat = studio.chatOf(request.place.platform);
    const message = await chat.update(result.message, await studio.replies.result(thread, result));
    await studio.threads.move(thread.key, result, message);
    if (message.id !== result.message.id)
        await chat
            .react?.(message, usefulReactions(result, chat.limits.seededReactions))
            .catch(() => { });
}
/** Back to before a result, by default the current one. */
export async function undo(studio, request, id, answer) {
    const found = id === null
        ? await resultFor(studio, request, undefined)
        : await resultHere(studio, request, id);
    if (!found)
        return void (await answer(nothingHere(), 'private'));
    const { thread, result } = found;
    const parent = resultOf(thread, result.parent);
    if (!parent) {
        await answer(problem('This is the first picture: there is nothing before it. Change a word with /edit.'), 'private');
        return;
    }
    await studio.threads.update(thread.key, (state) => ({ ...state, current: parent.id }));
    const picture = await studio.replies.file(pictureOf(parent), parent.prompt);
    const message = await answer(view('done', text(line `Undone: ${code(result.title)}. The picture is now ${strong(parent.prompt)}.`), picture && { kind: 'picture', picture }));
    await studio.threads.link(message, parent.id);
}
export async function compare(studio, request, id, answer) {
    const found = await resultHere(studio, request, id);
    await answer(found ? await studio.replies.compareWithSource(found.thread, found.result) : gone(), 'private');
}
export async function fullSize(studio, request, id, answer) {
    const found = await resultHere(studio, request, id);
    await answer(found ? await studio.replies.fullSize(found.result) : gone(), 'private');
}
/** Deletes one result, its message and its pictures; only by its requester or a moderator. */
export async function deleteResult(studio, request, id, answer) {
    const found = await resultHere(studio, request, id);
    if (!found)
        return void (await answer(gone(), 'private'));
    const { thread, result } = found;
    if (!studio.policy.mayManage(request, result.requester)) {
        await answer(problem(`Only ${result.requester.name} or a moderator can delete this picture. Ask one of them.`), 'private');
        return;
    }
    if (result.parent === null) {
        await answer(problem('Everything here is made from this picture. To delete it all, use /forget thread.'), 'private');
        return;
    }
    await dropJobs(studio, (job) => job.result === id);
    await studio.threads.removeResult(thread.key, id);
    const chat = studio.chatOf(request.place.platform);
    if (result.message)
        await chat.remove(result.message);
    // Such as “Undone”, which shows it too.
    for (const copy of await studio.threads.unlink(new Set([id])))
        await chat.remove(copy).catch(() => { });
}
/** Drops jobs without a word in the chat. */
export async function dropJobs(studio, which) {
    for (const { job } of studio.workshop.queue.jobs())
        if (which(job))
            await studio.workshop.drop(job);
}
/** Answers with a message in which the result will appear, and queues its job. */
async function order(studio, request, thread, plan, answer, mask) {
    const requester = requesterOf(request);
    const refusal = (await studio.policy.refuseJob(request, studio.workshop.queue.jobs())) ??
        studio.policy.refusePrompt(plan.prompt);
    if (refusal !== null)
        return void (await answer(problem(refusal), 'private'));
    const id = studio.newId();
    const job = request.ticket ?? studio.newId();
    const parent = resultOf(thread, plan.parent);
    const picture = (await studio.replies.file(parent && pictureOf(parent), 'Before')) ?? undefined;
    const asks = asksOfEdit(thread, plan, mask);
    const same = studio.workshop.onItsWay(asks);
    if (same)
        return await sayOnItsWay(studio, request, same, answer);
    await studio.workshop.accept({
        ...{ id: job, kind: 'edit', thread: thread.key, result: id, requester },
        ...{ title: plan.title, place: request.place, asks },
    }, {
        // Edits that follow at once chain on this one, although it is not drawn yet.
        keep: async () => {
            const drawn = mask ? { ...plan, mask: await keepPicture(studio, mask) } : plan;
            await studio.threads.addResult(thread.key, resultFrom(drawn, id, requester));
        },
        pictures: plan.options.variations ?? 1,
        post: () => answer(waiting([code(plan.title)], null, job, picture)),
    });
}
/** A result by its id, if it is of the request's place: ids come from whoever presses or fills in. */
export async function resultHere(studio, { place }, id) {
    const found = await studio.threads.ofResult(id);
    return found && isSamePlace(found.thread.place, place) ? found : undefined;
}
/** The result that a request is about: the one it names, the one it replies to, or the current one. */
export async function resultFor(studio, request, on) {
    if (typeof on === 'object')
        return await resultHere(studio, request, on.result);
    const replied = on === undefined ? undefined : await studio.threads.ofMessage({ place: request.place, id: on });
    if (replied && isSamePlace(replied.thread.place, request.place))
        return replied;
    const thread = await studio.threads.get(placeKey(request.place));
    const result = thread && currentOf(thread);
    return result && { thread, result };
}
