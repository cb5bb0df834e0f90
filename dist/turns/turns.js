/** Work under the same key is done one after another, in the order in which it was asked for. */
export class Turns {
    #last = new Map();
    async take(key, work) {
        const turn = (this.#last.get(key) ?? Promise.resolve()).then(work);
        const settled = turn.then(() => { }, () => { });
        this.#last.set(key, settled);
        void settled.then(() => {
            if (this.#last.get(key) === settled)
                this.#last.delete(key);
        });
        return await turn;
    }
}
