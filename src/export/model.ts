import path from 'node:path';
import { loadTrainConfig, type TrainConfig } from '../config/load-train';
import { InputError } from '../errors';
import {
  isExport,
  readExportMetadata,
  readImageExportMetadata,
  readTextExportMetadata,
  readVocabulary,
} from '../run/export-metadata';
import { readRunTask, readTrainingRun } from '../run/folder';
import {
  assertGivenSpace,
  resolveArchitecture,
  type ResolvedArchitecture,
} from '../run/resolve-architecture';
import { type CellOutput, type CnnCells, isCnnSpace } from '../space/cnn/cells';
import { NASBENCH201_OPS, type NasBench201Op } from '../space/nasbench201/cells';
import { isNasBench201Space } from '../space/nasbench201/space';
import { parseInAnySpace } from '../space/parse-architecture';
import { getModality } from '../space/registry';
import { type RnnCell, toRnnCell } from '../space/rnn/cells';

/** A network to write in another framework. */
export type Model = NaoCellsModel | NasBench201Model | LanguageModel;

interface CommonModel extends ResolvedArchitecture {
  /** The published name, or `cell` and the text. */
  readonly title: string;
  /** Export of the training, or undefined if the network is not trained. */
  readonly trained: TrainedModel | undefined;
}

/** A training run's export. */
export interface TrainedModel {
  readonly folder: string;
  readonly dataset: string;
  readonly epochs: number;
  readonly nao: string;
}

/** Size and data of an image classifier. */
export interface ImageNetworkSize {
  readonly cellsPerStack: number;
  readonly channels: number;
  readonly classes: number;
  /** Names of the classes, if known. */
  readonly classNames: readonly string[] | undefined;
  readonly image: { readonly height: number; readonly width: number; readonly channels: number };
  /** Statistics by which pixels are normalized, if known. */
  readonly statistics: { readonly mean: readonly number[]; readonly std: readonly number[] } | undefined;
}

/** A network of stacked cells (NAO, Luo et al. 2018). */
export interface NaoCellsModel extends CommonModel {
  readonly kind: 'nao-cells';
  readonly cells: CnnCells;
  readonly cellOutput: CellOutput;
  readonly size: ImageNetworkSize;
}

/** A network of NAS-Bench-201 (Dong and Yang, ICLR 2020). */
export interface NasBench201Model extends CommonModel {
  readonly kind: 'nasbench201';
  /** Operations of the edges. */
  readonly ops: readonly NasBench201Op[];
  readonly size: ImageNetworkSize;
}

export type ImageModel = NaoCellsModel | NasBench201Model;

/** A language model of a recurrent cell. */
export interface LanguageModel extends CommonModel {
  readonly kind: 'text';
  readonly cell: RnnCell;
  /** Nodes whose mean is the hidden state. */
  readonly output: readonly number[];
  readonly hiddenSize: number;
  readonly vocabulary: number;
}

/** Sizes of a network without data: those of CIFAR-10 and the Penn Treebank, which NAO trained on. */
const IMAGE = { height: 32, width: 32, channels: 3 };
const CLASSES = 10;
const VOCABULARY = 10_000;

/**
 * Finds the model that a user names: a training run or its export, or any architecture with the network of preset `paper`.
 *
 * @throws InputError as `resolveArchitecture` does, and if the space has no networks
 */
export function findModel(given: string, spaceName?: string): Model {
  const folder = [given, path.join(given, 'export')].find(isExport);
  if (folder !== undefined) {
    const model = readTrainedModel(folder);
    assertGivenSpace(given, model.space.name, spaceName);
    return model;
  }
  const resolved = resolveArchitecture(given, spaceName);
  return createModel(resolved, undefined, findSettings(given, resolved));
}

/** Returns the settings of a training run, or of preset `paper` for any other architecture. */
function findSettings(given: string, { space, architecture, name }: ResolvedArchitecture): TrainConfig {
  if (isTrainingRun(given)) return readTrainingRun(given).config;
  return loadTrainConfig(
    { name: name ?? '', space: space.name, text: space.format(architecture) },
    { preset: 'paper' },
  );
}

/** Returns true if a folder is the run folder of a training run. */
export function isTrainingRun(given: string): boolean {
  try {
    return readRunTask(given) === 'train';
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

function readTrainedModel(folder: string): Model {
  const { architecture: text, space, name, dataset, epoch, nao } = readExportMetadata(folder);
  const resolved = { ...parseInAnySpace(text, space), ...(name === '' ? {} : { name }) };
  const trained = { folder, dataset, epochs: epoch, nao };
  if (getModality(space) === 'text') {
    const { hiddenSize, output } = readTextExportMetadata(folder);
    return createLanguageModel(resolved, trained, hiddenSize, output, readVocabulary(folder).length);
  }
  const { classNames, cellsPerStack, channels, image, statistics, cellOutput } =
    readImageExportMetadata(folder);
  const size = { cellsPerStack, channels, classes: classNames.length, classNames, image, statistics };
  return createImageModel(resolved, trained, size, cellOutput);
}

function createModel(resolved: ResolvedArchitecture, trained: undefined, config: TrainConfig): Model {
  if ('rnn' in config) {
    return createLanguageModel(resolved, trained, config.rnn.hiddenSize, config.rnn.output, VOCABULARY);
  }
  const { cellsPerStack, channels, cellOutput } = config.child;
  const data = { classes: CLASSES, classNames: undefined, image: IMAGE, statistics: undefined };
  return createImageModel(resolved, trained, { cellsPerStack, channels, ...data }, cellOutput);
}

function createImageModel(
  resolved: ResolvedArchitecture,
  trained: TrainedModel | undefined,
  size: ImageNetworkSize,
  cellOutput: CellOutput,
): ImageModel {
  const { space, architecture } = resolved;
  const common = { ...resolved, title: createTitle(resolved), trained, size };
  if (isCnnSpace(space))
    return { ...common, kind: 'nao-cells', cells: space.cells(architecture), cellOutput };
  if (isNasBench201Space(space)) {
    return { ...common, kind: 'nasbench201', ops: architecture.map((op) => NASBENCH201_OPS[op]) };
  }
  throw new InputError(
    `architectures of the space ${space.name} have no network: export one of another space`,
  );
}

function createLanguageModel(
  resolved: ResolvedArchitecture,
  trained: TrainedModel | undefined,
  hiddenSize: number,
  output: 'loose-ends' | 'all',
  vocabulary: number,
): LanguageModel {
  const cell = toRnnCell(resolved.architecture);
  return {
    ...resolved,
    title: createTitle(resolved),
    trained,
    kind: 'text',
    cell,
    output: output === 'all' ? [...cell.nodes.keys()] : cell.looseEnds,
    hiddenSize,
    vocabulary,
  };
}

function createTitle({ space, architecture, name }: ResolvedArchitecture): string {
  return name ?? `The cell ${space.format(architecture)}`;
}
