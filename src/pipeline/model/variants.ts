import { WordbrushError } from '../errors.ts';
import {
  type EditingOptions,
  editingGraph,
  type Graph,
  observingGraph,
  predictingGraph,
} from '../graph/index.ts';

/** One of the graphs that a UNet is compiled to. */
export type Variant =
  /** The parts of null-text optimisation; see graph/null-text.ts. */
  | { readonly kind: 'stem' | 'conditional' | 'gradient' }
  /** With LoRA layers: what learning runs; see graph/learning.ts. */
  | { readonly kind: 'learn' }
  | { readonly kind: 'predict'; readonly rows: number }
  | { readonly kind: 'observe'; readonly observedTokens: number }
  | ({ readonly kind: 'edit' } & EditingOptions);

/** A name for the variant, unique within its UNet. */
export function variantName(variant: Variant): string {
  switch (variant.kind) {
    case 'predict':
      return `predict-${variant.rows}`;
    case 'observe':
      return `observe-${variant.observedTokens}`;
    case 'edit': {
      const { targets, crossAttention, selfAttentionMaxTokens, observedTokens } = variant;
      const cross = crossAttention ? '-cross' : '';
      const source = variant.predictSource ? '-source' : '';
      const unguided = variant.unguided ? '-unguided' : '';
      const origin = (variant.source ?? 'run') === 'run' ? '' : `-${variant.source}`;
      return `edit-${targets}${source}${origin}${unguided}${cross}-self${selfAttentionMaxTokens}-observe${observedTokens}`;
    }
    default:
      return variant.kind;
  }
}

/** What a normalised UNet of one row is made into. */
export function variantOf(unet: Graph, variant: Variant): Graph {
  switch (variant.kind) {
    case 'predict':
      return predictingGraph(unet, variant.rows);
    case 'observe':
      return observingGraph(unet, variant.observedTokens);
    case 'edit':
      return editingGraph(unet, variant);
    default:
      throw new WordbrushError(
        'bad-model',
        `The compiled graph "${variant.kind}" is missing from the cache.`,
      );
  }
}
