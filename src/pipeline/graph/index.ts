/**
 * ONNX as an intermediate form, and what Wordbrush makes of a UNet with it.
 *
 * @module wordbrush/graph
 */
export {
  adaptWeights,
  flattenPath,
  replaceInput,
  type WeightChange,
  WeightMisfit,
} from './adapt.ts';
export { type Attention, findAttentions } from './attention/attention.ts';
export {
  type EditingOptions,
  editingGraph,
  observingGraph,
  predictingGraph,
  sourceRows,
} from './attention/editing.ts';
export type { SourceOrigin } from './attention/editing-rows.ts';
export { checkExternalData, checkGraph } from './check.ts';
export { type Conditioning, foldConditioning, pooledRows } from './conditioning.ts';
export { parseGraph, readGraph } from './file/read.ts';
export { readData, WeightFile, widenBytes } from './file/weights.ts';
export { serializeGraph, writeGraph } from './file/write.ts';
export { differentiate } from './gradient/gradient.ts';
export { gradientName, learningGraph, tokenGradientGraph } from './gradient/learning.ts';
export {
  CONTEXT,
  type NullTextGraphs,
  nullTextGraphs,
  SAMPLE,
  TIMESTEP,
} from './gradient/null-text.ts';
export * from './ir.ts';
export { bindLora, factorDims, insertLora, type LoraLayer, loraLayers } from './lora.ts';
export { importGraph, inferTypes, normalise } from './normalise/normalise.ts';
export { usesHalfPrecision, widenByCasts } from './normalise/widen.ts';
export { ancestors, descendants, prune, sortNodes } from './order.ts';
export { printGraph } from './print.ts';
export * from './tensor-value.ts';
export { insertTokenInputs, TOKEN_ADDED, TOKEN_KEPT } from './token-inputs.ts';
export { type UNetFacts, unetFacts } from './unet-facts.ts';
