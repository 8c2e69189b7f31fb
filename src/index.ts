/**
 * The library: searches, spaces, evaluators, data sets and run folders, as the command line uses them.
 *
 * TensorFlow is loaded when it is first needed, not by importing this.
 */
export * from './errors';
export { loadConfig, type ConfigSources } from './config/load';
export { loadTrainConfig, type TrainConfig, trainPresetNames } from './config/load-train';
export { presetByName, presetNames } from './config/presets';
export { searchConfigSchema, type SearchConfig } from './config/schema';
export { textTrainConfigSchema, type TextTrainConfig } from './config/text-train-schema';
export { trainConfigSchema } from './config/train-schema';
export type { ImageDataset, ImageSet } from './data/dataset';
export { imageDatasetNames, loadImageDataset, type ImageDatasetRequest } from './data/registry';
export type { TextDataset } from './data/text-dataset';
export { loadTextDataset, textDatasetNames, type TextDatasetRequest } from './data/text-registry';
export type { Evaluator, Metric, Score, StepReport } from './evaluate/evaluator';
export { tableEvaluator, type TableSettings } from './evaluate/table';
export { prepareEnvironment, type NativeSettings } from './native/environment';
export { nativeFacts, type NativeFacts } from './native/facts';
export { writeComparison, writeReport } from './report/report';
export { type Best, readBest, readRun, RunFolder } from './run/folder';
export { type GivenArchitecture, givenArchitecture, givenArchitectures } from './run/given-architecture';
export { type Hooks, type ProgressEvent, silent, type StopSignal } from './run/hooks';
export { type Column, logColumns, type LogName, LOG_NAMES, withoutTimeColumns } from './run/logs';
export { recordRun, type RunRecord } from './run/record';
export { planSearch, runSearch, type RunOptions } from './search/run';
export { readArchitectures } from './space/file';
export { PUBLISHED, type Published } from './space/published';
export { SPACE_NAMES, spaceByName, type SpaceOptions } from './space/registry';
export type { Architecture, Space } from './space/space';
export { renderSvg } from './space/svg';
export { evaluateExport, type ExportScore } from './train/evaluate-export';
export { evaluateTextExport, type TextExportScore } from './train/evaluate-text-export';
export { runTraining, type TrainResult } from './train/run';
