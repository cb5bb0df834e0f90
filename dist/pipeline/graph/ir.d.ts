export declare const ELEMENT_TYPES: readonly ['float32', 'float16', 'bfloat16', 'float64', 'int64', 'int32', 'int16', 'int8', 'uint64', 'uint32', 'uint16', 'uint8', 'bool', 'string'];
export type ElementType = (typeof ELEMENT_TYPES)[number];
/** Bytes of one element; strings have none. */
export declare const ELEMENT_BYTES: Readonly<Record<ElementType, number>>;
/** A fixed size, or the name of a size that is not fixed yet. */
export type Dim = number | string;
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
export type Attribute = {
    readonly int: number;
} | {
    readonly float: number;
} | {
    readonly string: string;
} | {
    readonly ints: readonly number[];
} | {
    readonly floats: readonly number[];
} | {
    readonly strings: readonly string[];
} | {
    readonly tensor: TensorValue;
}
/** The body of a loop that we write. */
 | {
    readonly graph: Graph;
}
/** Anything else that a file may hold (its subgraphs, types), as the bytes of its AttributeProto. */
 | {
    readonly opaque: Uint8Array;
};
export type Attributes = Readonly<Record<string, Attribute>>;
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
export declare class Graph {
    #private;
    name: string;
    /** Version of each operator domain. */
    readonly opsets: Map<string, number>;
    nodes: Node[];
    inputs: string[];
    outputs: string[];
    readonly initializers: Map<string, TensorValue>;
    /** What is known of the values' types; complete and static after `normalise`. */
    readonly types: Map<string, ValueType>;
    /** Model-local functions, as the bytes of their FunctionProto. */
    functions: Uint8Array[];
    /** Version of the standard operators. */
    get opset(): number;
    /** A name that no value or node has, starting with `prefix`. */
    fresh(prefix: string): string;
    /** Appends a standard operator with one output and returns the output's name. */
    add(op: string, inputs: readonly string[], attributes?: Attributes, name?: string): string;
    /** Appends a standard operator with several outputs. */
    addMany(op: string, inputs: readonly string[], outputs: number, attributes?: Attributes, name?: string): string[];
    /** Adds a graph input. */
    addInput(name: string, type: ElementType, dims: readonly Dim[]): string;
    /** Makes `value` an output of the graph under `name`. */
    addOutput(name: string, value: string): string;
    /** Adds a constant and returns its name. */
    constant(value: TensorValue, name?: string): string;
    /** An int64 constant; one that is there already is used again. */
    int64s(values: readonly number[], dims?: readonly number[]): string;
    /** A floating-point constant of the given element type; one that is there already is used again. */
    floats(values: readonly number[], dims?: readonly number[], type?: ElementType): string;
    /** Type of a value; throws when it is not known. */
    typeOf(value: string): ValueType;
    /** Static shape of a value; throws when it is not known. */
    dimsOf(value: string): number[];
    /** The node that makes each value. */
    producers(): Map<string, Node>;
    /** The nodes that read each value, once per node. */
    consumers(): Map<string, Node[]>;
    /** Lets every reader of `old` read `replacement`; a graph output keeps its name. */
    replaceUses(old: string, replacement: string): void;
    /** An independent copy; constants, which nothing changes, are shared. */
    clone(): Graph;
}
/** Whether a constant's bytes are in a file beside the graph. */
export declare function isExternal(data: TensorValue['data']): data is ExternalData;
export declare function int64Tensor(values: readonly number[], dims?: readonly number[]): TensorValue;
export declare function floatTensor(values: readonly number[], dims?: readonly number[], type?: ElementType): TensorValue;
/** ONNX writes "to the end" as the largest int64, which a double rounds up: saturate. */
export declare function toInt64(value: number): bigint;
/** The numbers of an inline constant. */
export declare function valuesOf(tensor: TensorValue): number[];
/** Bits of the half-precision number nearest to `value`, ties to even. */
export declare function toFloat16(value: number): number;
/** Value of a half-precision number's bits. */
export declare function fromFloat16(bits: number): number;
/** An int attribute, or `fallback` where the node leaves it out. */
export declare function intOf(node: Node, name: string, fallback: number): number;
export declare function floatOf(node: Node, name: string, fallback: number): number;
export declare function intsOf(node: Node, name: string): readonly number[] | undefined;
export declare function stringOf(node: Node, name: string, fallback: string): string;
