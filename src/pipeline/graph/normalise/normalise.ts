import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { WordbrushError } from '../../errors.ts';
import * as ort from '../../runtime.ts';
import { removeEmptyBias } from '../attention/attention-bias.ts';
import { checkExternalData, checkGraph } from '../check.ts';
import { readGraph } from '../file/read.ts';
import { linkExternalData, readData, WeightFile } from '../file/weights.ts';
import { serializeGraph, writeGraph } from '../file/write.ts';
import type { Graph } from '../ir.ts';
import { prune } from '../order.ts';
import { ELEMENT_TYPES, isExternal } from '../tensor-value.ts';
import { decomposeEinsum } from './einsum.ts';
import { joinScattered } from './scatter.ts';
import { usesHalfPrecision, widen } from './widen.ts';

/**
 * Reads a stock export for compilation in `folder`: checks it, brings its weight files into the
 * folder, and widens half precision to single.
 *
 * Throws `bad-model` for missing or damaged files and `unsupported-op` for operators that
 * Wordbrush cannot work with.
 */
export async function importGraph(path: string, folder: string): Promise<Graph> {
  const graph = await readGraph(path);
  graph.name = `${basename(dirname(path))}/${basename(path)}`; // as messages name it
  checkGraph(graph);
  await checkExternalData(graph, dirname(path));
  removeEmptyBias(graph);
  decomposeEinsum(graph);
  if (usesHalfPrecision(graph)) widen(graph, dirname(path), new WeightFile(folder));
  linkExternalData(graph, dirname(path), folder);
  return graph;
}

/**
 * Fixes the sizes of the graph's inputs and lets onnxruntime fold everything that follows from
 * them: shape arithmetic, constants, identities. The result holds only the computation, and the
 * static type of every value. Weights that are external stay where they are; large ones that the
 * folding made go to the folder's weight file.
 *
 * @param sizes dims of every input, by name
 */
export async function normalise(
  graph: Graph,
  sizes: Readonly<Record<string, readonly number[]>>,
  folder: string,
): Promise<Graph> {
  const fixed = graph.clone();
  fixed.types.clear();
  for (const name of graph.inputs) {
    const dims = sizes[name];
    if (!dims)
      throw new WordbrushError(
        'bad-model',
        `${graph.name} has the input "${name}", which a Stable Diffusion UNet does not have.`,
      );
    fixed.types.set(name, { type: graph.typeOf(name).type, dims });
  }
  const folded = await fold(fixed, folder);
  await inferTypes(folded, folder);
  joinScattered(folded, folder);
  return folded;
}

/** Runs the runtime's own `basic` optimisation. */
async function fold(graph: Graph, folder: string): Promise<Graph> {
  const unique = randomUUID();
  const before = join(folder, `${unique}.before.onnx`);
  const after = join(folder, `${unique}.after.onnx`);
  try {
    await writeGraph(graph, before);
    const session = await createSession(graph, before, {
      graphOptimizationLevel: 'basic',
      optimizedModelFilePath: after,
    });
    await session.release();
    const folded = await readGraph(after);
    folded.name = graph.name;
    const domains = new Set(folded.nodes.map(({ domain }) => domain));
    for (const domain of folded.opsets.keys())
      if (!domains.has(domain)) folded.opsets.delete(domain);
    checkGraph(folded);
    prune(folded);

    const weights = new WeightFile(folder);
    for (const [name, value] of folded.initializers)
      if (isExternal(value.data) && join(folder, value.data.location) === after)
        folded.initializers.set(name, weights.store({ ...value, data: readData(value, folder) }));
    weights.save();
    return folded;
  } finally {
    await rm(before, { force: true });
    await rm(after, { force: true });
  }
}

/** Asks the runtime for the type of every value, by making each an output of a graph that never runs. */
export async function inferTypes(graph: Graph, folder: string): Promise<void> {
  const probe = graph.clone();
  probe.outputs = graph.nodes.flatMap(({ outputs }) => outputs).filter(Boolean);
  const session = await createSession(graph, serializeGraph(probe), {
    graphOptimizationLevel: 'disabled',
    extra: { session: { model_external_initializers_file_folder_path: folder } },
  });
  for (const value of session.outputMetadata) {
    const type = value.isTensor && ELEMENT_TYPES.find((candidate) => candidate === value.type);
    if (!type || !value.isTensor)
      throw new WordbrushError(
        'unsupported-op',
        `"${value.name}" in ${graph.name} is not a tensor of numbers.`,
      );
    graph.types.set(value.name, { type, dims: [...value.shape] });
    graph.dimsOf(value.name); // throws for a size that depends on values
  }
  await session.release();
}

async function createSession(
  graph: Graph,
  model: string | Uint8Array,
  options: ort.InferenceSession.SessionOptions,
): Promise<ort.InferenceSession> {
  const all = {
    ...options,
    enableCpuMemArena: false,
    intraOpNumThreads: 1,
    logSeverityLevel: 3 as const,
  };
  try {
    return typeof model === 'string'
      ? await ort.InferenceSession.create(model, all)
      : await ort.InferenceSession.create(model, all);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WordbrushError('bad-model', `onnxruntime refuses ${graph.name}: ${reason}`, {
      cause,
    });
  }
}
