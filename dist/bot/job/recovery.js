import { placeKey } from '../request/requests.js';
import { entriesOf } from '../store/stores.js';
const NOT_TAKEN_IN = 'Wordbrush was stopped while it took this in, so nothing came of it. Send it again.';
const LOST = 'This was lost when Wordbrush was stopped. Ask for it again.';
/**
 * The jobs that an earlier run left, oldest first. What it had not made a job of yet, and what has
 * lost its job, becomes a job that has failed: it is apologised for like any other.
 */
export async function leftJobs(stores, isConnected) {
    for await (const [id, { place, requester, title }] of entriesOf(stores.requests)) {
        if (!isConnected(place.platform))
            continue;
        if (!(await stores.jobs.has(id)))
            await stores.jobs.set(id, {
                ...{ id, kind: 'edit', thread: placeKey(place), result: '', requester, title, place },
                ...{ at: Date.now(), message: null, ending: { kind: 'failed', sentence: NOT_TAKEN_IN } },
            });
        await stores.requests.delete(id);
    }
    // The threads first: a result is there only after its job.
    const undrawn = await undrawnResults(stores, isConnected);
    const jobs = [];
    for await (const [, job] of entriesOf(stores.jobs))
        if (isConnected(job.place.platform))
            jobs.push(job);
    const awaited = new Set(jobs.map(({ result }) => result));
    for (const { thread, result } of undrawn) {
        if (awaited.has(result.id))
            continue;
        const lost = lostJob(thread, result, thread.place);
        await stores.jobs.set(lost.id, lost);
        jobs.push(lost);
    }
    return jobs.sort((a, b) => a.at - b.at);
}
function lostJob({ key }, result, place) {
    return {
        id: `lost-${result.id}`,
        kind: result.parent === null ? 'quick' : 'edit',
        thread: key,
        result: result.id,
        requester: result.requester,
        title: result.title,
        place,
        at: Date.now(),
        message: result.message ?? null,
        ending: { kind: 'failed', sentence: LOST },
    };
}
async function undrawnResults(stores, isConnected) {
    const undrawn = [];
    for await (const [, thread] of entriesOf(stores.threads))
        if (isConnected(thread.place.platform))
            for (const result of thread.results)
                if (result.pictures.length === 0)
                    undrawn.push({ thread, result });
    return undrawn;
}
