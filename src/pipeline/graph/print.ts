import type { Attribute, Graph } from './ir.ts';
import { isExternal, type TensorValue, valuesOf } from './tensor-value.ts';

/** The graph as text, one line per node: `y: float32[1,4] = Softmax(x) {axis: -1}`. */
export function printGraph(graph: Graph): string {
  const typed = (name: string) => {
    const type = graph.types.get(name);
    return type ? `${name}: ${type.type}[${type.dims.join(',')}]` : name;
  };
  const lines = [`graph ${graph.name} (opset ${graph.opset})`];
  lines.push(`inputs  ${graph.inputs.map(typed).join(', ')}`);
  for (const [name, value] of graph.initializers)
    lines.push(`  ${name} = constant ${printTensor(value)}`);
  for (const node of graph.nodes) {
    const attributes = Object.entries(node.attributes)
      .map(([name, value]) => `${name}: ${printAttribute(value)}`)
      .join(', ');
    const op = node.domain ? `${node.domain}.${node.op}` : node.op;
    lines.push(
      `  ${node.outputs.map(typed).join(', ')} = ${op}(${node.inputs.join(', ')})` +
        (attributes ? ` {${attributes}}` : ''),
    );
  }
  lines.push(`outputs ${graph.outputs.map(typed).join(', ')}`);
  return `${lines.join('\n')}\n`;
}

function printTensor(value: TensorValue): string {
  const type = `${value.type}[${value.dims.join(',')}]`;
  if (isExternal(value.data)) return `${type} in ${value.data.location}@${value.data.offset}`;
  const size = value.dims.reduce((product, dim) => product * dim, 1);
  return size <= 8 ? `${type} [${valuesOf(value).join(', ')}]` : type;
}

function printAttribute(attribute: Attribute): string {
  if ('tensor' in attribute) return printTensor(attribute.tensor);
  if ('opaque' in attribute) return '<subgraph or type>';
  if ('graph' in attribute) return `\n${printGraph(attribute.graph).replaceAll(/^/gm, '    ')}`;
  return JSON.stringify(Object.values(attribute)[0]);
}
