/** The thread of a `SqliteShelf`: it does the operations on the file in the order they come. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { SqliteFile } from './sqlite-file.js';
export const ThreadData = z.object({ path: z.string(), maxBytes: z.number() });
const SWEEP_INTERVAL_MS = 60 * 60 * 1_000;
if (parentPort)
    serve(parentPort);
/** Every order has an outcome, in the same order. */
function serve(port) {
    const { path, maxBytes } = ThreadData.parse(workerData);
    const file = new SqliteFile(path, maxBytes);
    file.sweep();
    setInterval(() => file.sweep(), SWEEP_INTERVAL_MS).unref();
    port.on('message', (orders) => {
        port.postMessage(orders.map((order) => outcomeOf(file, order)));
        if (orders.some(({ name }) => name === 'close'))
            port.close();
    });
}
function outcomeOf(file, order) {
    try {
        return { value: perform(file, order) };
    }
    catch (error) {
        return { failure: error instanceof Error ? error.message : String(error) };
    }
}
function perform(file, order) {
    switch (order.name) {
        case 'get':
            return file.get(order.key);
        case 'set':
            return file.set(order.key, order.bytes, order.expires);
        case 'delete':
            return file.delete(order.key);
        case 'keys':
            return file.keys(order.prefix, order.after, order.count);
        case 'scrub':
            return file.scrub();
        case 'close':
            return file.close();
    }
}
