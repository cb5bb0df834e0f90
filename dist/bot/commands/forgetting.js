import { personKey, placeKey, workspaceKey, } from '../request/requests.js';
import { entriesOf } from '../store/stores.js';
import { nothingHere } from '../view/notices.js';
import { buttons, problem, text, view } from '../view/views.js';
const SCOPES = {
    thread: 'the pictures of this thread',
    everything: 'every picture of this server',
};
/** `/forget`: deletes this thread, all of a person's pictures, or everything of this server. */
export async function forget(studio, request, what, confirmed, answer) {
    const thread = await studio.threads.get(placeKey(request.place));
    const wanted = what ?? (thread ? 'thread' : 'mine');
    // Who names the thread means it.
    if (wanted === 'thread' && (confirmed || what !== null))
        return await forgetThread(studio, request, thread, answer);
    if (wanted === 'everything' && !request.person.administrator) {
        await answer(problem('Only who manages this whole server can delete everything of it. Your own pictures go with /forget mine.'), 'private');
        return;
    }
    if (!confirmed) {
        const scope = SCOPES[wanted] ?? 'all your pictures';
        await answer(view('plain', text(`This deletes ${scope} and everything made from them. It cannot be taken back.`), buttons([{ id: `forget:${wanted}`, label: 'Delete for good', style: 'danger' }])), 'private');
        return;
    }
    const scope = wanted === 'everything'
        ? workspaceScope(request.place)
        : personScope(personKey(request.place, request.person));
    await studio.chatOf(request.place.platform).clear?.();
    const { threads, results } = await forgetScope(studio, scope);
    const parts = [
        threads === 1
            ? 'one thread and everything made in it'
            : `${threads} threads and everything made in them`,
        ...(results === 0
            ? []
            : [results === 1 ? 'one picture elsewhere' : `${results} pictures elsewhere`]),
    ];
    await answer(view('done', text(`Forgotten: ${parts.join(', ')}. Nothing of it is kept.`)), 'private');
}
/** Deletes everything of a server that has removed the bot: its channels' defaults too. */
export async function forgetWorkspace(studio, place) {
    await forgetScope(studio, workspaceScope(place));
    const { settings, asked } = studio.stores;
    const isOfIt = (key) => key.startsWith(`${workspaceKey(place)}/`);
    for await (const [key] of entriesOf(settings))
        if (isOfIt(key))
            await settings.delete(key);
    for await (const [key] of entriesOf(asked))
        if (isOfIt(key))
            await asked.delete(key);
}
async function forgetThread(studio, request, thread, answer) {
    if (!thread)
        return void (await answer(nothingHere(), 'private'));
    if (!studio.policy.mayManage(request, thread.owner)) {
        await answer(problem(`Only ${thread.owner.name} or a moderator can delete this thread’s pictures. Your own go with /forget mine.`), 'private');
        return;
    }
    await answer(view('done', text('Forgotten: the pictures of this thread and everything made from them.')), 'private');
    const { key } = thread;
    await forgetScope(studio, {
        hasThread: (other) => other.key === key,
        hasPlace: (place) => placeKey(place) === key,
        hasPerson: () => false,
    });
}
function personScope(person) {
    const hasPerson = (key) => key === person;
    return { hasThread: ({ owner }) => hasPerson(owner.key), hasPlace: () => false, hasPerson };
}
function workspaceScope(workspace) {
    const hasPlace = (place) => workspaceKey(place) === workspaceKey(workspace);
    return { hasThread: ({ place }) => hasPlace(place), hasPlace, hasPerson: () => false };
}
/** Deletes all of a scope; how many whole threads, and results in other threads, that were. */
async function forgetScope(studio, scope) {
    const { stores, threads, workshop } = studio;
    const whole = [];
    const parts = [];
    for await (const thread of threads.all())
        if (scope.hasThread(thread))
            whole.push(thread);
        else
            parts.push({ thread, results: resultsIn(thread, scope) });
    const gone = new Set([
        ...whole.flatMap(({ results }) => results.map(({ id }) => id)),
        ...parts.flatMap(({ results }) => results),
    ]);
    const keys = new Set(whole.map(({ key }) => key));
    // What waits goes first, so that nothing is made anew of what is deleted.
    for await (const [id, { requester, place }] of entriesOf(stores.requests))
        if (scope.hasPerson(requester.key) || scope.hasPlace(place))
            await stores.requests.delete(id);
    for await (const [id, requester] of entriesOf(stores.bursts))
        if (gone.has(id) || scope.hasPerson(requester.key))
            await stores.bursts.delete(id);
    for await (const [key] of entriesOf(stores.asked))
        if (scope.hasPerson(key))
            await stores.asked.delete(key);
    const messages = [];
    for await (const [, job] of entriesOf(stores.jobs)) {
        const { thread, result, requester, place, message } = job;
        if (!keys.has(thread) &&
            !gone.has(result) &&
            !scope.hasPerson(requester.key) &&
            !scope.hasPlace(place))
            continue;
        await workshop.drop(job);
        if (message)
            messages.push(message);
    }
    // A result may be shown by several messages.
    messages.push(...(await threads.unlink(gone)));
    for (const thread of whole) {
        await threads.forget(thread);
        const chat = studio.chatOf(thread.place.platform);
        await removeAll(chat, [...messagesOf(thread), ...thread.otherMessages]);
        await chat.removeThread?.(thread.place).catch(() => { });
    }
    for (const { thread, results } of parts) {
        const shown = messagesOf(thread).filter(({ result }) => results.includes(result));
        for (const id of results)
            await threads.removeResult(thread.key, id);
        await threads.removeTraces(thread.key, results, scope.hasPerson);
        await removeAll(studio.chatOf(thread.place.platform), shown);
    }
    for (const message of messages)
        await removeAll(studio.chatOf(message.place.platform), [message]);
    await stores.scrub();
    return {
        threads: whole.length,
        results: gone.size - whole.flatMap(({ results }) => results).length,
    };
}
/** What people of the scope made in a thread of somebody else, and all that was made from their pictures. */
function resultsIn({ results }, { hasPerson }) {
    const own = results.filter(({ requester }) => hasPerson(requester.key)).map(({ id }) => id);
    return results
        .filter(({ id, source }) => own.includes(id) || own.includes(source))
        .map(({ id }) => id);
}
function messagesOf(thread) {
    return thread.results.flatMap(({ id, message }) => (message ? [{ ...message, result: id }] : []));
}
async function removeAll(chat, messages) {
    for (const { id, place } of messages)
        await chat.remove({ id, place }).catch(() => { });
}
