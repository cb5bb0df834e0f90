/**
 * Wordbrush as a library: edits pictures by changing the words that describe them.
 *
 * `EditingPipeline` works in this process and blocks it during each run of the UNet;
 * `PipelineClient` has the same calls and does the work in a child process.
 */
export { parseEdit } from './edit-language/edit-language.ts';
export { editSpecOf, editSpecsOf } from './edit-language/edit-specs.ts';
export { type ErrorCode, WordbrushError } from './pipeline/errors.ts';
export { decodePicture, encodePng } from './pipeline/image.ts';
export { parseInversion, serializeInversion } from './pipeline/inversion-file.ts';
export { BUNDLED_MODEL, modelFolder } from './pipeline/model/registry.ts';
export { EditingPipeline } from './pipeline/pipeline.ts';
export { PipelineClient } from './pipeline/process/supervisor.ts';
export type { Caption, EditOptions, EditResult, EditSpec, Inversion, InversionReport, InvertOptions, JobOptions, Picture, Progress, WordMap, } from './pipeline/types.ts';
