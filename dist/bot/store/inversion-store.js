import { fromHalf, toHalf } from '../../pipeline/half.js';
import { entriesOf } from './entries.js';
/**
 * Inversions by id. They expire like everything else, and the oldest go when all of them together
 * take too much room: a picture that is still kept can be inverted again.
 */
export class InversionStore {
    #parts;
    constructor(parts) {
        this.#parts = parts;
    }
    async get(id) {
        const kept = await this.#parts.inversions.get(id);
        return (kept && {
            ...kept,
            trajectory: fromHalf(kept.trajectory),
            nullEmbeddings: fromHalf(kept.nullEmbeddings),
            attention: fromHalf(kept.attention),
        });
    }
    async set(id, inversion) {
        const compact = {
            ...inversion,
            trajectory: toHalf(inversion.trajectory),
            nullEmbeddings: toHalf(inversion.nullEmbeddings),
            attention: toHalf(inversion.attention),
        };
        // The size first: what is not counted would never be evicted.
        await this.#parts.sizes.set(id, { bytes: bytesOf(compact), at: Date.now() });
        await this.#evict(id);
        await this.#parts.inversions.set(id, compact);
    }
    async delete(id) {
        await this.#parts.inversions.delete(id);
        await this.#parts.sizes.delete(id);
    }
    async *keys() {
        for await (const [id] of entriesOf(this.#parts.sizes))
            yield id;
    }
    /** What all of them take together. */
    async bytes() {
        let bytes = 0;
        for await (const [, size] of entriesOf(this.#parts.sizes))
            bytes += size.bytes;
        return bytes;
    }
    /** Makes room; the newest stays, however large it is. */
    async #evict(newest) {
        const kept = [];
        for await (const entry of entriesOf(this.#parts.sizes))
            kept.push(entry);
        let total = kept.reduce((sum, [, { bytes }]) => sum + bytes, 0);
        for (const [id, { bytes }] of kept.sort(([, a], [, b]) => a.at - b.at)) {
            if (total <= this.#parts.maxBytes)
                return;
            if (id === newest)
                continue;
            await this.delete(id);
            total -= bytes;
        }
    }
}
function bytesOf({ trajectory, nullEmbeddings, attention, picture }) {
    const tensors = [trajectory, nullEmbeddings, attention];
    return tensors.reduce((sum, { bits }) => sum + bits.byteLength, picture.byteLength);
}
