import { type ModuleWeight, modulesOf } from './adapt.ts';
import type { Graph, TensorValue } from './ir.ts';
import { sortNodes } from './order.ts';

/** One linear layer y = x W that became y = x W + (x A) B (Hu et al. 2021), A and B inputs of the graph. */
export interface LoraLayer {
  /** Path of the module, such as “mid_block.attentions.0.transformer_blocks.0.attn2.to_k”. */
  readonly module: string;
  /** Name of A, [in, rank]. */
  readonly down: string;
  /** Name of B, [rank, out]. */
  readonly up: string;
  readonly inputs: number;
  readonly outputs: number;
}

/** The linear layers of the transformers, by their paths: what diffusers' trainers adapt, and the MLPs. */
const TRANSFORMER = /\.(attn[12]\.(to_q|to_k|to_v|to_out\.0)|ff\.net\.(0\.proj|2))$/;

/** Puts A and B beside every linear layer of the UNet's transformers, as graph inputs. */
export function insertLora(graph: Graph, rank: number): LoraLayer[] {
  const layers: LoraLayer[] = [];
  const found = new Map<ModuleWeight['node'], [string, ModuleWeight]>();
  for (const [module, weight] of modulesOf(graph))
    if (TRANSFORMER.test(module) && weight.node.op !== 'Conv' && !found.has(weight.node))
      found.set(weight.node, [module, weight]);
  for (const [node, [module, { name, isTransposed }]] of found) {
    const [first = 0, second = 0] = graph.initializers.get(name)?.dims ?? [];
    const [inputs, outputs] = isTransposed ? [first, second] : [second, first];
    const layer = { module, ...namesOf(module), inputs, outputs };
    graph.addInput(layer.down, 'float32', [inputs, rank]);
    graph.addInput(layer.up, 'float32', [rank, outputs]);
    const [x = ''] = node.inputs;
    const [y = ''] = node.outputs;
    const own = graph.fresh(`${y}:own`);
    node.outputs = [own];
    const through = graph.add('MatMul', [x, layer.down], {}, `lora/${module}/down`);
    const change = graph.add('MatMul', [through, layer.up], {}, `lora/${module}/up`);
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

function namesOf(module: string): Pick<LoraLayer, 'down' | 'up'> {
  return { down: `lora.${module}.down`, up: `lora.${module}.up` };
}

/** The layers of a normalised graph that `insertLora` was applied to, by the graph's inputs. */
export function loraLayers(graph: Graph): LoraLayer[] {
  return graph.inputs.flatMap((down) => {
    const [, module] = /^lora\.(.+)\.down$/.exec(down) ?? [];
    if (module === undefined) return [];
    const names = namesOf(module);
    const inputs = graph.dimsOf(names.down)[0]!;
    const outputs = graph.dimsOf(names.up)[1]!;
    return [{ module, ...names, inputs, outputs }];
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
  for (const { down, up } of layers) {
    const [a, b] = [factors.get(down), factors.get(up)];
    const [multiply] = consumers.get(down) ?? [];
    const [change] = consumers.get(up) ?? [];
    const [sum] = consumers.get(change?.outputs[0] ?? '') ?? [];
    if (a && b) {
      graph.initializers.set(down, a).set(up, b);
      for (const [name, { type, dims }] of [[down, a] as const, [up, b] as const])
        graph.types.set(name, { type, dims });
      const through = multiply?.outputs[0];
      if (through !== undefined)
        graph.types.set(through, {
          ...graph.typeOf(through),
          dims: [...graph.dimsOf(through).slice(0, -1), a.dims[1]!],
        });
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
