/**
 * ONNX as an intermediate form: a flat list of nodes over named values. Names are the only links
 * between nodes, as in ONNX itself, so a pass is a plain function over the list.
 */
import { WordbrushError } from '../errors.ts';
import { type ElementType, floatTensor, int64Tensor, type TensorValue } from './tensor-value.ts';

/** A fixed size, or the name of a size that is not fixed yet. */
export type Dim = number | string;

/** The element type and shape of a value. */
export interface ValueType {
  readonly type: ElementType;
  readonly dims: readonly Dim[];
}

/** Tagged as in ONNX, because the number 1 alone does not say whether it is an int or a float. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly strings: readonly string[] }
  | { readonly tensor: TensorValue }
  /** The body of a loop that we write. */
  | { readonly graph: Graph }
  /** Anything else that a file may hold (its subgraphs, types), as the bytes of its AttributeProto. */
  | { readonly opaque: Uint8Array };

/** The attributes of a node, by name. */
export type Attributes = Readonly<Record<string, Attribute>>;

/** An operator and the values that it reads and makes. */
export interface Node {
  op: string;
  /** '' is the standard ONNX domain. */
  domain: string;
  readonly name: string;
  /** Value names; '' is an optional input left out. */
  inputs: string[];
  outputs: string[];
  attributes: Attributes;
}

/** Nodes in the order in which they can be computed, over values that names stand for. */
export class Graph {
  name = 'graph';
  /** Version of each operator domain. */
  readonly opsets = new Map<string, number>([['', 18]]);
  nodes: Node[] = [];
  inputs: string[] = [];
  outputs: string[] = [];
  readonly initializers = new Map<string, TensorValue>();
  /** What is known of the values' types; complete and static after `normalise`. */
  readonly types = new Map<string, ValueType>();
  /** Model-local functions, as the bytes of their FunctionProto. */
  functions: Uint8Array[] = [];

  #names: Set<string> | undefined;
  #counter = 0;

  /** Version of the standard operators. */
  get opset(): number {
    return this.opsets.get('') ?? 1;
  }

  /** A name that no value or node has, starting with `prefix`. */
  fresh(prefix: string): string {
    const used = this.#used();
    let name = prefix;
    while (used.has(name)) name = `${prefix}_${this.#counter++}`;
    used.add(name);
    return name;
  }

  #used(): Set<string> {
    this.#names ??= new Set([
      ...this.inputs,
      ...this.initializers.keys(),
      ...this.types.keys(),
      ...this.nodes.flatMap(({ name, inputs, outputs }) => [name, ...inputs, ...outputs]),
    ]);
    return this.#names;
  }

  /** Appends a standard operator with one output and returns the output's name. */
  add(op: string, inputs: readonly string[], attributes: Attributes = {}, name?: string): string {
    return this.addMany(op, inputs, 1, attributes, name)[0]!;
  }

  /** Appends a standard operator with several outputs. */
  addMany(
    op: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Attributes = {},
    name: string = op,
  ): string[] {
    const unique = this.fresh(name);
    const results = Array.from({ length: outputs }, (_, i) =>
      this.fresh(outputs === 1 ? `${unique}:out` : `${unique}:out${i}`),
    );
    this.nodes.push({
      op,
      domain: '',
      name: unique,
      inputs: [...inputs],
      outputs: [...results],
      attributes,
    });
    return results;
  }

  /** Adds a graph input. */
  addInput(name: string, type: ElementType, dims: readonly Dim[]): string {
    this.#used().add(name);
    this.inputs.push(name);
    this.types.set(name, { type, dims });
    return name;
  }

  /** Makes `value` an output of the graph under `name`. */
  addOutput(name: string, value: string): string {
    if (name !== value) {
      this.nodes.push({
        op: 'Identity',
        domain: '',
        name: this.fresh(`${name}:output`),
        inputs: [value],
        outputs: [name],
        attributes: {},
      });
      this.#used().add(name);
      const type = this.types.get(value);
      if (type) this.types.set(name, type);
    }
    this.outputs.push(name);
    return name;
  }

  /** Adds a constant and returns its name. */
  constant(value: TensorValue, name = 'constant'): string {
    const unique = this.fresh(name);
    this.initializers.set(unique, value);
    this.types.set(unique, { type: value.type, dims: value.dims });
    return unique;
  }

  /** An int64 constant; one that is there already is used again. */
  int64s(values: readonly number[], dims: readonly number[] = [values.length]): string {
    return this.#shared(int64Tensor(values, dims), values);
  }

  /** A floating-point constant of the given element type; one that is there already is used again. */
  floats(
    values: readonly number[],
    dims: readonly number[] = [],
    type: ElementType = 'float32',
  ): string {
    return this.#shared(floatTensor(values, dims, type), values);
  }

  #shared(value: TensorValue, values: readonly number[]): string {
    // Long constants are worth sharing only where they repeat one number.
    const [first] = values;
    const isUniform = values.every((element) => element === first);
    if (values.length > 16 && !isUniform) return this.constant(value, value.type);
    const name = `${value.type}[${value.dims.join(',')}](${isUniform ? first : values.join(',')})`;
    return this.initializers.has(name) ? name : this.constant(value, name);
  }

  /** Type of a value; throws when it is not known. */
  typeOf(value: string): ValueType {
    const type = this.types.get(value) ?? this.initializers.get(value);
    if (!type)
      throw new WordbrushError('bad-model', `The type of "${value}" in ${this.name} is not known.`);
    return type;
  }

  /** Static shape of a value; throws when it is not known. */
  dimsOf(value: string): number[] {
    return this.typeOf(value).dims.map((dim) => {
      if (typeof dim === 'number') return dim;
      throw new WordbrushError(
        'bad-model',
        `The shape of "${value}" in ${this.name} is not fixed: "${dim}" is a free size.`,
      );
    });
  }

  /** The node that makes each value. */
  producers(): Map<string, Node> {
    const producers = new Map<string, Node>();
    for (const node of this.nodes)
      for (const output of node.outputs) if (output) producers.set(output, node);
    return producers;
  }

  /** The nodes that read each value, once per node. */
  consumers(): Map<string, Node[]> {
    const consumers = new Map<string, Node[]>();
    for (const node of this.nodes)
      for (const input of new Set(node.inputs)) {
        if (!input) continue;
        const readers = consumers.get(input);
        if (readers) readers.push(node);
        else consumers.set(input, [node]);
      }
    return consumers;
  }

  /** Lets every reader of `old` read `replacement`; a graph output keeps its name. */
  replaceUses(old: string, replacement: string): void {
    for (const node of this.nodes)
      if (node.inputs.includes(old))
        node.inputs = node.inputs.map((input) => (input === old ? replacement : input));
  }

  /** An independent copy; constants, which nothing changes, are shared. */
  clone(): Graph {
    const copy = new Graph();
    copy.name = this.name;
    copy.opsets.clear();
    for (const [domain, version] of this.opsets) copy.opsets.set(domain, version);
    copy.nodes = this.nodes.map((node) => ({
      ...node,
      inputs: [...node.inputs],
      outputs: [...node.outputs],
    }));
    copy.inputs = [...this.inputs];
    copy.outputs = [...this.outputs];
    for (const [name, value] of this.initializers) copy.initializers.set(name, value);
    for (const [name, type] of this.types) copy.types.set(name, type);
    copy.functions = [...this.functions];
    return copy;
  }
}

/** An int attribute, or `fallback` where the node leaves it out. */
export function intOf(node: Node, name: string, fallback: number): number {
  const attribute = node.attributes[name];
  return attribute && 'int' in attribute ? attribute.int : fallback;
}

/** A float attribute, or `fallback` where the node leaves it out. */
export function floatOf(node: Node, name: string, fallback: number): number {
  const attribute = node.attributes[name];
  return attribute && 'float' in attribute ? attribute.float : fallback;
}

/** An attribute of several ints; undefined where the node leaves it out. */
export function intsOf(node: Node, name: string): readonly number[] | undefined {
  const attribute = node.attributes[name];
  return attribute && 'ints' in attribute ? attribute.ints : undefined;
}

/** A string attribute, or `fallback` where the node leaves it out. */
export function stringOf(node: Node, name: string, fallback: string): string {
  const attribute = node.attributes[name];
  return attribute && 'string' in attribute ? attribute.string : fallback;
}
