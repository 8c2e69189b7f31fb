/**
 * The library: searches, spaces, evaluators, searchers, data sets and run folders, as the command line uses them.
 *
 * Three contracts can be implemented outside of the package: `Space` (`registerSpace`), `Evaluator` (the option `evaluator`
 * of `runSearch`) and `Searcher` (`runWithBudget`, `recordTrace`). `experiments/examples` has one example of each.
 *
 * Importing this does not load TensorFlow; it is loaded when it is first needed.
 */
export type { Controller, EpochMetrics, Example } from '../controller/controller';
export * from './errors';
export {
  createSearcherFactory,
  SEARCHER_NAMES,
  type SearcherFactory,
  type SearcherFactoryOptions,
  type SearcherName,
} from './compare/searchers/factories';
export { recordTrace, type Trace, type TracePoint } from './compare/searchers/trace';
export { loadConfig, type ConfigSources } from './config/load-search';
export { loadTrainConfig, type TrainConfig, TRAIN_PRESET_NAMES } from './config/load-train';
export { resolvePreset, PRESET_NAMES } from './config/presets/by-name';
export { searchConfigSchema, type SearchConfig } from './config/schema/search';
export { textTrainConfigSchema, type TextTrainConfig } from './config/schema/train-text';
export { imageTrainConfigSchema } from './config/schema/train-images';
export type { ImageDataset, ImageSet } from './data/images/dataset';
export { IMAGE_DATASET_NAMES, loadImageDataset, type ImageDatasetRequest } from './data/images/registry';
export type { TextDataset } from './data/text/dataset';
export { loadTextDataset, TEXT_DATASET_NAMES, type TextDatasetRequest } from './data/text/registry';
export type {
  AsyncScoring,
  CurvePoint,
  EvaluationPlan,
  Evaluator,
  FinalMetric,
  Metric,
  Score,
  TrainStepReport,
} from './evaluators/evaluator';
export type { ExportFormat } from './export/formats';
export { type ExportRequest, runExport } from './export/run';
export { createFunctionEvaluator, type FunctionEvaluatorOptions } from './evaluators/function-evaluator';
export { STATIONARY_SCORES } from './evaluators/stationary';
export { createTableEvaluator, type TableSettings } from './evaluators/table/evaluator';
export { parseRedisAddress, type RedisAddress } from './jobs/redis-address';
export { prepareEnvironment, type NativeSettings } from './native/environment';
export { getSystemInfo, type SystemInfo } from './native/system-info';
export { createRandomStream, type Random, randomInteger } from './random';
export { writeComparison, writeComparisonTables, writeReport } from './report/report';
export { type BestArchitecture, readBest } from './run/best';
export { readSearchRun, RunFolder } from './run/folder';
export {
  type ResolvedArchitecture,
  resolveArchitecture,
  resolveArchitectures,
} from './run/resolve-architecture';
export {
  type Facts,
  noopHooks,
  type ProgressEvent,
  type ResultReport,
  type RunHooks,
  type StopSignal,
} from './run/hooks';
export {
  type LogColumn,
  createLogColumns,
  type LogName,
  LOG_NAMES,
  removeTimeColumns,
} from './run/log-columns';
export { createRunRecord, type RunRecord } from './run/record';
export type { SearchResult } from './search/result';
export { planSearch, runSearch, type RunOptions } from './search/run';
export { type Query, runWithBudget } from './search/searchers/run-with-budget';
export {
  createSearchContext,
  drawInitialSample,
  type Objective,
  type SearchContext,
  type Searcher,
} from './search/searchers/searcher';
export { readArchitectures } from './space/architecture-file';
export { PUBLISHED_ARCHITECTURES, type PublishedArchitecture } from './space/published';
export { createPositionalSpace, type Position } from './space/positional-space';
export {
  createSpace,
  type Modality,
  registerSpace,
  SPACE_NAMES,
  type SpaceDefinition,
  type SpaceOptions,
} from './space/registry';
export type { CellPart } from './space/cell-parts';
export type { Architecture, ClassifierSize, NetworkCost, ReferenceNetwork, Space } from './space/space';
export { renderSvg } from './space/dot';
export { evaluateImageExport, type ImageExportScore } from './train/evaluate-images';
export { evaluateTextExport, type TextExportScore } from './train/evaluate-text';
export { runTraining, type TrainResult } from './train/run';
