import { ELEMENT_CODES } from '../file/element-codes.ts';
import type { Graph } from '../ir.ts';
import type { Attention } from './attention.ts';
import { type RowBuilder, SOURCE } from './editing-rows.ts';

/** An operand of a source's maps, by the name under which graphs give and take it. */
interface SourceOperand {
  readonly name: string;
  /** In the UNet of one row. */
  readonly value: string;
}

/**
 * What is kept of a source, so that another run needs not compute its row: the queries Q of the layers
 * that are looked at, and the keys Kᵀ of their self-attention; those of cross-attention are made of the
 * text alone. The maps are softmax(Q Kᵀ) again: at 32 × 32 places with 8 heads of 80 they are six times as large.
 */
export function sourceOperands(
  attentions: readonly Attention[],
  isLookedAt: (attention: Attention) => boolean,
): SourceOperand[] {
  return attentions.flatMap((attention, i) => {
    if (!isLookedAt(attention)) return [];
    const query = { name: `source_query_${i}`, value: attention.chain[0]!.inputs[0]! };
    const keys = { name: `source_keys_${i}`, value: keysOf(attention) };
    return attention.kind === 'self' ? [query, keys] : [query];
  });
}

/** Kᵀ, [rows, heads, d, tokens] or with rows and heads folded. */
export function keysOf(attention: Attention): string {
  return attention.chain[0]!.inputs[1]!;
}

/** Has the source's row of the operands given, in half precision. */
export function giveSource(rows: RowBuilder, operands: readonly SourceOperand[]): void {
  for (const { name, value } of operands) {
    const half = rows.graph.add('Cast', [rows.at(value, SOURCE)], {
      to: { int: ELEMENT_CODES.float16 },
    });
    rows.graph.types.set(half, { type: 'float16', dims: rows.dims(value, SOURCE) });
    rows.graph.addOutput(name, half);
  }
}

/** Has the source's row of the operands taken from inputs, in half precision. */
export function takeSource(
  rows: RowBuilder,
  unet: Graph,
  operands: readonly SourceOperand[],
): void {
  for (const { name, value } of operands) {
    const { type } = unet.typeOf(value);
    const dims = rows.dims(value, SOURCE);
    const input = rows.graph.addInput(name, 'float16', dims);
    const wide = rows.graph.add('Cast', [input], { to: { int: ELEMENT_CODES[type] } });
    rows.graph.types.set(wide, { type, dims });
    rows.lend(value, wide);
  }
}
