import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  differentiate,
  type Graph,
  importGraph,
  inferTypes,
  normalise,
  prune,
  serializeGraph,
} from '../../../src/pipeline/graph/index.ts';
import { defaultCacheFolder } from '../../../src/pipeline/model/compile.ts';
import { toFloat32 } from '../../../src/pipeline/model/parts/network.ts';
import { openSession } from '../../../src/pipeline/model/session.ts';
import * as ort from '../../../src/pipeline/runtime.ts';
import type { Tensor } from '../../../src/pipeline/tensor.ts';

/** A scalar of a network, and its gradient for one of the inputs, in one run. */
export interface CompiledGradient {
  /** Runs it on float32 inputs by name: what was asked for by name, and `gradient`. */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  close(): Promise<void>;
}

/**
 * Compiles a network into one that also gives a gradient.
 *
 * @param path an export of one input and one or more outputs
 * @param dims of the input
 * @param rewrite puts the graph of the loss around the network, and names the loss, the input that the
 * gradient is for, and what else is wanted
 * @throws WordbrushError `bad-model` and `unsupported-op`, naming the file and the operator
 */
export async function compileGradient(
  path: string,
  dims: readonly number[],
  rewrite: (graph: Graph) => {
    readonly loss: string;
    readonly input: string;
    readonly outputs: Readonly<Record<string, string>>;
  },
): Promise<CompiledGradient> {
  // The session reads its weights from there, and with it the folder goes; of a process that was killed
  // it is removed like a compilation that was not finished.
  const folder = join(defaultCacheFolder(), `gradient-${randomUUID()}.partial`);
  await mkdir(folder, { recursive: true });
  try {
    const stock = await importGraph(path, folder);
    const graph = await normalise(stock, { [stock.inputs[0]!]: dims }, folder);
    const { loss, input, outputs } = rewrite(graph);
    graph.outputs = [loss];
    prune(graph);
    await inferTypes(graph, folder);
    const gradient = differentiate(graph, loss, input);
    graph.outputs = [];
    for (const [name, value] of Object.entries({ ...outputs, gradient }))
      graph.addOutput(name, value);
    prune(graph);
    const session = await openSession(path, {
      graph: serializeGraph(graph),
      externalDataFolder: folder,
    });
    return {
      async run(feeds) {
        const inputs = Object.entries(feeds).map(
          ([name, { data, dims: shape }]) =>
            [name, new ort.Tensor('float32', data, shape)] as const,
        );
        const results = await session.run(Object.fromEntries(inputs));
        return Object.fromEntries(
          session.outputNames.map((name) => [name, toFloat32(results[name]!, path)] as const),
        );
      },
      async close() {
        await session.release();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
