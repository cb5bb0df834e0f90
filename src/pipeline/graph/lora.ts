import { type ModuleWeight, modulesOf } from './adapt.ts';
import { type Graph, intsOf, type Node } from './ir.ts';
import { sortNodes } from './order.ts';
import type { TensorValue } from './tensor-value.ts';

/**
 * One layer with a change of low rank beside it, A and B inputs of the graph (Hu et al. 2021): a linear
 * one, y = x W + (x A) B, or a convolution, y = W ⋆ x + B ⋆ (A ⋆ x), in which B looks at single pixels.
 */
export interface LoraLayer {
  /** Path of the module, such as “mid_block.attentions.0.transformer_blocks.0.attn2.to_k”. */
  readonly module: string;
  /** Name of A: [in, rank], or [rank, in, k, k]. */
  readonly down: string;
  /** Name of B: [rank, out], or [out, rank, 1, 1]. */
  readonly up: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Sides of a convolution's kernel; none of a linear layer. */
  readonly kernel: readonly number[];
}

/** By their paths: the linear layers of the transformers, and the convolutions of the residual blocks. */
const ADAPTED =
  /\.(attn[12]\.(to_q|to_k|to_v|to_out\.0)|ff\.net\.(0\.proj|2)|resnets\.\d+\.conv[12])$/;

/** Shapes of A and B. */
export function factorDims(
  { inputs, outputs, kernel }: LoraLayer,
  rank: number,
): { readonly down: number[]; readonly up: number[] } {
  if (kernel.length === 0) return { down: [inputs, rank], up: [rank, outputs] };
  return { down: [rank, inputs, ...kernel], up: [outputs, rank, ...kernel.map(() => 1)] };
}

/** Puts A and B beside those layers of a UNet. */
export function insertLora(graph: Graph, rank: number): LoraLayer[] {
  const found = new Map<Node, readonly [string, ModuleWeight]>();
  for (const [module, weight] of modulesOf(graph))
    if (ADAPTED.test(module) && !found.has(weight.node)) found.set(weight.node, [module, weight]);
  const layers: LoraLayer[] = [];
  for (const [node, [module, { name, isTransposed }]] of found) {
    const [first = 0, second = 0, ...kernel] = graph.initializers.get(name)?.dims ?? [];
    const [inputs, outputs] = isTransposed ? [first, second] : [second, first];
    const layer = { module, ...namesOf(module), inputs, outputs, kernel };
    const dims = factorDims(layer, rank);
    graph.addInput(layer.down, 'float32', dims.down);
    graph.addInput(layer.up, 'float32', dims.up);
    const [x = ''] = node.inputs;
    const [y = ''] = node.outputs;
    const own = graph.fresh(`${y}:own`);
    node.outputs = [own];
    const op = kernel.length === 0 ? 'MatMul' : 'Conv';
    const through = graph.add(op, [x, layer.down], placing(node), `lora/${module}/down`);
    const change = graph.add(op, [through, layer.up], {}, `lora/${module}/up`);
    graph.nodes.push({
      op: 'Add',
      domain: '',
      name: graph.fresh(`lora/${module}/add`),
      inputs: [own, change],
      outputs: [y],
      attributes: {},
    });
    layers.push(layer);
  }
  sortNodes(graph);
  return layers;
}

/** Where a convolution looks; nothing of a product. */
function placing(node: Node): Node['attributes'] {
  const kept = ['pads', 'strides', 'dilations'].flatMap((name) => {
    const ints = intsOf(node, name);
    return node.op === 'Conv' && ints ? [[name, { ints }] as const] : [];
  });
  return Object.fromEntries(kept);
}

function namesOf(module: string): Pick<LoraLayer, 'down' | 'up'> {
  return { down: `lora.${module}.down`, up: `lora.${module}.up` };
}

/** The layers of a normalised graph that `insertLora` was applied to, by the graph's inputs. */
export function loraLayers(graph: Graph): LoraLayer[] {
  return graph.inputs.flatMap((down) => {
    const [, module] = /^lora\.(.+)\.down$/.exec(down) ?? [];
    if (module === undefined) return [];
    const names = namesOf(module);
    const [first = 0, second = 0, ...kernel] = graph.dimsOf(names.down);
    const up = graph.dimsOf(names.up);
    const isLinear = kernel.length === 0;
    const [inputs, outputs] = isLinear ? [first, up[1]!] : [second, up[0]!];
    return [{ module, ...names, inputs, outputs, kernel }];
  });
}

/**
 * Makes constants of A and B, of any rank: `factors` gives them by their names. Layers without any are
 * taken out.
 */
export function bindLora(graph: Graph, factors: ReadonlyMap<string, TensorValue>): void {
  const layers = loraLayers(graph);
  const consumers = graph.consumers();
  const bound = new Set(layers.flatMap(({ down, up }) => [down, up]));
  graph.inputs = graph.inputs.filter((input) => !bound.has(input));
  const gone = new Set<string>();
  for (const { down, up, kernel } of layers) {
    const [a, b] = [factors.get(down), factors.get(up)];
    const [multiply] = consumers.get(down) ?? [];
    const [change] = consumers.get(up) ?? [];
    const [sum] = consumers.get(change?.outputs[0] ?? '') ?? [];
    if (a && b) {
      graph.initializers.set(down, a).set(up, b);
      for (const [name, { type, dims }] of [[down, a] as const, [up, b] as const])
        graph.types.set(name, { type, dims });
      const through = multiply?.outputs[0];
      if (through === undefined) continue;
      const { type } = graph.typeOf(through);
      const dims = graph.dimsOf(through);
      const isLinear = kernel.length === 0;
      const rank = isLinear ? a.dims[1]! : a.dims[0]!;
      graph.types.set(through, { type, dims: dims.with(isLinear ? -1 : 1, rank) });
    } else if (sum && change) {
      sum.op = 'Identity';
      sum.inputs = sum.inputs.filter((input) => input !== change.outputs[0]);
      for (const name of [down, up]) {
        gone.add(name);
        graph.types.delete(name);
      }
    }
  }
  graph.nodes = graph.nodes.filter(({ inputs }) => !inputs.some((input) => gone.has(input)));
}
