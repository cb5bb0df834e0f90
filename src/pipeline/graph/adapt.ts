import { WordbrushError } from '../errors.ts';
import { readData, widenBytes } from './file/weights.ts';
import { SAMPLE } from './gradient/null-text.ts';
import { type Graph, intOf, type Node } from './ir.ts';
import { floatTensor, type TensorValue } from './tensor-value.ts';
import { inputConvolution, weightDims } from './unet-facts.ts';

/** A change of low rank to one weight: ΔW = factor · up · down. */
export interface WeightChange {
  /** [out, rank], or [out, rank, 1, 1] of a convolution. */
  readonly up: { readonly dims: readonly number[]; readonly data: Float32Array };
  /** [rank, in], or [rank, in, k, k]. */
  readonly down: { readonly dims: readonly number[]; readonly data: Float32Array };
  readonly factor: number;
}

/** The weight of a module: where it is, whether it lies as [in, out], and the node that multiplies by it. */
export interface ModuleWeight {
  readonly node: Node;
  readonly name: string;
  readonly isTransposed: boolean;
}

/**
 * Adds changes to the weights of a graph, by the paths of their modules with `_` for every dot, and
 * returns the paths that it found. The weights that change are given to `store`; all others stay where
 * they lie.
 *
 * Throws `bad-option` for a change of another size than its weight.
 */
export function adaptWeights(
  graph: Graph,
  changes: ReadonlyMap<string, readonly WeightChange[]>,
  folder: string,
  nameOf: (module: string) => string,
  store: (value: TensorValue) => TensorValue = (value) => value,
): Set<string> {
  const found = new Set<string>();
  for (const [path, { name, isTransposed }] of modulesOf(graph)) {
    const module = flattenPath(path);
    const key = nameOf(module);
    const changesHere = changes.get(key);
    const weight = graph.initializers.get(name);
    if (!changesHere || !weight || found.has(key)) continue;
    const values = floatsOf(weight, folder);
    for (const change of changesHere) addTo(values, weight.dims, isTransposed, change);
    const { type } = weight;
    const changed =
      type === 'float32'
        ? { type, dims: weight.dims, data: new Uint8Array(values.buffer) }
        : floatTensor([...values], weight.dims, type);
    graph.initializers.set(name, store(changed));
    found.add(key);
  }
  return found;
}

/**
 * Gives the convolution that reads the latent another weight [out, channels, k, k], and with that the
 * UNet as many channels to read.
 *
 * Throws `bad-option` for one of another size than the UNet's, its channels apart.
 */
export function replaceInput(
  graph: Graph,
  weight: { readonly dims: readonly number[]; readonly data: Float32Array },
  store: (value: TensorValue) => TensorValue = (value) => value,
): void {
  const convolution = inputConvolution(graph);
  const own = weightDims(graph, graph.producers(), convolution);
  const [out, channels = 0, ...kernel] = weight.dims;
  if (!convolution || own?.[0] !== out || own?.slice(2).join() !== kernel.join())
    throw new WordbrushError(
      'bad-option',
      `The editor is for another model: its input is ${weight.dims.join(' × ')}, this model’s is ` +
        `${own?.join(' × ') ?? 'unknown'}.`,
    );
  const name = 'editor/conv_in.weight';
  graph.initializers.set(name, store(floatTensor([...weight.data], weight.dims, 'float32')));
  convolution.inputs = convolution.inputs.map((input, i) => (i === 1 ? name : input));
  const { type, dims } = graph.typeOf(SAMPLE);
  graph.types.set(SAMPLE, { type, dims: dims.map((dim, i) => (i === 1 ? channels : dim)) });
}

/** A change of another size than the weight that it is for. */
export class WeightMisfit extends WordbrushError {
  readonly change: WeightChange;
  /** Both sizes, for people. */
  readonly sizes: string;

  constructor(change: WeightChange, own: string, wanted: string) {
    const sizes = `is ${own} where this model’s weight is ${wanted}`;
    super('bad-option', `The change of a weight ${sizes}.`);
    this.change = change;
    this.sizes = sizes;
  }
}

function floatsOf(value: TensorValue, folder: string): Float32Array {
  const bytes = readData(value, folder);
  const wide = value.type === 'float16' ? widenBytes(bytes) : bytes;
  return new Float32Array(new Uint8Array(wide).buffer);
}

function addTo(
  values: Float32Array,
  dims: readonly number[],
  isTransposed: boolean,
  change: WeightChange,
): void {
  const { up, down, factor } = change;
  const [out = 0, rank = 0] = up.dims;
  const columns = down.data.length / rank;
  const own = isTransposed ? [dims[1], dims[0]] : [dims[0], values.length / (dims[0] ?? 1)];
  if (own[0] !== out || own[1] !== columns)
    throw new WeightMisfit(change, `${out} × ${columns}`, own.join(' × '));
  for (let row = 0; row < out; row++)
    for (let r = 0; r < rank; r++) {
      const weight = factor * up.data[row * rank + r]!;
      if (weight === 0) continue;
      for (let column = 0; column < columns; column++) {
        const at = isTransposed ? column * out + row : row * columns + column;
        values[at]! += weight * down.data[r * columns + column]!;
      }
    }
}

const PASSING = new Set(['Cast', 'Identity', 'Transpose']);

/**
 * The linear layers and convolutions of an export, by the paths of their modules. The weight's own name
 * tells, or the node's, or the name of the bias that is added: exporters keep one of them. Wrappers that
 * exporters put around a network give its paths another first part, which is left out.
 */
export function* modulesOf(graph: Graph): Generator<[string, ModuleWeight]> {
  const producers = graph.producers();
  const consumers = graph.consumers();
  for (const node of graph.nodes) {
    if (!['MatMul', 'Gemm', 'Conv'].includes(node.op)) continue;
    let name = node.inputs[1] ?? '';
    let isTransposed = node.op === 'MatMul' || (node.op === 'Gemm' && !intOf(node, 'transB', 0));
    for (let made = producers.get(name); made && PASSING.has(made.op); made = producers.get(name)) {
      if (made.op === 'Transpose') isTransposed = !isTransposed;
      name = made.inputs[0]!;
    }
    if (!graph.initializers.has(name)) continue;
    for (const path of pathsOf(node, name, consumers))
      yield [
        path.replaceAll('/', '.').replace(/^(unet|module|model|text_encoder)\./, ''),
        { node, name, isTransposed },
      ];
  }
}

function* pathsOf(node: Node, weight: string, consumers: Map<string, Node[]>): Generator<string> {
  if (weight.endsWith('.weight')) yield weight.slice(0, -'.weight'.length);
  if (node.name.startsWith('/')) yield node.name.slice(1, node.name.lastIndexOf('/'));
  const sums = (consumers.get(node.outputs[0]!) ?? []).filter(({ op }) => op === 'Add');
  for (const input of sums.flatMap(({ inputs }) => inputs)) {
    // Equal biases may have become one, which then tells nothing.
    const isOwn = consumers.get(input)?.length === 1;
    if (isOwn && input.endsWith('.bias')) yield input.slice(0, -'.bias'.length);
  }
}

/** A module's path with `_` for every dot, as keys of files can be brought to. */
export function flattenPath(path: string): string {
  return path.replaceAll('.', '_');
}
