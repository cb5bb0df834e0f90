import { readData } from '../file/weights.ts';
import type { Graph, Node } from '../ir.ts';
import { prune } from '../order.ts';
import { isExternal, valuesOf } from '../tensor-value.ts';

/**
 * Puts joins in the place of ScatterND, which assigned slices (`x[:, a:b] = y`) became in old exports:
 * x up to a, y, and x from b. Of a graph whose types are known; what scatters otherwise stays.
 */
export function joinScattered(graph: Graph, folder: string): void {
  const nodes = graph.nodes;
  graph.nodes = [];
  for (const node of nodes)
    if (node.op !== 'ScatterND' || !join(graph, node, folder)) graph.nodes.push(node);
  prune(graph);
}

/** Appends what the node stands for; false when that is no slice along one axis. */
function join(graph: Graph, node: Node, folder: string): boolean {
  const [data = '', indices = '', updates = ''] = node.inputs;
  const box = boxOf(graph, indices, folder);
  const output = node.outputs[0]!;
  const dims = graph.dimsOf(output);
  if (!box || 'reduction' in node.attributes) return false;
  const partial = box.flatMap(({ start, size }, axis) =>
    start === 0 && size === dims[axis] ? [] : [{ axis, start, end: start + size }],
  );
  const [slice, another] = partial;
  if (another) return false;
  const parts = slice
    ? [
        ...between(graph, data, slice.axis, 0, slice.start),
        updates,
        ...between(graph, data, slice.axis, slice.end, dims[slice.axis]!),
      ]
    : [updates];
  graph.nodes.push(
    parts.length === 1
      ? { ...node, op: 'Identity', inputs: parts, attributes: {} }
      : { ...node, op: 'Concat', inputs: parts, attributes: { axis: { int: slice!.axis } } },
  );
  return true;
}

/** [start, end) of a value along an axis; nothing when that is empty. */
function between(graph: Graph, value: string, axis: number, start: number, end: number): string[] {
  if (start >= end) return [];
  const bounds = [start, end, axis].map((bound) => graph.int64s([bound]));
  const part = graph.add('Slice', [value, ...bounds]);
  const { type } = graph.typeOf(value);
  const dims = graph.dimsOf(value).with(axis, end - start);
  graph.types.set(part, { type, dims });
  return [part];
}

/** Of constant indices [n_0 … n_q−1, q] that count through a box: where it starts and its sizes. */
function boxOf(
  graph: Graph,
  name: string,
  folder: string,
): { start: number; size: number }[] | null {
  const constant = graph.initializers.get(name);
  if (!constant) return null;
  const sizes = constant.dims.slice(0, -1);
  if (sizes.length !== constant.dims.at(-1)) return null;
  const data = isExternal(constant.data) ? readData(constant, folder) : constant.data;
  const values = valuesOf({ ...constant, data });
  const starts = values.slice(0, sizes.length);
  const strides = sizes.map((_, axis) => sizes.slice(axis + 1).reduce((a, b) => a * b, 1));
  const isBox = values.every((value, i) => {
    const axis = i % sizes.length;
    const cell = Math.floor(i / sizes.length);
    return value === starts[axis]! + (Math.floor(cell / strides[axis]!) % sizes[axis]!);
  });
  return isBox ? sizes.map((size, axis) => ({ start: starts[axis]!, size })) : null;
}
