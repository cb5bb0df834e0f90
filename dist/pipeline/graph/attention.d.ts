import { type Graph, type Node } from './ir.ts';
/**
 * One attention layer of a UNet, softmax(Q Kᵀ / √d) V, found by data flow. The maps are
 * [rows, heads, N, tokens] or, in exports of the older processors, [rows·heads, N, tokens].
 */
export interface Attention {
    /** Cross-attention looks at the text, self-attention at the picture. */
    readonly kind: 'self' | 'cross';
    readonly heads: number;
    /** N: places of the picture that look. */
    readonly queryTokens: number;
    /** Places or words that are looked at. */
    readonly keyTokens: number;
    /** Whether rows and heads share the leading axis of the maps. */
    readonly folded: boolean;
    /** The nodes from Q Kᵀ to the maps, in order. */
    readonly chain: readonly Node[];
    /** The maps, as they multiply V. */
    readonly probabilities: string;
    readonly value: string;
    /** The node that multiplies the maps and V. */
    readonly product: Node;
}
/**
 * Every attention of a normalised UNet, in forward order. An attention is cross-attention when its
 * keys depend on the text and not on the picture; in a normalised graph every edge carries data, so
 * a plain search tells. Throws `unsupported-op` for a softmax that is not plain attention.
 */
export declare function findAttentions(graph: Graph): Attention[];
