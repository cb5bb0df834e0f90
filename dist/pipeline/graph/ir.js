/**
 * ONNX as an intermediate form: a flat list of nodes over named values. Names are the only links
 * between nodes, as in ONNX itself, so a pass is a plain function over the list.
 */
import { WordbrushError } from '../errors.js';
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
];
/** Bytes of one element; strings have none. */
export const ELEMENT_BYTES = {
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
export class Graph {
    name = 'graph';
    /** Version of each operator domain. */
    opsets = new Map([['', 18]]);
    nodes = [];
    inputs = [];
    outputs = [];
    initializers = new Map();
    /** What is known of the values' types; complete and static after `normalise`. */
    types = new Map();
    /** Model-local functions, as the bytes of their FunctionProto. */
    functions = [];
    #names;
    #counter = 0;
    /** Version of the standard operators. */
    get opset() {
        return this.opsets.get('') ?? 1;
    }
    /** A name that no value or node has, starting with `prefix`. */
    fresh(prefix) {
        const used = this.#used();
        let name = prefix;
        while (used.has(name))
            name = `${prefix}_${this.#counter++}`;
        used.add(name);
        return name;
    }
    #used() {
        this.#names ??= new Set([
            ...this.inputs,
            ...this.initializers.keys(),
            ...this.types.keys(),
            ...this.nodes.flatMap(({ name, inputs, outputs }) => [name, ...inputs, ...outputs]),
        ]);
        return this.#names;
    }
    /** Appends a standard operator with one output and returns the output's name. */
    add(op, inputs, attributes = {}, name) {
        return this.addMany(op, inputs, 1, attributes, name)[0];
    }
    /** Appends a standard operator with several outputs. */
    addMany(op, inputs, outputs, attributes = {}, name = op) {
        const unique = this.fresh(name);
        const results = Array.from({ length: outputs }, (_, i) => this.fresh(outputs === 1 ? `${unique}:out` : `${unique}:out${i}`));
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
    addInput(name, type, dims) {
        this.#used().add(name);
        this.inputs.push(name);
        this.types.set(name, { type, dims });
        return name;
    }
    /** Makes `value` an output of the graph under `name`. */
    addOutput(name, value) {
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
            if (type)
                this.types.set(name, type);
        }
        this.outputs.push(name);
        return name;
    }
    /** Adds a constant and returns its name. */
    constant(value, name = 'constant') {
        const unique = this.fresh(name);
        this.initializers.set(unique, value);
        this.types.set(unique, { type: value.type, dims: value.dims });
        return unique;
    }
    /** An int64 constant; one that is there already is used again. */
    int64s(values, dims = [values.length]) {
        return this.#shared(int64Tensor(values, dims), values);
    }
    /** A floating-point constant of the given element type; one that is there already is used again. */
    floats(values, dims = [], type = 'float32') {
        return this.#shared(floatTensor(values, dims, type), values);
    }
    #shared(value, values) {
        // Long constants are worth sharing only where they repeat one number.
        const [first] = values;
        const isUniform = values.every((element) => element === first);
        if (values.length > 16 && !isUniform)
            return this.constant(value, value.type);
        const name = `${value.type}[${value.dims.join(',')}](${isUniform ? first : values.join(',')})`;
        return this.initializers.has(name) ? name : this.constant(value, name);
    }
    /** Type of a value; throws when it is not known. */
    typeOf(value) {
        const type = this.types.get(value) ?? this.initializers.get(value);
        if (!type)
            throw new WordbrushError('bad-model', `The type of "${value}" in ${this.name} is not known.`);
        return type;
    }
    /** Static shape of a value; throws when it is not known. */
    dimsOf(value) {
        return this.typeOf(value).dims.map((dim) => {
            if (typeof dim === 'number')
                return dim;
            throw new WordbrushError('bad-model', `The shape of "${value}" in ${this.name} is not fixed: "${dim}" is a free size.`);
        });
    }
    /** The node that makes each value. */
    producers() {
        const producers = new Map();
        for (const node of this.nodes)
            for (const output of node.outputs)
                if (output)
                    producers.set(output, node);
        return producers;
    }
    /** The nodes that read each value, once per node. */
    consumers() {
        const consumers = new Map();
        for (const node of this.nodes)
            for (const input of new Set(node.inputs)) {
                if (!input)
                    continue;
                const readers = consumers.get(input);
                if (readers)
                    readers.push(node);
                else
                    consumers.set(input, [node]);
            }
        return consumers;
    }
    /** Lets every reader of `old` read `replacement`; a graph output keeps its name. */
    replaceUses(old, replacement) {
        for (const node of this.nodes)
            if (node.inputs.includes(old))
                node.inputs = node.inputs.map((input) => (input === old ? replacement : input));
    }
    /** An independent copy; constants, which nothing changes, are shared. */
    clone() {
        const copy = new Graph();
        copy.name = this.name;
        copy.opsets.clear();
        for (const [domain, version] of this.opsets)
            copy.opsets.set(domain, version);
        copy.nodes = this.nodes.map((node) => ({
            ...node,
            inputs: [...node.inputs],
            outputs: [...node.outputs],
        }));
        copy.inputs = [...this.inputs];
        copy.outputs = [...this.outputs];
        for (const [name, value] of this.initializers)
            copy.initializers.set(name, value);
        for (const [name, type] of this.types)
            copy.types.set(name, type);
        copy.functions = [...this.functions];
        return copy;
    }
}
/** Whether a constant's bytes are in a file beside the graph. */
export function isExternal(data) {
    return !(data instanceof Uint8Array);
}
export function int64Tensor(values, dims = [values.length]) {
    const data = new BigInt64Array(values.map((value) => toInt64(value)));
    return { type: 'int64', dims, data: new Uint8Array(data.buffer) };
}
export function floatTensor(values, dims = [values.length], type = 'float32') {
    if (type === 'float32')
        return { type, dims, data: new Uint8Array(new Float32Array(values).buffer) };
    if (type === 'float64')
        return { type, dims, data: new Uint8Array(new Float64Array(values).buffer) };
    if (type === 'float16')
        return { type, dims, data: new Uint8Array(new Uint16Array(values.map(toFloat16)).buffer) };
    throw new WordbrushError('unsupported-op', `Constants of type ${type} are not supported.`);
}
/** ONNX writes "to the end" as the largest int64, which a double rounds up: saturate. */
export function toInt64(value) {
    return BigInt.asIntN(64, value >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(value));
}
/** The numbers of an inline constant. */
export function valuesOf(tensor) {
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
            throw new WordbrushError('unsupported-op', `Constants of type ${tensor.type} are not supported.`);
    }
}
const float32 = new Float32Array(1);
const float32Bits = new Uint32Array(float32.buffer);
/** Bits of the half-precision number nearest to `value`, ties to even. */
export function toFloat16(value) {
    float32[0] = value;
    const bits = float32Bits[0];
    const sign = (bits >>> 16) & 0x8000;
    const magnitude = Math.abs(float32[0]);
    if (Number.isNaN(magnitude))
        return sign | 0x7e00;
    if (magnitude >= 65520)
        return sign | 0x7c00;
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
export function fromFloat16(bits) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >>> 10) & 0x1f;
    const mantissa = bits & 0x3ff;
    if (exponent === 0)
        return sign * mantissa * 2 ** -24;
    if (exponent === 31)
        return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return sign * (1024 + mantissa) * 2 ** (exponent - 25);
}
/** An int attribute, or `fallback` where the node leaves it out. */
export function intOf(node, name, fallback) {
    const attribute = node.attributes[name];
    return attribute && 'int' in attribute ? attribute.int : fallback;
}
export function floatOf(node, name, fallback) {
    const attribute = node.attributes[name];
    return attribute && 'float' in attribute ? attribute.float : fallback;
}
export function intsOf(node, name) {
    const attribute = node.attributes[name];
    return attribute && 'ints' in attribute ? attribute.ints : undefined;
}
export function stringOf(node, name, fallback) {
    const attribute = node.attributes[name];
    return attribute && 'string' in attribute ? attribute.string : fallback;
}
