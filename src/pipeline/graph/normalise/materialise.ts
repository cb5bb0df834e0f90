import { WordbrushError } from '../../errors.ts';
import * as ort from '../../runtime.ts';
import { WeightFile } from '../file/weights.ts';
import { serializeGraph } from '../file/write.ts';
import type { Graph, Node } from '../ir.ts';
import { ancestors, prune } from '../order.ts';
import { ELEMENT_TYPES, type TensorValue } from '../tensor-value.ts';

/** Values of about this many bytes are computed together. */
const GROUP_BYTES = 256 * 2 ** 20;

/**
 * Computes once what depends on nothing but weights, such as the mirrored kernels of the reverse
 * convolutions, and stores it among the folder's weights, so that no session has its own copy.
 */
export async function materialise(graph: Graph, folder: string): Promise<void> {
  const constant = new Set(graph.initializers.keys());
  const made: Node[] = [];
  for (const node of graph.nodes) {
    if (!node.inputs.every((input) => input === '' || constant.has(input))) continue;
    made.push(node);
    for (const output of node.outputs) constant.add(output);
  }
  const makers = new Set(made);
  const used = new Set(
    graph.nodes.filter((node) => !makers.has(node)).flatMap(({ inputs }) => inputs),
  );
  const wanted = made.flatMap(({ outputs }) => outputs).filter((output) => used.has(output));

  const weights = new WeightFile(folder);
  for (const group of inGroups(graph, wanted))
    for (const [name, value] of await evaluate(graph, group, folder))
      graph.initializers.set(name, weights.store(value));
  weights.save();
  graph.nodes = graph.nodes.filter((node) => !makers.has(node));
  prune(graph);
}

/** Splits the values so that each group fits in memory: together they may be gigabytes. */
function inGroups(graph: Graph, values: readonly string[]): string[][] {
  const groups: string[][] = [[]];
  let bytes = 0;
  for (const value of values) {
    // A mirrored kernel has the size of the weight that it is made of.
    for (const source of ancestors(graph, [value])) {
      const dims = graph.initializers.get(source)?.dims ?? [0];
      bytes += 4 * dims.reduce((product, dim) => product * dim, 1);
    }
    if (bytes > GROUP_BYTES) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)!.push(value);
  }
  return groups.filter((group) => group.length > 0);
}

async function evaluate(
  graph: Graph,
  values: readonly string[],
  folder: string,
): Promise<Map<string, TensorValue>> {
  const alone = graph.clone();
  alone.inputs = [];
  alone.outputs = [...values];
  prune(alone);
  const session = await ort.InferenceSession.create(serializeGraph(alone), {
    graphOptimizationLevel: 'disabled',
    enableCpuMemArena: false,
    intraOpNumThreads: 1,
    extra: { session: { model_external_initializers_file_folder_path: folder } },
  });
  const results = await session.run({});
  await session.release();
  return new Map(
    values.map((name): [string, TensorValue] => {
      const result = results[name];
      const type = ELEMENT_TYPES.find((candidate) => candidate === result?.type);
      if (!result || !type || !ArrayBuffer.isView(result.data))
        throw new WordbrushError(
          'unsupported-op',
          `"${name}" in ${graph.name} is not a tensor of numbers.`,
        );
      const { buffer, byteOffset, byteLength } = result.data;
      return [
        name,
        { type, dims: result.dims, data: new Uint8Array(buffer, byteOffset, byteLength) },
      ];
    }),
  );
}
