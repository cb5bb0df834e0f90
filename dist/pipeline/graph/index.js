/** ONNX as an intermediate form, and what Wordbrush makes of a UNet with it. */
export { findAttentions } from './attention.js';
export { checkExternalData, checkGraph } from './check.js';
export { editingGraph, hasSource, observingGraph, predictingGraph, } from './editing.js';
export { differentiate } from './gradient.js';
export * from './ir.js';
export { importGraph, inferTypes, normalise } from './normalise.js';
export { CONTEXT, nullTextGraphs, SAMPLE, TIMESTEP } from './null-text.js';
export { ancestors, descendants, prune, sortNodes } from './order.js';
export { printGraph } from './print.js';
export { parseGraph, readGraph } from './read.js';
export { WeightFile } from './weights.js';
export { serializeGraph, writeGraph } from './write.js';
