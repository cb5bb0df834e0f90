import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import PQueue from 'p-queue';
import { WordbrushError } from '../errors.js';
import { checkByteSize, tooSlow } from '../image.js';
import { sibling } from '../sibling.js';
import { Answer } from './decoding-protocol.js';
const IDLE_MS = 60_000;
/**
 * Decodes the files of strangers in processes of its own: started when one is wanted, killed with
 * the picture that takes too much, ended after a minute without one.
 */
export class Decoder {
    #options;
    #turns;
    /** With the timer that ends it. */
    #idle = new Map();
    constructor({ processes = 2, seconds = 30, maxMemory = 2 ** 30, module = sibling('decoding-process', import.meta.url), } = {}) {
        this.#options = { processes, seconds, maxMemory, module };
        this.#turns = new PQueue({ concurrency: processes });
    }
    /**
     * What is kept of a posted picture or mask, as PNG: see `keptPicture` and `keptMask`.
     *
     * @throws WordbrushError `bad-image` for what is no picture, damaged, or costs too much
     */
    async keep(file, as, limits) {
        checkByteSize(file.length, limits);
        const { maxMemory } = this.#options;
        const answer = await this.#turns.add(() => this.#ask({ bytes: file, as, limits, maxMemory }));
        if (answer.is === 'kept')
            return answer.png;
        throw new WordbrushError('bad-image', answer.is === 'refused'
            ? answer.message
            : `The picture takes more than ${Math.round(maxMemory / 2 ** 20)} MiB of memory to open. Save it smaller, as a plain JPEG or PNG, and send it again.`);
    }
    async #ask(order) {
        const child = this.#take();
        try {
            const answer = Answer.parse(await answerOf(child, order, this.#options.seconds));
            if (answer.is === 'too-large')
                child.kill('SIGKILL');
            else
                this.#giveBack(child);
            return answer;
        }
        catch (error) {
            child.kill('SIGKILL');
            throw error;
        }
    }
    #take() {
        for (const [child, timer] of this.#idle) {
            clearTimeout(timer);
            this.#idle.delete(child);
            if (!child.connected)
                continue;
            child.ref();
            child.channel?.ref();
            return child;
        }
        const { SystemRoot } = process.env; // without which Windows starts nothing
        return fork(fileURLToPath(this.#options.module), [], {
            serialization: 'advanced',
            execArgv: [],
            // It needs no setting, and tokens least of all.
            env: SystemRoot === undefined ? {} : { SystemRoot },
            stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        });
    }
    /** An idle child keeps nothing running: it ends with this process. */
    #giveBack(child) {
        child.unref();
        child.channel?.unref();
        const end = setTimeout(() => {
            this.#idle.delete(child);
            child.kill('SIGKILL');
        }, IDLE_MS);
        this.#idle.set(child, end.unref());
    }
}
/** What a child answers; rejects when it has ended, or not answered in time. */
async function answerOf(child, order, seconds) {
    const { promise, resolve, reject } = Promise.withResolvers();
    const late = setTimeout(() => reject(tooSlow(seconds)), 1_000 * seconds);
    const ended = (how) => reject(new WordbrushError('bad-image', 'The picture cannot be opened. Save it as a plain JPEG or PNG and send it again.', { cause: new Error(`the decoding process ended (${how})`) }));
    const onExit = (code, signal) => ended(signal ?? code);
    child.once('message', resolve).once('exit', onExit).once('error', ended);
    try {
        child.send(order, () => { }); // a send that fails is followed by the exit
        return await promise;
    }
    finally {
        clearTimeout(late);
        child.off('message', resolve).off('exit', onExit).off('error', ended);
    }
}
/** The one that the bot's chats share. */
export const decoder = new Decoder();
