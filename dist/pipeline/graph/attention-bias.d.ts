import { type Graph } from './ir.ts';
/**
 * Removes a sum with nothing that older attention processors export: `baddbmm(empty, Q, Kᵀ, β = 0)`
 * becomes Add(Q Kᵀ · scale, empty · 0). Folded for fixed sizes, each of those would be a map full of
 * zeros, 537 MB in the largest layers of Stable Diffusion.
 */
export declare function removeEmptyBias(graph: Graph): void;
