import { WordbrushError } from '../errors.ts';
import { type Attributes, type Graph, type Node } from './ir.ts';
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
export declare class ReverseStep {
    #private;
    readonly graph: Graph;
    readonly node: Node;
    constructor(graph: Graph, node: Node, gradients: ReadonlyMap<string, string>);
    /** Name of an input. */
    input(index: number): string;
    get y(): string;
    /** Gradient of an output; zeros where the loss does not depend on it. */
    gradient(output: number): string;
    get g(): string;
    /** Shape of an input. */
    dims(index: number): number[];
    /** Shape of the first output. */
    get outputDims(): number[];
    /** The values of an input that must be a constant. */
    constant(index: number): number[];
    unsupported(why: string): WordbrushError;
    add(op: string, inputs: readonly string[], attributes?: Attributes): string;
    scalar(value: number): string;
    /** A constant of one value throughout. */
    filled(value: number, dims: readonly number[]): string;
    sum(a: string, b: string): string;
    difference(a: string, b: string): string;
    product(a: string, b: string): string;
    quotient(a: string, b: string): string;
    negative(a: string): string;
    scaled(a: string, factor: number): string;
    reshape(a: string, dims: readonly number[]): string;
    transpose(a: string, perm: readonly number[]): string;
    /** Swaps the last two of `rank` axes. */
    swapped(a: string, rank: number): string;
    /** Sums over axes and keeps them as 1. */
    reduceSum(a: string, axes: readonly number[]): string;
    /** Averages over axes of shape `dims` and keeps them as 1. */
    reduceMean(a: string, axes: readonly number[]): string;
    /** Undoes broadcasting: sums a value of shape `from` to the shape `to`. */
    sumTo(a: string, from: readonly number[], to: readonly number[]): string;
    /** The axis as 0 … rank − 1. */
    axis(value: number, rank: number): number;
}
/** A rule for an element-wise operator: what its inputs were broadcast over is summed. */
export declare function elementwise(rule: Rule): Rule;
