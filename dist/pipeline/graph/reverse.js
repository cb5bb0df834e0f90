import { WordbrushError } from '../errors.js';
import { label } from './check.js';
import { isExternal, valuesOf } from './ir.js';
/**
 * One node seen by its rule: its values, the gradients of its outputs, and the operators that
 * rules are written with. In the comments on the rules, y is the output, g the gradient of the
 * loss with respect to it, and dx that with respect to the input x.
 */
export class ReverseStep {
    graph;
    node;
    #gradients;
    constructor(graph, node, gradients) {
        this.graph = graph;
        this.node = node;
        this.#gradients = gradients;
    }
    /** Name of an input. */
    input(index) {
        return this.node.inputs[index] ?? '';
    }
    get y() {
        return this.node.outputs[0];
    }
    /** Gradient of an output; zeros where the loss does not depend on it. */
    gradient(output) {
        const value = this.node.outputs[output];
        const dims = this.graph.dimsOf(value);
        return (this.#gradients.get(value) ?? this.add('Expand', [this.scalar(0), this.graph.int64s(dims)]));
    }
    get g() {
        return this.gradient(0);
    }
    /** Shape of an input. */
    dims(index) {
        return this.graph.dimsOf(this.input(index));
    }
    /** Shape of the first output. */
    get outputDims() {
        return this.graph.dimsOf(this.y);
    }
    /** The values of an input that must be a constant. */
    constant(index) {
        const value = this.graph.initializers.get(this.input(index));
        if (!value || isExternal(value.data))
            throw this.unsupported(`input ${index} is not a constant`);
        return valuesOf(value);
    }
    unsupported(why) {
        return new WordbrushError('unsupported-op', `${label(this.node)} of ${this.graph.name} cannot be differentiated: ${why}.`);
    }
    add(op, inputs, attributes = {}) {
        return this.graph.add(op, inputs, attributes, `gradient/${this.node.name || this.node.op}/${op}`);
    }
    scalar(value) {
        return this.graph.floats([value], [], this.graph.typeOf(this.y).type);
    }
    /** A constant of one value throughout. */
    filled(value, dims) {
        const count = dims.reduce((product, dim) => product * dim, 1);
        const values = Array.from({ length: count }, () => value);
        return this.graph.floats(values, dims, this.graph.typeOf(this.y).type);
    }
    sum(a, b) {
        return this.add('Add', [a, b]);
    }
    difference(a, b) {
        return this.add('Sub', [a, b]);
    }
    product(a, b) {
        return this.add('Mul', [a, b]);
    }
    quotient(a, b) {
        return this.add('Div', [a, b]);
    }
    negative(a) {
        return this.add('Neg', [a]);
    }
    scaled(a, factor) {
        return factor === 1 ? a : this.product(a, this.scalar(factor));
    }
    reshape(a, dims) {
        return this.add('Reshape', [a, this.graph.int64s(dims)]);
    }
    transpose(a, perm) {
        return this.add('Transpose', [a], { perm: { ints: perm } });
    }
    /** Swaps the last two of `rank` axes. */
    swapped(a, rank) {
        const perm = Array.from({ length: rank }, (_, i) => i);
        return this.transpose(a, [...perm.slice(0, -2), rank - 1, rank - 2]);
    }
    /** Sums over axes and keeps them as 1. */
    reduceSum(a, axes) {
        return this.add('ReduceSum', [a, this.graph.int64s(axes)], { keepdims: { int: 1 } });
    }
    /** Averages over axes of shape `dims` and keeps them as 1. */
    reduceMean(a, axes) {
        if (this.graph.opset >= 18)
            return this.add('ReduceMean', [a, this.graph.int64s(axes)], { keepdims: { int: 1 } });
        return this.add('ReduceMean', [a], { axes: { ints: axes }, keepdims: { int: 1 } });
    }
    /** Undoes broadcasting: sums a value of shape `from` to the shape `to`. */
    sumTo(a, from, to) {
        const added = from.length - to.length;
        const axes = from.flatMap((size, axis) => axis < added || (to[axis - added] === 1 && size !== 1) ? [axis] : []);
        const summed = axes.length > 0 ? this.reduceSum(a, axes) : a;
        return added > 0 ? this.reshape(summed, to) : summed;
    }
    /** The axis as 0 … rank − 1. */
    axis(value, rank) {
        return value < 0 ? value + rank : value;
    }
}
/** A rule for an element-wise operator: what its inputs were broadcast over is summed. */
export function elementwise(rule) {
    return (step) => rule(step).map((gradient, index) => gradient && (() => step.sumTo(gradient(), step.outputDims, step.dims(index))));
}
