/** The thread of a `SqliteShelf`: it does the operations on the file in the order they come. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { StoreFull } from '../store-full.ts';
import { SqliteFile } from './sqlite-file.ts';

export type Order =
  | { readonly name: 'get' | 'delete'; readonly key: string }
  | {
      readonly name: 'set';
      readonly key: string;
      readonly bytes: Uint8Array;
      readonly expires: number | null;
    }
  | {
      readonly name: 'keys';
      readonly prefix: string;
      readonly after: string;
      readonly count: number;
    }
  | { readonly name: 'sweep' | 'reclaim' | 'scrub' | 'close' };

/** What an order gave; a failure is a sentence for the operator. */
export type Outcome =
  | { readonly value: ReturnType<typeof perform> }
  | { readonly failure: string; readonly full: boolean };

export const ThreadData = z.object({ path: z.string(), maxBytes: z.number() });

const SWEEP_INTERVAL_MS = 60 * 60 * 1_000;

if (parentPort) serve(parentPort);

/** Every order has an outcome, in the same order. */
function serve(port: MessagePort): void {
  const { path, maxBytes } = ThreadData.parse(workerData);
  const file = new SqliteFile(path, maxBytes);
  const sweep = { name: 'sweep' } as const;
  outcomeOf(file, sweep);
  setInterval(() => outcomeOf(file, sweep), SWEEP_INTERVAL_MS).unref();
  port.on('message', (orders: readonly Order[]) => {
    port.postMessage(orders.map((order) => outcomeOf(file, order)));
    if (orders.some(({ name }) => name === 'close')) port.close();
  });
}

function outcomeOf(file: SqliteFile, order: Order): Outcome {
  try {
    return { value: perform(file, order) };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { failure, full: error instanceof StoreFull };
  }
}

function perform(file: SqliteFile, order: Order) {
  switch (order.name) {
    case 'get':
      return file.get(order.key);
    case 'set':
      return file.set(order.key, order.bytes, order.expires);
    case 'delete':
      return file.delete(order.key);
    case 'keys':
      return file.keys(order.prefix, order.after, order.count);
    case 'sweep':
      return file.sweep();
    case 'reclaim':
      return file.reclaim();
    case 'scrub':
      return file.scrub();
    case 'close':
      return file.close();
  }
}
