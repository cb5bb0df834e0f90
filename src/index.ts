/**
 * Wordbrush as a library: a picture and its words in, the picture under other words out. The graph
 * compiler is `wordbrush/graph`.
 *
 * @module wordbrush
 */
export { parseEdit } from './edit-language/edit-language.ts';
export type { EditRequest, EditRequestOptions } from './edit-language/edit-request.ts';
export { editSpecsOf } from './edit-language/edit-specs.ts';
export type {
  DiffeditSpec,
  EditKind,
  EditMethod,
  EditResult,
  EditSpec,
  FastDiffeditSpec,
  FillSpec,
  Fit,
  ImagicSpec,
  InpaintSpec,
  InstructSpec,
  PromptToPromptSpec,
  SdeditSpec,
  Window,
} from './pipeline/edit-types.ts';
export { type ErrorCode, WordbrushError } from './pipeline/errors.ts';
export { decodePicture, encodeAs, encodePng, type PictureLimits } from './pipeline/image.ts';
export { parseInversion, serializeInversion } from './pipeline/inversion-file/inversion-file.ts';
export type { ModelSettings } from './pipeline/model/config/settings.ts';
export type { ModelFolder } from './pipeline/model/folder.ts';
export { type PullOptions, type PullProgress, pullModel } from './pipeline/model/hub/pull.ts';
export {
  BUNDLED_MODEL,
  HUB_MODELS,
  type HubModel,
  type Licence,
  modelFolder,
} from './pipeline/model/registry.ts';
export {
  type Frame,
  type Framing,
  frameOf,
  type PixelSize,
  SQUARE,
} from './pipeline/picture/framing.ts';
export { EditingPipeline } from './pipeline/pipeline.ts';
export { PipelineClient, type PipelineClientOptions } from './pipeline/process/supervisor.ts';
export type { Tensor } from './pipeline/tensor.ts';
export type {
  Caption,
  EditOptions,
  Inversion,
  InversionMethod,
  InversionReport,
  InvertOptions,
  JobOptions,
  LearningMethod,
  LearnOptions,
  LoraChoice,
  LoraUse,
  ModelOptions,
  OptimizerName,
  Picture,
  Progress,
  ReadingOptions,
  Subject,
  WatchedJobOptions,
  WordMap,
} from './pipeline/types.ts';
