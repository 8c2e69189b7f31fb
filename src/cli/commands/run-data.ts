import { FETCHABLE_IMAGE_DATASETS, fetchImageDataset } from '../../data/images/downloads';
import { IMAGE_DATASET_NAMES, loadImageDataset } from '../../data/images/registry';
import type { LoadCallbacks, LoadProgress } from '../../data/load-callbacks';
import { FETCHABLE_TEXT_DATASETS, fetchTextDataset } from '../../data/text/downloads';
import { loadTextDataset, TEXT_DATASET_NAMES } from '../../data/text/registry';
import { createUnknownNameError } from '../../errors';
import { createDisplay } from '../display';
import { parseWholeNumber } from '../parse-options';

/** Options of `nao data`, as text. */
export interface DataOptions {
  readonly dataDir?: string;
  readonly resize: string;
  readonly vocabulary: string;
}

/** Runs `nao data`: downloads (unless a folder is given), checks and decodes a data set. Without a name, lists them. */
export async function runDataCommand(name: string | undefined, options: DataOptions): Promise<void> {
  if (name === undefined) {
    process.stdout.write(formatListing());
    return;
  }
  const progressDisplay = createDisplay(process.stdout);
  const callbacks = {
    onProgress: ({ stage, done, total }: LoadProgress) =>
      progressDisplay.show(
        total === undefined
          ? { kind: 'phase', name: `${stage}: ${done}` }
          : { kind: 'step', phase: stage, done, total },
      ),
    onNotice: progressDisplay.log,
  };
  try {
    progressDisplay.log(`${name}: ${await loadAndDescribe(name, options, callbacks)}`);
  } finally {
    progressDisplay.close();
  }
}

const allNames: readonly string[] = [...IMAGE_DATASET_NAMES, ...TEXT_DATASET_NAMES];
const fetchable: readonly string[] = [...FETCHABLE_IMAGE_DATASETS, ...FETCHABLE_TEXT_DATASETS];

function formatListing(): string {
  return allNames
    .map((name) => {
      const kind = isOneOf(TEXT_DATASET_NAMES, name) ? 'text' : 'images';
      return `${name}: ${kind}, ${fetchable.includes(name) ? 'downloaded, or read from --data-dir' : 'read from --data-dir'}\n`;
    })
    .join('');
}

async function loadAndDescribe(
  name: string,
  options: DataOptions,
  callbacks: LoadCallbacks,
): Promise<string> {
  if (isOneOf(TEXT_DATASET_NAMES, name)) return describeText(name, options, callbacks);
  if (isOneOf(IMAGE_DATASET_NAMES, name)) return describeImages(name, options, callbacks);
  throw createUnknownNameError('data set', name, allNames);
}

async function describeImages(
  name: string,
  { dataDir, resize }: DataOptions,
  callbacks: LoadCallbacks,
): Promise<string> {
  const resizePixels = parseWholeNumber(resize, '--resize');
  if (dataDir === undefined) await fetchImageDataset(name, callbacks);
  const { train, test, height, width, channels, classNames } = await loadImageDataset(
    { dataset: name, dir: dataDir ?? '', resizePixels },
    callbacks,
  );
  return (
    `${train.labels.length} training and ${test.labels.length} test images of ${width}x${height}x${channels}, ` +
    `${classNames.length} classes`
  );
}

async function describeText(
  name: (typeof TEXT_DATASET_NAMES)[number],
  { dataDir, vocabulary: vocabularyLimit }: DataOptions,
  callbacks: LoadCallbacks,
): Promise<string> {
  const vocabularyWords = parseWholeNumber(vocabularyLimit, '--vocabulary');
  if (dataDir === undefined && isOneOf(FETCHABLE_TEXT_DATASETS, name))
    await fetchTextDataset(name, callbacks);
  const { train, valid, test, vocabulary, unknown } = await loadTextDataset(
    { dataset: name, dir: dataDir ?? '', vocabularyWords },
    callbacks,
  );
  return (
    `${train.length} training, ${valid.length} validation and ${test.length} test tokens, ` +
    `vocabulary of ${vocabulary.length} words including <unk> and <eos>, ` +
    `${unknown.train}, ${unknown.valid} and ${unknown.test} unknown words`
  );
}

function isOneOf<Name extends string>(names: readonly Name[], name: string): name is Name {
  return (names as readonly string[]).includes(name);
}
