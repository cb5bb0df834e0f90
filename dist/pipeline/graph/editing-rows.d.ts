import { type Graph, type Node } from './ir.ts';
/**
 * Kinds of rows of a batch, as bits of a set. Within a value they lie in this order, so that the
 * source is next to both of its neighbours and most subsets are one slice.
 */
export declare const UNCONDITIONAL = 1;
export declare const SOURCE = 2;
export declare const TARGET = 4;
/** A set of kinds of rows. */
export type Rows = number;
/**
 * Makes a graph of many rows from a normalised graph of one, computing of every value only the rows
 * that something needs. First say what is needed, from the outputs up (`need`), then copy the nodes
 * from the inputs down (`copy`), asking for operands by their rows (`at`).
 *
 * A UNet works row by row: only the leading axis changes, which is rows × a constant in every
 * value. Values that depend on neither picture nor text keep their single row and broadcast.
 */
export declare class RowBuilder {
    #private;
    readonly graph: Graph;
    constructor(unet: Graph, targets: number, rowed: Set<string>, branched: Set<string>);
    /** Number of rows of a set. */
    count(rows: Rows): number;
    /** Rows of the value that are needed so far. */
    neededOf(value: string): Rows;
    need(value: string, rows: Rows): void;
    /** Adds a graph input with the rows that are needed of it. */
    input(name: string): void;
    /** Shape of a value with these rows. */
    dims(value: string, rows: Rows): number[];
    /** Copies a node for the rows that are needed of its outputs. */
    copy(node: Node): void;
    /** Copies a chain of nodes for these rows only and returns its last output. */
    copyChain(chain: readonly Node[], rows: Rows): string;
    /** The name of these rows of a value. */
    at(value: string, rows: Rows): string;
}
