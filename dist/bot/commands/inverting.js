import { DEFAULT_PICTURE_LIMITS, decodePicture, encodePng } from '../../pipeline/image.js';
import { decoder } from '../../pipeline/picture/decoder.js';
import { asksOfPicture, sayOnItsWay } from '../plan/coalescing.js';
import { resultFrom } from '../plan/results.js';
import { personKey, placeKey, } from '../request/requests.js';
import { takingOver, waiting } from '../view/notices.js';
import { heading, line, note, problem, strong, text, view, } from '../view/views.js';
const PREVIEW_SIDE = 512;
export function requesterOf(request) {
    return { key: personKey(request.place, request.person), name: request.person.name };
}
/** `/invert`: opens a thread for a picture and starts its inversion. */
export async function invert(studio, request, answer) {
    const [attachment] = request.attachments;
    const prompt = String(request.options.prompt ?? '').trim();
    if (!attachment) {
        await answer(problem('Send a picture along: /invert with a picture and one sentence that describes it, or start from /gallery.'), 'private');
        return;
    }
    const refusal = (await studio.policy.refuseJob(request, studio.workshop.queue.jobs())) ??
        studio.policy.refusePrompt(prompt);
    if (refusal !== null) {
        await answer(problem(refusal), 'private');
        return;
    }
    const { maxPictureBytes } = studio.policy;
    await begin(studio, request, await attachment.read(maxPictureBytes), prompt, answer);
}
/** The same for a picture that is already here. */
export async function begin(studio, request, bytes, prompt, answer) {
    const fidelity = chosenFidelity(request) ?? (await studio.settingsAt(request)).fidelity;
    const asks = asksOfPicture(request, bytes, prompt, fidelity);
    const same = studio.workshop.onItsWay(asks);
    if (same)
        return await sayOnItsWay(studio, request, same, answer);
    const posted = await keepUpload(studio, bytes, prompt);
    const opened = await openThread(studio, request, posted, prompt, answer);
    if (prompt !== '')
        return await start(studio, request, { ...opened, posted, prompt, fidelity, asks });
    const question = text(line `What is in the picture? Answer with ${strong('one sentence')}: its words become the handles that you edit with.`);
    await studio.threads.ask(opened.thread, {
        upload: posted.upload,
        picture: posted.picture,
        requester: requesterOf(request),
    });
    await opened.post(view('plain', question));
}
/** The prompt that was asked for, typed in the thread. */
export async function answerPrompt(studio, request, thread, prompt, answer) {
    const refusal = (await studio.policy.refuseJob(request, studio.workshop.queue.jobs())) ??
        studio.policy.refusePrompt(prompt);
    if (refusal !== null || !thread.question) {
        if (refusal !== null)
            await answer(problem(refusal), 'private');
        return;
    }
    const { upload, picture } = thread.question;
    const preview = await studio.replies.file(picture, prompt);
    if (!preview)
        return;
    const { fidelity } = await studio.settingsAt(request);
    const posted = { upload, picture, preview };
    await start(studio, request, { thread, post: answer, posted, prompt, fidelity });
}
async function keepUpload(studio, bytes, prompt) {
    const limits = { ...DEFAULT_PICTURE_LIMITS, maxBytes: studio.policy.maxPictureBytes };
    const kept = await decoder.keep(bytes, 'picture', limits);
    const png = await encodePng(await decodePicture(kept, { fit: 'crop', size: PREVIEW_SIDE, multiple: 8 }));
    const upload = studio.newId();
    const picture = studio.newId();
    await studio.stores.pictures.set(upload, kept);
    await studio.stores.pictures.set(picture, png);
    const alt = prompt === '' ? 'The picture as posted' : `The picture as posted: ${prompt}`;
    return { upload, picture, preview: { id: picture, name: `${picture}.png`, alt, bytes: png } };
}
/** The thread for a picture: this one, or a new one hung on the answer. */
async function openThread(studio, request, { preview }, prompt, answer) {
    const chat = studio.chatOf(request.place.platform);
    if (request.place.thread !== undefined || !chat.openThread)
        return { thread: newThread(request, request.place, []), post: answer };
    const opener = await answer(view('plain', heading(prompt === '' ? 'A picture to edit' : prompt), { kind: 'picture', picture: preview }, note(line `posted by ${request.person.name}`)));
    const name = (prompt === '' ? `A picture by ${request.person.name}` : prompt).slice(0, chat.limits.threadNameLength);
    const place = await chat.openThread(opener, name);
    return {
        thread: newThread(request, place, [opener]),
        post: (view) => chat.post(place, view),
    };
}
function newThread(request, place, otherMessages) {
    return {
        key: placeKey(place),
        place,
        owner: requesterOf(request),
        sources: {},
        results: [],
        current: null,
        question: null,
        otherMessages,
    };
}
async function start(studio, request, what) {
    const { thread, post, posted, prompt, fidelity, asks } = what;
    const id = studio.newId();
    const job = request.ticket ?? studio.newId();
    const requester = requesterOf(request);
    const { upload, picture, preview } = posted;
    const source = { prompt, fidelity, upload, picture, heat: [] };
    const plan = {
        title: prompt,
        prompt,
        replacements: [],
        weights: [],
        edited: [],
        options: {},
        parent: null,
        source: id,
    };
    await studio.workshop.accept({
        ...{ id: job, kind: 'quick', thread: thread.key, result: id, requester },
        ...{ title: prompt, place: thread.place, ...(asks !== undefined && { asks }) },
    }, {
        keep: () => studio.threads.addSource(thread, source, resultFrom(plan, id, requester)),
        post: () => post(waiting(takingOver(prompt), null, job, preview)),
    });
}
function chosenFidelity(request) {
    const chosen = request.kind === 'command' ? request.options.fidelity : undefined;
    return chosen === 'quick' || chosen === 'full' ? chosen : null;
}
