import { type Graph, type Node, stringOf } from '../ir.ts';

/**
 * Puts matrix products in the place of Einsum, by which the oldest exports multiply in attention:
 * "b i d, b j d -> b i j" is Q · transpose(K). Equations that are no product of two stacks of matrices
 * stay, and whoever needs a rule for them says so.
 */
export function decomposeEinsum(graph: Graph): void {
  graph.nodes = graph.nodes.flatMap((node) =>
    node.op === 'Einsum' ? product(graph, node) : [node],
  );
}

/** One axis each: of the result's rows, of its columns, and the one that is summed over. */
interface Axes {
  readonly batch: readonly string[];
  readonly row: string;
  readonly column: string;
  readonly summed: string;
}

function product(graph: Graph, node: Node): Node[] {
  const equation = stringOf(node, 'equation', '').replaceAll(' ', '');
  const [operands = '', result = ''] = equation.split('->');
  const [left = '', right = '', ...more] = operands.split(',');
  const axes = more.length === 0 ? axesOf([...left], [...right], [...result]) : null;
  if (!axes) return [node];
  const { batch, row, column, summed } = axes;
  const nodes: Node[] = [];
  const add = (op: string, inputs: string[], attributes: Node['attributes'], output?: string) => {
    const made = output ?? graph.fresh(`${node.outputs[0]}:${op}`);
    const name = graph.fresh(node.name || op);
    nodes.push({ op, domain: '', name, inputs, outputs: [made], attributes });
    return made;
  };
  const ordered = (value: string, from: string, to: readonly string[], output?: string) => {
    const perm = to.map((axis) => from.indexOf(axis));
    const stays = perm.every((axis, i) => axis === i);
    if (stays && !output) return value;
    return stays
      ? add('Identity', [value], {}, output)
      : add('Transpose', [value], { perm: { ints: perm } }, output);
  };
  const a = ordered(node.inputs[0]!, left, [...batch, row, summed]);
  const b = ordered(node.inputs[1]!, right, [...batch, summed, column]);
  const [output] = node.outputs;
  const made = [...batch, row, column];
  if (made.join('') === result) add('MatMul', [a, b], {}, output);
  else ordered(add('MatMul', [a, b], {}), made.join(''), [...result], output);
  return nodes;
}

function axesOf(left: string[], right: string[], result: string[]): Axes | null {
  if ([left, right, result].some((axes) => new Set(axes).size !== axes.length)) return null;
  const inAll = left.filter((axis) => right.includes(axis) && result.includes(axis));
  const [summed, ...others] = left.filter((axis) => right.includes(axis) && !result.includes(axis));
  const [row, ...rows] = left.filter((axis) => !right.includes(axis));
  const [column, ...columns] = right.filter((axis) => !left.includes(axis));
  const isPlain = others.length + rows.length + columns.length === 0;
  if (!isPlain || !summed || !row || !column || result.length !== inAll.length + 2) return null;
  return { batch: inAll, row, column, summed };
}
