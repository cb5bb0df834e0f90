import { WordbrushError } from '../../errors.ts';
import { label } from '../check.ts';
import type { Attributes, Graph, Node } from '../ir.ts';
import { isExternal, valuesOf } from '../tensor-value.ts';

/**
 * The gradient of the loss with respect to each input of one node, in order. A function is called
 * only when that gradient is wanted; null marks an input that has none, such as a shape.
 */
export type Rule = (step: ReverseStep) => readonly ((() => string) | null)[];

/**
 * One node seen by its rule: its values, the gradients of its outputs, and the operators that
 * rules are written with. In the comments on the rules, y is the output, g the gradient of the
 * loss with respect to it, and dx that with respect to the input x.
 */
export class ReverseStep {
  readonly graph: Graph;
  readonly node: Node;
  readonly #gradients: ReadonlyMap<string, string>;

  constructor(graph: Graph, node: Node, gradients: ReadonlyMap<string, string>) {
    this.graph = graph;
    this.node = node;
    this.#gradients = gradients;
  }

  /** Name of an input. */
  input(index: number): string {
    return this.node.inputs[index] ?? '';
  }

  get y(): string {
    return this.node.outputs[0]!;
  }

  /** Gradient of an output; zeros where the loss does not depend on it. */
  gradient(output: number): string {
    const value = this.node.outputs[output]!;
    const dims = this.graph.dimsOf(value);
    return (
      this.#gradients.get(value) ?? this.add('Expand', [this.scalar(0), this.graph.int64s(dims)])
    );
  }

  get g(): string {
    return this.gradient(0);
  }

  /** Shape of an input. */
  dims(index: number): number[] {
    return this.graph.dimsOf(this.input(index));
  }

  /** Shape of the first output. */
  get outputDims(): number[] {
    return this.graph.dimsOf(this.y);
  }

  /** The values of an input that must be a constant. */
  constant(index: number): number[] {
    const value = this.graph.initializers.get(this.input(index));
    if (!value || isExternal(value.data))
      throw this.unsupported(`input ${index} is not a constant`);
    return valuesOf(value);
  }

  unsupported(why: string): WordbrushError {
    return new WordbrushError(
      'unsupported-op',
      `${label(this.node)} of ${this.graph.name} cannot be differentiated: ${why}.`,
    );
  }

  add(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.graph.add(
      op,
      inputs,
      attributes,
      `gradient/${this.node.name || this.node.op}/${op}`,
    );
  }

  scalar(value: number): string {
    return this.graph.floats([value], [], this.graph.typeOf(this.y).type);
  }

  /** A constant of one value throughout. */
  filled(value: number, dims: readonly number[]): string {
    const count = dims.reduce((product, dim) => product * dim, 1);
    const values = Array.from({ length: count }, () => value);
    return this.graph.floats(values, dims, this.graph.typeOf(this.y).type);
  }

  sum(a: string, b: string): string {
    return this.add('Add', [a, b]);
  }

  difference(a: string, b: string): string {
    return this.add('Sub', [a, b]);
  }

  product(a: string, b: string): string {
    return this.add('Mul', [a, b]);
  }

  quotient(a: string, b: string): string {
    return this.add('Div', [a, b]);
  }

  negative(a: string): string {
    return this.add('Neg', [a]);
  }

  scaled(a: string, factor: number): string {
    return factor === 1 ? a : this.product(a, this.scalar(factor));
  }

  reshape(a: string, dims: readonly number[]): string {
    return this.add('Reshape', [a, this.graph.int64s(dims)]);
  }

  transpose(a: string, perm: readonly number[]): string {
    return this.add('Transpose', [a], { perm: { ints: perm } });
  }

  /** Swaps the last two of `rank` axes. */
  swapped(a: string, rank: number): string {
    const perm = Array.from({ length: rank }, (_, i) => i);
    return this.transpose(a, [...perm.slice(0, -2), rank - 1, rank - 2]);
  }

  /** Sums over axes and keeps them as 1. */
  reduceSum(a: string, axes: readonly number[]): string {
    return this.add('ReduceSum', [a, this.graph.int64s(axes)], { keepdims: { int: 1 } });
  }

  /** Averages over axes of shape `dims` and keeps them as 1. */
  reduceMean(a: string, axes: readonly number[]): string {
    if (this.graph.opset >= 18)
      return this.add('ReduceMean', [a, this.graph.int64s(axes)], { keepdims: { int: 1 } });
    return this.add('ReduceMean', [a], { axes: { ints: axes }, keepdims: { int: 1 } });
  }

  /** Undoes broadcasting: sums a value of shape `from` to the shape `to`. */
  sumTo(a: string, from: readonly number[], to: readonly number[]): string {
    const added = from.length - to.length;
    const axes = from.flatMap((size, axis) =>
      axis < added || (to[axis - added] === 1 && size !== 1) ? [axis] : [],
    );
    const summed = axes.length > 0 ? this.reduceSum(a, axes) : a;
    return added > 0 ? this.reshape(summed, to) : summed;
  }

  /** The axis as 0 … rank − 1. */
  axis(value: number, rank: number): number {
    return value < 0 ? value + rank : value;
  }
}

/** A rule for an element-wise operator: what its inputs were broadcast over is summed. */
export function elementwise(rule: Rule): Rule {
  return (step) =>
    rule(step).map(
      (gradient, index) =>
        gradient && (() => step.sumTo(gradient(), step.outputDims, step.dims(index))),
    );
}
