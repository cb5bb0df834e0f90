import { realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { WordbrushError } from '../../errors.ts';
import {
  checkExternalData,
  type Graph,
  isExternal,
  readGraph,
  serializeGraph,
  usesHalfPrecision,
  widenByCasts,
} from '../../graph/index.ts';
import type * as ort from '../../runtime.ts';
import { type Tensor, tensor } from '../../tensor.ts';
import { openSession } from '../session.ts';

/** A text encoder or one half of a VAE, opened; every value that it takes and gives is float32. */
export interface Network {
  readonly path: string;
  readonly inputs: readonly ort.InferenceSession.ValueMetadata[];
  readonly outputs: readonly string[];
  /** Runs it for some of its outputs. Throws `bad-model` for what the runtime refuses. */
  run(
    feeds: Readonly<Record<string, ort.Tensor>>,
    outputs: readonly string[],
  ): Promise<Record<string, Tensor>>;
  close(): Promise<void>;
}

/**
 * Opens a network as it was exported. Half precision is widened; weights behind the symbolic links of
 * a hub's cache are found where they lie.
 *
 * @param change makes the graph another one before it is opened, and says whether it did
 * @throws WordbrushError `bad-model`
 */
export async function openNetwork(
  path: string,
  change: (graph: Graph) => boolean = () => false,
): Promise<Network> {
  const graph = await readGraph(path);
  await checkExternalData(graph, dirname(path));
  const isChanged = change(graph);
  const isHalf = usesHalfPrecision(graph);
  if (isHalf) widenByCasts(graph);
  const folder = followLinks(graph, dirname(path));
  const session =
    isHalf || isChanged || folder !== dirname(path)
      ? await openSession(path, { graph: serializeGraph(graph), externalDataFolder: folder })
      : await openSession(path);
  return {
    path,
    inputs: session.inputMetadata,
    outputs: session.outputNames,
    async run(feeds, outputs) {
      const results = await runSession(session, feeds, path, outputs);
      return Object.fromEntries(
        outputs.map((name) => [name, toFloat32(results[name]!, path)] as const),
      );
    },
    close: () => session.release(),
  };
}

/**
 * The runtime refuses weights behind links that leave the folder: names them by where they really
 * are, in the nearest folder that holds them all, which it returns.
 */
function followLinks(graph: Graph, folder: string): string {
  const real = new Map<string, string>();
  for (const { data } of graph.initializers.values())
    if (isExternal(data) && !real.has(data.location))
      real.set(data.location, realpathSync(join(folder, data.location)));
  const here = realpathSync(folder);
  if ([...real].every(([location, path]) => path === join(here, location))) return folder;
  const common = [...real.values()].map(dirname).reduce(commonFolder);
  for (const [name, value] of graph.initializers)
    if (isExternal(value.data)) {
      const location = relative(common, real.get(value.data.location)!).split(sep).join('/');
      graph.initializers.set(name, { ...value, data: { ...value.data, location } });
    }
  return common;
}

function commonFolder(a: string, b: string): string {
  while (a !== b && !b.startsWith(a.endsWith(sep) ? a : a + sep)) a = dirname(a);
  return a;
}

/** Runs a session; what the runtime refuses is the model's fault, in a sentence that names it. */
export async function runSession(
  session: ort.InferenceSession,
  feeds: Readonly<Record<string, ort.Tensor>>,
  path: string,
  outputs: readonly string[] = session.outputNames,
): Promise<ort.InferenceSession.OnnxValueMapType> {
  try {
    return await session.run(feeds, outputs);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new WordbrushError(
      'bad-model',
      `${path} failed while it ran (${reason}): run \`npx wordbrush doctor\` to see what this model ` +
        'folder can do.',
      { cause },
    );
  }
}

/** A network's output as float32. */
export function toFloat32(value: ort.Tensor, path: string): Tensor {
  if (value.data instanceof Float32Array) return tensor(value.data, value.dims);
  throw new WordbrushError(
    'bad-model',
    `${path} returns ${value.type}, not floating-point numbers: export the model again.`,
  );
}
