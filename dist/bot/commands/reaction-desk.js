import { meaningOf, reweighted } from '../intent/reactions.js';
import { planReweighted, resultFrom } from '../plan/results.js';
import { personKey, } from '../request/requests.js';
import { entriesOf } from '../store/stores.js';
import { resultOf, withResult, } from '../thread/threads.js';
import { waiting } from '../view/notices.js';
import { code, problem } from '../view/views.js';
import { deleteResult, undo } from './edits.js';
/**
 * Reactions that weigh words. They are kept on the result that they were put on; one other result,
 * its `reweighted`, shows it with the sum of them and goes when the last one is taken back.
 */
export class ReactionDesk {
    #parts;
    #bursts = new Map();
    #drawing = new Set();
    constructor(parts) {
        this.#parts = parts;
    }
    async take(studio, asked, answer) {
        const found = await this.#parts.threads.ofMessage({ place: asked.place, id: asked.message });
        if (!found)
            return;
        const { thread, result } = found;
        // Slack does not always say which thread of the channel the message is in.
        const request = { ...asked, place: thread.place };
        const meaning = meaningOf(request.emoji, result);
        switch (meaning.kind) {
            case 'nothing':
                return;
            case 'delete':
                if (request.added)
                    await deleteResult(studio, request, result.id, answer);
                return;
            case 'undo':
                if (request.added)
                    return await undo(studio, request, result.id, answer);
                await this.#parts.threads.update(thread.key, (state) => ({ ...state, current: result.id }));
                return;
            case 'weigh':
                break;
        }
        if (meaning.words.length === 0) {
            if (request.added)
                await answer(problem('➕ and ➖ weigh the words that an edit changed, and this picture has none. An emoji that names a word of the prompt works.'), 'private');
            return;
        }
        const { policy, workshop } = studio;
        const refusal = request.added && (await policy.refuseJob(request, workshop.queue.jobs()));
        if (refusal)
            return void (await answer(problem(refusal), 'private'));
        const person = personKey(request.place, request.person);
        const { words, delta } = meaning;
        const requester = { key: person, name: request.person.name };
        await this.#parts.bursts.set(result.id, requester);
        await this.#parts.threads.update(thread.key, (state) => {
            const reactions = (resultOf(state, result.id)?.reactions ?? []).filter((reaction) => reaction.emoji !== request.emoji || reaction.person !== person);
            const added = request.added ? [{ emoji: request.emoji, person, words, delta }] : [];
            return withResult(state, result.id, { reactions: [...reactions, ...added] });
        });
        this.#gather(result.id, requester);
    }
    /** Takes up the bursts that an earlier run had not drawn. */
    async resume() {
        for await (const [id, requester] of entriesOf(this.#parts.bursts))
            this.#gather(id, requester);
    }
    /** Draws what the bursts so far ask for, without waiting for more. */
    async flush() {
        for (const [id, { timer, requester }] of [...this.#bursts]) {
            clearTimeout(timer);
            this.#end(id, requester);
        }
        await Promise.all(this.#drawing);
    }
    close() {
        for (const { timer } of this.#bursts.values())
            clearTimeout(timer);
        this.#bursts.clear();
    }
    #gather(id, requester) {
        clearTimeout(this.#bursts.get(id)?.timer);
        const timer = setTimeout(() => this.#end(id, requester), this.#parts.burstMs);
        this.#bursts.set(id, { timer, requester });
    }
    #end(id, requester) {
        this.#bursts.delete(id);
        const drawing = this.#draw(id, requester)
            .then(async () => {
            if (!this.#bursts.has(id))
                await this.#parts.bursts.delete(id);
        })
            .catch((error) => this.#parts.onFault(error, { result: id }))
            .finally(() => this.#drawing.delete(drawing));
        this.#drawing.add(drawing);
    }
    async #draw(id, requester) {
        const found = await this.#parts.threads.ofResult(id);
        if (!found)
            return;
        const { thread, result } = found;
        const shown = resultOf(thread, result.reweighted);
        if (shown)
            await this.#dropJobsOf(shown.id);
        if (result.reactions.length === 0)
            return await this.#takeAway(thread, result, shown);
        const title = result.reactions.map(({ emoji }) => emoji).join(' ');
        const plan = planReweighted(result, reweighted(result.weights, result.reactions), title);
        const made = resultFrom(plan, shown?.id ?? this.#parts.newId(), requester);
        const job = this.#parts.newId();
        const { place } = thread;
        await this.#parts.workshop.accept({ id: job, kind: 'edit', thread: thread.key, result: made.id, requester, title, place }, {
            keep: async () => {
                if (!shown)
                    await this.#parts.threads.addResult(thread.key, made);
                await this.#parts.threads.update(thread.key, (state) => {
                    const { title: _, pictures, reactions, chosen, ...weighed } = made;
                    const changed = withResult(state, made.id, { ...weighed, title });
                    return { ...withResult(changed, id, { reweighted: made.id }), current: made.id };
                });
            },
            post: async () => shown?.message ??
                (await this.#parts.chatOf(place.platform).post(place, waiting([code(title)], null, job))),
        });
    }
    /** The last reaction was taken back: the result stands as it was. */
    async #takeAway(thread, result, shown) {
        await this.#parts.threads.update(thread.key, (state) => ({ ...state, current: result.id }));
        if (!shown)
            return;
        await this.#parts.threads.removeResult(thread.key, shown.id);
        if (shown.message)
            await this.#parts.chatOf(thread.place.platform).remove(shown.message);
    }
    async #dropJobsOf(result) {
        for (const { job } of this.#parts.workshop.queue.jobs())
            if (job.result === result)
                await this.#parts.workshop.drop(job);
    }
}
