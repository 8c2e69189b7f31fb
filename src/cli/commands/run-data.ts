import { FETCHABLE_IMAGE_DATASETS, fetchImageDataset } from '../../data/images/downloads';
import { IMAGE_DATASET_NAMES, loadImageDataset } from '../../data/images/registry';
import type { LoadCallbacks, LoadProgress } from '../../data/load-callbacks';
import { FETCHABLE_TEXT_DATASETS, fetchTextDataset } from '../../data/text/downloads';
import { loadTextDataset, TEXT_DATASET_NAMES } from '../../data/text/registry';
import { createUnknownNameError } from '../../errors';
import type { ResultReport } from '../../run/hooks';
import { assertUnset } from '../arguments/data-options';
import { parseWholeNumber } from '../arguments/parse-options';
import { createDisplay } from '../output/display';
import type { Output } from '../output/output';

/** Options of `nao data`, as text. */
export interface DataOptions {
  readonly dataDir?: string;
  readonly resize: string;
  readonly vocabulary: string;
}

/** Runs `nao data`: downloads (unless a folder is given), checks and decodes a data set. Without a name, lists them. */
export async function runDataCommand(
  name: string | undefined,
  options: DataOptions,
  output: Output,
): Promise<void> {
  if (name === undefined) {
    const datasets = listDatasets();
    output.result(datasets.map(describeDataset), { datasets });
    return;
  }
  const progressDisplay = createDisplay(output);
  const callbacks = {
    onProgress: ({ stage, done, total }: LoadProgress) =>
      progressDisplay.show(
        total === undefined
          ? { kind: 'phase', name: `${stage}: ${done}` }
          : { kind: 'step', phase: stage, done, total },
      ),
    onSource: (source: string) =>
      progressDisplay.show({ kind: 'detail', text: `${name} is read from ${source}` }),
    onNotice: progressDisplay.log,
  };
  try {
    const { lines, facts } = await loadAndDescribe(name, options, callbacks);
    output.result(
      lines.map((line) => `${name}: ${line}`),
      { dataset: name, ...facts },
    );
  } finally {
    progressDisplay.close();
  }
}

const allNames: readonly string[] = [...IMAGE_DATASET_NAMES, ...TEXT_DATASET_NAMES];
const fetchable: readonly string[] = [...FETCHABLE_IMAGE_DATASETS, ...FETCHABLE_TEXT_DATASETS];

interface ListedDataset {
  readonly name: string;
  readonly kind: 'images' | 'text';
  /** False if it is read from --data-dir alone. */
  readonly downloaded: boolean;
}

function listDatasets(): ListedDataset[] {
  return allNames.map((name) => ({
    name,
    kind: isOneOf(TEXT_DATASET_NAMES, name) ? 'text' : 'images',
    downloaded: fetchable.includes(name),
  }));
}

function describeDataset({ name, kind, downloaded }: ListedDataset): string {
  return `${name}: ${kind}, ${downloaded ? 'downloaded, or read from --data-dir' : 'read from --data-dir'}`;
}

async function loadAndDescribe(
  name: string,
  options: DataOptions,
  callbacks: LoadCallbacks,
): Promise<ResultReport> {
  if (isOneOf(TEXT_DATASET_NAMES, name)) return describeText(name, options, callbacks);
  if (isOneOf(IMAGE_DATASET_NAMES, name)) return describeImages(name, options, callbacks);
  throw createUnknownNameError('data set', name, allNames);
}

async function describeImages(
  name: string,
  { dataDir, resize, vocabulary }: DataOptions,
  callbacks: LoadCallbacks,
): Promise<ResultReport> {
  assertUnset('--vocabulary', parseWholeNumber(vocabulary, '--vocabulary'), `the images '${name}'`);
  const resizePixels = parseWholeNumber(resize, '--resize');
  if (dataDir === undefined) await fetchImageDataset(name, callbacks);
  const { train, test, height, width, channels, classNames } = await loadImageDataset(
    { dataset: name, dir: dataDir ?? '', resizePixels },
    callbacks,
  );
  return {
    lines: [
      `${train.labels.length} training and ${test.labels.length} test images of ${width}x${height}x${channels}, ` +
        `${classNames.length} classes`,
    ],
    facts: {
      kind: 'images',
      training: train.labels.length,
      test: test.labels.length,
      width,
      height,
      channels,
      classes: classNames.length,
    },
  };
}

async function describeText(
  name: (typeof TEXT_DATASET_NAMES)[number],
  { dataDir, resize, vocabulary: vocabularyLimit }: DataOptions,
  callbacks: LoadCallbacks,
): Promise<ResultReport> {
  assertUnset('--resize', parseWholeNumber(resize, '--resize'), `the text '${name}'`);
  const vocabularyWords = parseWholeNumber(vocabularyLimit, '--vocabulary');
  if (dataDir === undefined && isOneOf(FETCHABLE_TEXT_DATASETS, name))
    await fetchTextDataset(name, callbacks);
  const { train, valid, test, vocabulary, unknown } = await loadTextDataset(
    { dataset: name, dir: dataDir ?? '', vocabularyWords },
    callbacks,
  );
  return {
    lines: [
      `${train.length} training, ${valid.length} validation and ${test.length} test tokens, ` +
        `vocabulary of ${vocabulary.length} words including <unk> and <eos>, ` +
        `${unknown.train}, ${unknown.valid} and ${unknown.test} unknown words`,
    ],
    facts: {
      kind: 'text',
      training: train.length,
      validation: valid.length,
      test: test.length,
      vocabulary: vocabulary.length,
      unknown,
    },
  };
}

function isOneOf<Name extends string>(names: readonly Name[], name: string): name is Name {
  return (names as readonly string[]).includes(name);
}
