/**
 * ONNX as an intermediate form: a flat list of nodes over named values. Names are the only links
 * between nodes, as in ONNX itself, so a pass is a plain function over the list.
 */
import { WordbrushError } from '../errors.ts';

/** What a value's elements can be. */
export const ELEMENT_TYPES = [
  'float32',
  'float16',
  'bfloat16',
  'float64',
  'int64',
  'int32',
  'int16',
  'int8',
  'uint64',
  'uint32',
  'uint16',
  'uint8',
  'bool',
  'string',
] as const;
/** One of `ELEMENT_TYPES`. */
export type ElementType = (typeof ELEMENT_TYPES)[number];

/** Bytes of one element; strings have none. */
export const ELEMENT_BYTES: Readonly<Record<ElementType, number>> = {
  float32: 4,
  float16: 2,
  bfloat16: 2,
  float64: 8,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint64: 8,
  uint32: 4,
  uint16: 2,
  uint8: 1,
  bool: 1,
  string: 0,
};

/** A fixed size, or the name of a size that is not fixed yet. */
export type Dim = number | string;

/** The element type and shape of a value. */
export interface ValueType {
  readonly type: ElementType;
  readonly dims: readonly Dim[];
}

/** Bytes [offset, offset + length) of a file beside the graph. */
export interface ExternalData {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** A constant: row-major little-endian bytes, inline or in a file beside the graph. */
export interface TensorValue {
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly data: Uint8Array | ExternalData;
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

/** Whether a constant's bytes are in a file beside the graph. */
export function isExternal(data: TensorValue['data']): data is ExternalData {
  return !(data instanceof Uint8Array);
}

/** Whole numbers as a constant. */
export function int64Tensor(
  values: readonly number[],
  dims: readonly number[] = [values.length],
): TensorValue {
  const data = new BigInt64Array(values.map((value) => toInt64(value)));
  return { type: 'int64', dims, data: new Uint8Array(data.buffer) };
}

/** Numbers as a constant of a floating-point type; `unsupported-op` for any other. */
export function floatTensor(
  values: readonly number[],
  dims: readonly number[] = [values.length],
  type: ElementType = 'float32',
): TensorValue {
  if (type === 'float32')
    return { type, dims, data: new Uint8Array(new Float32Array(values).buffer) };
  if (type === 'float64')
    return { type, dims, data: new Uint8Array(new Float64Array(values).buffer) };
  if (type === 'float16')
    return { type, dims, data: new Uint8Array(new Uint16Array(values.map(toFloat16)).buffer) };
  throw new WordbrushError('unsupported-op', `Constants of type ${type} are not supported.`);
}

/** ONNX writes "to the end" as the largest int64, which a double rounds up: saturate. */
export function toInt64(value: number): bigint {
  return BigInt.asIntN(64, value >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(value));
}

/** The numbers of an inline constant. */
export function valuesOf(tensor: TensorValue): number[] {
  if (isExternal(tensor.data))
    throw new WordbrushError('unsupported-op', 'An external constant is not read into memory.');
  const bytes = new Uint8Array(tensor.data).buffer;
  switch (tensor.type) {
    case 'float32':
      return [...new Float32Array(bytes)];
    case 'float64':
      return [...new Float64Array(bytes)];
    case 'float16':
      return [...new Uint16Array(bytes)].map(fromFloat16);
    case 'int64':
      return [...new BigInt64Array(bytes)].map(Number);
    case 'int32':
      return [...new Int32Array(bytes)];
    case 'bool':
    case 'uint8':
      return [...new Uint8Array(bytes)];
    default:
      throw new WordbrushError(
        'unsupported-op',
        `Constants of type ${tensor.type} are not supported.`,
      );
  }
}

const float32 = new Float32Array(1);
const float32Bits = new Uint32Array(float32.buffer);

/** Bits of the half-precision number nearest to `value`, ties to even. */
export function toFloat16(value: number): number {
  float32[0] = value;
  const bits = float32Bits[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = Math.abs(float32[0]!);
  if (Number.isNaN(magnitude)) return sign | 0x7e00;
  if (magnitude >= 65520) return sign | 0x7c00;
  // The gap between neighbours is 2^(exponent − 10), and 2^−24 below the normal range.
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude || 2 ** -24)));
  const scaled = magnitude / 2 ** (exponent - 10);
  const down = Math.floor(scaled);
  const rest = scaled - down;
  const mantissa = down + (rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? 1 : 0);
  // A mantissa of 1024 or more carries the implicit one into the exponent field.
  return sign | (((exponent + 14) << 10) + mantissa);
}

/** Value of a half-precision number's bits. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1024 + mantissa) * 2 ** (exponent - 25);
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
