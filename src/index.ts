/**
 * Wordbrush as a library: a picture and its words in, the picture under other words out. The graph
 * compiler is `wordbrush/graph`.
 */
export { parseEdit } from './edit-language/edit-language.ts';
export { editSpecOf, editSpecsOf } from './edit-language/edit-specs.ts';
export { type ErrorCode, WordbrushError } from './pipeline/errors.ts';
export { decodePicture, encodeAs, encodePng, type PictureLimits } from './pipeline/image.ts';
export { parseInversion, serializeInversion } from './pipeline/inversion-file/inversion-file.ts';
export { type PullOptions, pullModel } from './pipeline/model/hub/pull.ts';
export { BUNDLED_MODEL, HUB_MODELS, modelFolder } from './pipeline/model/registry.ts';
export { type Frame, frameOf, SQUARE } from './pipeline/picture/framing.ts';
export { EditingPipeline } from './pipeline/pipeline.ts';
export { PipelineClient, type PipelineClientOptions } from './pipeline/process/supervisor.ts';
export type * from './pipeline/types.ts';
