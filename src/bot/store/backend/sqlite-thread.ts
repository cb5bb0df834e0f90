/** The thread of a `SqliteBackend`: it does the operations on the file in the order they come. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { StoreFull } from '../store-full.ts';
import { SqliteFile } from './sqlite-file.ts';

export type Operation =
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

/** What an operation gave; a failure is a sentence for the operator. */
export type OperationResult =
  | { readonly value: ReturnType<typeof perform> }
  | { readonly failure: string; readonly full: boolean };

/** What the thread is started with. */
export interface ThreadData {
  readonly path: string;
  readonly maxBytes: number;
}

const SWEEP_INTERVAL_MS = 60 * 60 * 1_000;

if (parentPort) serve(parentPort);

/** Every operation has a result, in the same order. */
function serve(port: MessagePort): void {
  // This process's own, so no schema checks it: loading zod would take longer than all else here.
  const { path, maxBytes }: ThreadData = workerData;
  const file = new SqliteFile(path, maxBytes);
  const sweep = { name: 'sweep' } as const;
  resultOf(file, sweep);
  setInterval(() => resultOf(file, sweep), SWEEP_INTERVAL_MS).unref();
  port.on('message', (operations: readonly Operation[]) => {
    port.postMessage(operations.map((operation) => resultOf(file, operation)));
    if (operations.some(({ name }) => name === 'close')) port.close();
  });
}

function resultOf(file: SqliteFile, operation: Operation): OperationResult {
  try {
    return { value: perform(file, operation) };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { failure, full: error instanceof StoreFull };
  }
}

function perform(file: SqliteFile, operation: Operation) {
  switch (operation.name) {
    case 'get':
      return file.get(operation.key);
    case 'set':
      return file.set(operation.key, operation.bytes, operation.expires);
    case 'delete':
      return file.delete(operation.key);
    case 'keys':
      return file.keys(operation.prefix, operation.after, operation.count);
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
