import type { Graph } from './ir.ts';
/** Sorts the nodes so that each follows what it reads, otherwise keeping their order. */
export declare function sortNodes(graph: Graph): void;
/** Removes the nodes, constants and types that no output needs. Graph inputs stay. */
export declare function prune(graph: Graph): void;
/** Every value that `values` are computed from, themselves included. */
export declare function ancestors(graph: Graph, values: Iterable<string>): Set<string>;
/** Every value that is computed from `values`, themselves included. The nodes must be sorted. */
export declare function descendants(graph: Graph, values: Iterable<string>): Set<string>;
