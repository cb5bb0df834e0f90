/** A map that forgets its oldest entries. */
export class Recent {
    #entries = new Map();
    #capacity;
    constructor(capacity) {
        this.#capacity = capacity;
    }
    get(key) {
        return this.#entries.get(key);
    }
    has(key) {
        return this.#entries.has(key);
    }
    set(key, value) {
        this.#entries.delete(key);
        this.#entries.set(key, value);
        if (this.#entries.size <= this.#capacity)
            return;
        const [oldest] = this.#entries.keys();
        if (oldest !== undefined)
            this.#entries.delete(oldest);
    }
    delete(key) {
        this.#entries.delete(key);
    }
}
