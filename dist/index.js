/**
 * Wordbrush as a library: edits pictures by changing the words that describe them.
 *
 * `EditingPipeline` works in this process and blocks it during each run of the UNet;
 * `PipelineClient` has the same calls and does the work in a child process.
 */
export { parseEdit } from './edit-language/edit-language.js';
export { editSpecOf, editSpecsOf } from './edit-language/edit-specs.js';
export { WordbrushError } from './pipeline/errors.js';
export { decodePicture, encodePng } from './pipeline/image.js';
export { parseInversion, serializeInversion } from './pipeline/inversion-file.js';
export { BUNDLED_MODEL, modelFolder } from './pipeline/model/registry.js';
export { EditingPipeline } from './pipeline/pipeline.js';
export { PipelineClient } from './pipeline/process/supervisor.js';
