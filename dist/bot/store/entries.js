/** Every entry of a store. */
export async function* entriesOf(keyv) {
    for await (const [key, value] of keyv.iterator())
        yield [key, value];
}
