import { CONTEXT } from '../gradient/null-text.ts';
import type { Graph, Node } from '../ir.ts';
import type { Attention } from './attention.ts';
import {
  type RowBuilder,
  type RowPlan,
  type Rows,
  SOURCE,
  TARGET,
  UNCONDITIONAL,
} from './editing-rows.ts';

/** Writes the attention of edited layers into the graph, and the mean of the observed ones. */
export class MapEditor {
  readonly #rows: RowBuilder;
  readonly #graph: Graph;
  readonly #plan: RowPlan;
  readonly #mapper: string = '';
  readonly #gain: string = '';
  readonly #maps = new Map<string, string>();
  readonly #means = { source: [] as string[], target: [] as string[] };

  constructor(rows: RowBuilder, unet: Graph, plan: RowPlan, tokens: number) {
    this.#rows = rows;
    this.#graph = rows.graph;
    this.#plan = plan;
    if (!plan.crossAttention) return;
    const { type } = unet.typeOf(CONTEXT);
    this.#mapper = this.#graph.addInput('source_mapper', type, [plan.targets, tokens, tokens]);
    this.#gain = this.#graph.addInput('target_gain', type, [plan.targets, 1, tokens]);
  }

  /** The product of edited maps and V, for the rows that are needed of it. */
  multiply(attention: Attention): void {
    const output = attention.product.outputs[0]!;
    const needed = this.#rows.neededOf(output);
    const parts: string[] = [];
    const plain = (rows: Rows) => this.#product(attention, rows, rows);
    if (needed & UNCONDITIONAL) parts.push(plain(UNCONDITIONAL));
    if (attention.kind === 'self') {
      // The source's maps serve the source and the targets alike.
      const lent = needed & (SOURCE | TARGET);
      parts.push(this.#product(attention, SOURCE, lent));
    } else {
      if (needed & SOURCE) parts.push(plain(SOURCE));
      if (needed & TARGET) parts.push(this.#mapped(attention));
    }
    const joined =
      parts.length === 1 ? parts[0]! : this.#graph.add('Concat', parts, { axis: { int: 0 } });
    this.#define(output, joined, this.#rows.dims(output, needed));
  }

  /** Maps of some rows times V of as many, or of more where the maps are one row's. */
  #product(attention: Attention, mapRows: Rows, valueRows: Rows): string {
    const values = this.#value(attention, valueRows);
    const product = this.#matMul(this.#heads(attention, mapRows), values);
    const { type } = this.#graph.typeOf(attention.value);
    const width = this.#rows.dims(attention.value, valueRows).at(-1)!;
    const { heads, queryTokens } = attention;
    const dims = [this.#rows.count(valueRows), heads, queryTokens, width];
    this.#graph.types.set(product, { type, dims });
    return product;
  }

  /** A_src (M V) + A (gᵀ ∘ V), [P, heads, N, width]. */
  #mapped(attention: Attention): string {
    const { targets } = this.#plan;
    const tokens = attention.keyTokens;
    const value = this.#value(attention, TARGET);
    const mapper = this.#reshape(this.#mapper, [targets, 1, tokens, tokens]);
    const gain = this.#reshape(this.#gain, [targets, 1, tokens, 1]);
    return this.#graph.add('Add', [
      this.#matMul(this.#heads(attention, SOURCE), this.#matMul(mapper, value)),
      this.#matMul(this.#heads(attention, TARGET), this.#graph.add('Mul', [value, gain])),
    ]);
  }

  /** Adds a layer to the mean. */
  observe(attention: Attention, edited: boolean): void {
    const mean = (rows: Rows) => {
      // A kept source's maps are only ever computed apart.
      const maps =
        edited || (this.#plan.source === 'kept' && rows === SOURCE)
          ? this.#heads(attention, rows)
          : this.#separate(attention, this.#rows.at(attention.probabilities, rows), rows, 'maps');
      return this.#meanOverHeads(maps);
    };
    this.#means.source.push(mean(SOURCE));
    if (this.#plan.observed & TARGET) this.#means.target.push(mean(TARGET));
  }

  /** [rows, N, L], source first. Editing the mean is the same as the mean of the edited maps. */
  observation(): string {
    const source = this.#meanOf(this.#means.source);
    if (this.#means.target.length === 0) return source;
    const own = this.#meanOf(this.#means.target);
    const targets = this.#plan.crossAttention
      ? this.#graph.add('Add', [
          this.#matMul(source, this.#mapper),
          this.#graph.add('Mul', [own, this.#gain]),
        ])
      : own;
    return this.#graph.add('Concat', [source, targets], { axis: { int: 0 } });
  }

  /** Maps of some rows alone, [rows, heads, N, tokens], computed apart from the other rows'. */
  #heads(attention: Attention, rows: Rows): string {
    const key = `${attention.probabilities} ${rows}`;
    const known = this.#maps.get(key);
    if (known) return known;
    const maps = this.#rows.copyChain(attention.chain, rows);
    const separate = this.#separate(attention, maps, rows, 'maps');
    this.#maps.set(key, separate);
    return separate;
  }

  /** V of some rows, [rows, heads, tokens, width]. */
  #value(attention: Attention, rows: Rows): string {
    return this.#separate(attention, this.#rows.at(attention.value, rows), rows, 'value');
  }

  /** Gives the heads an axis of their own, which costs nothing. */
  #separate(attention: Attention, name: string, rows: Rows, what: 'maps' | 'value'): string {
    if (!attention.folded) return name;
    const { value, probabilities, heads } = attention;
    const [, ...rest] = this.#rows.dims(what === 'maps' ? probabilities : value, rows);
    return this.#reshape(name, [this.#rows.count(rows), heads, ...rest]);
  }

  #meanOverHeads(maps: string): string {
    const graph = this.#graph;
    const attributes = { keepdims: { int: 0 } };
    // The axes moved from an attribute to an operand at opset 18.
    return graph.opset >= 18
      ? graph.add('ReduceMean', [maps, graph.int64s([1])], attributes)
      : graph.add('ReduceMean', [maps], { ...attributes, axes: { ints: [1] } });
  }

  #meanOf(values: readonly string[]): string {
    if (values.length === 1) return values[0]!;
    const { type } = this.#graph.typeOf(CONTEXT);
    const scale = this.#graph.floats([1 / values.length], [], type);
    return this.#graph.add('Mul', [this.#graph.add('Sum', values), scale]);
  }

  #matMul(a: string, b: string): string {
    return this.#graph.add('MatMul', [a, b]);
  }

  #reshape(value: string, dims: readonly number[]): string {
    return this.#graph.add('Reshape', [value, this.#graph.int64s(dims)]);
  }

  /** Makes `name` the name of a value, in the shape that its readers expect. */
  #define(name: string, value: string, dims: readonly number[]): void {
    const node: Node = {
      op: 'Reshape',
      domain: '',
      name: `${name}:edited`,
      inputs: [value, this.#graph.int64s(dims)],
      outputs: [name],
      attributes: {},
    };
    this.#graph.nodes.push(node);
    this.#graph.types.set(name, { type: this.#graph.typeOf(name).type, dims });
  }
}
