/**
 * The library: searches, spaces, evaluators, data sets and run folders, as the command line uses them.
 *
 * TensorFlow is loaded when it is first needed, not by importing this.
 */
export * from './errors';
export { loadConfig, type ConfigSources } from './config/load-search';
export { loadTrainConfig, type TrainConfig, trainPresetNames } from './config/load-train';
export { presetByName, presetNames } from './config/presets/by-name';
export { searchConfigSchema, type SearchConfig } from './config/schema/search';
export { textTrainConfigSchema, type TextTrainConfig } from './config/schema/train-text';
export { trainConfigSchema } from './config/schema/train-images';
export type { ImageDataset, ImageSet } from './data/images/dataset';
export { imageDatasetNames, loadImageDataset, type ImageDatasetRequest } from './data/images/registry';
export type { TextDataset } from './data/text/dataset';
export { loadTextDataset, textDatasetNames, type TextDatasetRequest } from './data/text/registry';
export type { Evaluator, Metric, Score, StepReport } from './evaluators/evaluator';
export { tableEvaluator, type TableSettings } from './evaluators/table/evaluator';
export { prepareEnvironment, type NativeSettings } from './native/environment';
export { nativeFacts, type NativeFacts } from './native/system-info';
export { writeComparison, writeReport } from './report/report';
export { type Best, readBest, readRun, RunFolder } from './run/folder';
export { type GivenArchitecture, givenArchitecture, givenArchitectures } from './run/resolve-architecture';
export { type Hooks, type ProgressEvent, silent, type StopSignal } from './run/hooks';
export { type Column, logColumns, type LogName, LOG_NAMES, withoutTimeColumns } from './run/logs';
export { recordRun, type RunRecord } from './run/record';
export { planSearch, runSearch, type RunOptions } from './search/run';
export { readArchitectures } from './space/architecture-file';
export { PUBLISHED, type Published } from './space/published';
export { SPACE_NAMES, spaceByName, type SpaceOptions } from './space/registry';
export type { Architecture, Space } from './space/space';
export { renderSvg } from './space/dot';
export { evaluateExport, type ExportScore } from './train/evaluate-images';
export { evaluateTextExport, type TextExportScore } from './train/evaluate-text';
export { runTraining, type TrainResult } from './train/run';
