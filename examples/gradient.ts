/**
 * The gradient of somebody's own ONNX graph, by the compiler alone: `node examples/gradient.ts MODEL.onnx INPUT`.
 *
 * The loss is the mean square of the graph's first output. Writes MODEL.gradient.onnx, which computes `loss` and
 * `gradient`, and runs on any onnxruntime. Without arguments it shows what becomes of softmax(x W).
 */
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  differentiate,
  Graph,
  inferTypes,
  printGraph,
  readGraph,
  serializeGraph,
} from 'wordbrush/graph';

const [path, input = 'x'] = process.argv.slice(2);
const graph = path === undefined ? softmaxOfProduct() : await readGraph(path);
await inferTypes(graph, path === undefined ? '.' : dirname(path));

const { type, dims } = graph.typeOf(graph.outputs[0]!);
const square = graph.add('Mul', [graph.outputs[0]!, graph.outputs[0]!]);
graph.types.set(square, { type, dims });
const loss = graph.add('ReduceMean', [square], { keepdims: { int: 0 } });
graph.types.set(loss, { type, dims: [] });
graph.outputs = [];
graph.addOutput('loss', loss);
graph.addOutput('gradient', differentiate(graph, 'loss', input));

if (path === undefined) console.log(printGraph(graph));
else await writeFile(path.replace(/\.onnx$/, '.gradient.onnx'), serializeGraph(graph));

/** y = softmax(x W), x [1, 3]. */
function softmaxOfProduct(): Graph {
  const own = new Graph();
  own.name = 'softmax of a product';
  own.addInput('x', 'float32', [1, 3]);
  const weights = own.floats([1, 2, 3, 4, 5, 6], [3, 2], 'float32');
  own.addOutput('y', own.add('Softmax', [own.add('MatMul', ['x', weights])]));
  return own;
}
