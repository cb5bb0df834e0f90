/** ONNX as an intermediate form, and what Wordbrush makes of a UNet with it. */
export { type Attention, findAttentions } from './attention.ts';
export { checkExternalData, checkGraph } from './check.ts';
export { type EditingOptions, editingGraph, hasSource, observingGraph, predictingGraph, } from './editing.ts';
export { differentiate } from './gradient.ts';
export * from './ir.ts';
export { importGraph, inferTypes, normalise } from './normalise.ts';
export { CONTEXT, type NullTextGraphs, nullTextGraphs, SAMPLE, TIMESTEP } from './null-text.ts';
export { ancestors, descendants, prune, sortNodes } from './order.ts';
export { printGraph } from './print.ts';
export { parseGraph, readGraph } from './read.ts';
export { WeightFile } from './weights.ts';
export { serializeGraph, writeGraph } from './write.ts';
