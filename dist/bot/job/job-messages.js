import { LiveMessage } from '../chat/live-message.js';
import { pictureOf, resultOf } from '../thread/threads.js';
import { gone, takingOver, waiting, working } from '../view/notices.js';
import { code } from '../view/views.js';
/** Shows in the jobs' messages how they go. */
export class JobMessages {
    #parts;
    #showing = new Map();
    constructor(parts) {
        this.#parts = parts;
    }
    waiting(job, position) {
        // A full inversion waits unseen: its quick one is already there to be edited.
        if (job.kind === 'full')
            return;
        const showing = this.#of(job);
        showing.live.show(async () => {
            showing.picture ??= this.#pictureFor(job);
            return waiting(titleOf(job), position, job.id, await showing.picture);
        });
    }
    started(job) {
        if (job.kind === 'full')
            return;
        this.#chatOf(job)
            .typing?.(job.message.place)
            .catch(() => { });
    }
    progressed(job, { phase, done, total, preview }) {
        const showing = this.#of(job);
        if (preview !== undefined)
            showing.picture = Promise.resolve(previewOf(job, done, preview));
        const fraction = total > 0 ? done / total : null;
        showing.live.show(async () => {
            if (job.kind === 'full') {
                const label = `Making it more exact · ${percent(fraction)}`;
                const picture = await showing.picture;
                const block = {
                    kind: 'progress',
                    label,
                    fraction,
                    ...(picture && { picture }),
                };
                showing.quick ??= this.#sourceFor(job, block);
                const { tone, blocks } = await showing.quick;
                return { tone, blocks: blocks.map((old) => (old.kind === 'progress' ? block : old)) };
            }
            showing.picture ??= this.#pictureFor(job);
            const label = `${PHASES[phase]}${fraction === null ? '' : ` · ${percent(fraction)}`}`;
            return working(titleOf(job), label, fraction, job.id, await showing.picture);
        });
    }
    /** Shows the last view; resolves with the message that shows it, or null when it has gone. */
    async finish(job, view) {
        const { live } = this.#of(job);
        this.drop(job.id);
        return await live.finish(view);
    }
    /** Shows nothing more of a job. */
    drop(job) {
        this.#showing.delete(job);
    }
    #of(job) {
        let showing = this.#showing.get(job.id);
        if (!showing) {
            const moved = (message) => this.#parts.onMove(job.id, message);
            showing = { live: new LiveMessage(this.#chatOf(job), job.message, moved) };
            this.#showing.set(job.id, showing);
        }
        return showing;
    }
    #chatOf(job) {
        return this.#parts.chatOf(job.message.place.platform);
    }
    /** The redrawn source that a full inversion improves. */
    async #sourceFor(job, full) {
        const { threads, replies } = this.#parts;
        const found = await threads.ofResult(job.result);
        return found ? await replies.source(found.thread, found.result, full) : gone();
    }
    /** The picture that a job starts from. */
    async #pictureFor(job) {
        const found = await this.#parts.threads.ofResult(job.result);
        if (!found)
            return undefined;
        const { thread, result } = found;
        const source = thread.sources[result.source];
        const parent = resultOf(thread, result.parent);
        const id = (parent && pictureOf(parent)) ?? source?.picture;
        return (await this.#parts.replies.file(id, 'The picture that is being worked on')) ?? undefined;
    }
}
const PHASES = {
    load: 'Loading the model',
    encode: 'Looking at the picture',
    invert: 'Taking it apart and drawing it again',
    optimise: 'Fitting the words to it',
    mask: 'Finding what has to change',
    edit: 'Drawing',
    decode: 'Finishing',
};
/** The picture that a job has come to. */
function previewOf({ id, title }, done, preview) {
    const name = `${id}-at-${done}`;
    const alt = `What is there so far of: ${title}`;
    return { id: name, name: `${name}.png`, alt, bytes: Buffer.from(preview, 'base64') };
}
function percent(fraction) {
    return fraction === null ? '' : `${Math.round(100 * fraction)} %`;
}
/** What a job is about, as its message says. */
export function titleOf({ kind, title }) {
    return kind === 'edit' ? [code(title)] : takingOver(title);
}
