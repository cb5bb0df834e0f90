import { ELEMENT_CODES } from '../file/element-codes.ts';
import { readData, type WeightFile, widenBytes } from '../file/weights.ts';
import type { Attribute, Graph } from '../ir.ts';
import type { TensorValue } from '../tensor-value.ts';

/**
 * Half-precision graphs made single-precision ones. A CPU has no half-precision kernels: it would
 * convert around every operator, and overflow where half precision does; and gradients as small as
 * the null embedding's would need their loss scaled.
 */

export function usesHalfPrecision(graph: Graph): boolean {
  const types = [...graph.types.values(), ...graph.initializers.values()];
  return types.some(({ type }) => type === 'float16');
}

/** Widens the graph and its weights, which go to a weight file; for graphs that share their weights. */
export function widen(graph: Graph, folder: string, weights: WeightFile): void {
  for (const [name, value] of graph.initializers)
    if (value.type === 'float16')
      graph.initializers.set(name, weights.store(wide(value, (half) => readData(half, folder))));
  weights.save();
  widenValues(graph);
}

/** Widens the graph and casts its weights where they lie, which the runtime does as it opens it. */
export function widenByCasts(graph: Graph): void {
  const casts = [];
  for (const [name, value] of [...graph.initializers]) {
    if (value.type !== 'float16') continue;
    const half = graph.fresh(`${name}:half`);
    graph.initializers.delete(name);
    graph.initializers.set(half, value);
    casts.push({
      op: 'Cast',
      domain: '',
      name: graph.fresh(`${name}:wide`),
      inputs: [half],
      outputs: [name],
      attributes: { to: { int: ELEMENT_CODES.float32 } },
    });
  }
  graph.nodes.unshift(...casts);
  widenValues(graph);
}

function widenValues(graph: Graph): void {
  for (const [name, value] of graph.types)
    if (value.type === 'float16') graph.types.set(name, { ...value, type: 'float32' });
  for (const node of graph.nodes)
    node.attributes = Object.fromEntries(
      Object.entries(node.attributes).map(([name, attribute]): [string, Attribute] => {
        if ('tensor' in attribute) return [name, { tensor: wide(attribute.tensor, inline) }];
        const isHalf = 'int' in attribute && attribute.int === ELEMENT_CODES.float16;
        return [name, isHalf && TYPES.has(name) ? { int: ELEMENT_CODES.float32 } : attribute];
      }),
    );
}

/** Attributes that name an element type: Cast's, and RandomNormal's. */
const TYPES = new Set(['to', 'dtype']);

function wide(value: TensorValue, bytesOf: (value: TensorValue) => Uint8Array): TensorValue {
  return value.type === 'float16'
    ? { ...value, type: 'float32', data: widenBytes(bytesOf(value)) }
    : value;
}

/** Constants in attributes are never external. */
function inline(value: TensorValue): Uint8Array {
  return readData(value, '');
}
