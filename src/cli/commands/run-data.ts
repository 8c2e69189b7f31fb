import { fetchableImageDatasets, fetchImageDataset } from '../../data/images/downloads';
import { imageDatasetNames, loadImageDataset } from '../../data/images/registry';
import type { LoadCallbacks, LoadProgress } from '../../data/observer';
import { fetchableTextDatasets, fetchTextDataset } from '../../data/text/downloads';
import { loadTextDataset, textDatasetNames } from '../../data/text/registry';
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
  const observer = {
    onProgress: ({ stage, done, total }: LoadProgress) =>
      progressDisplay.show(
        total === undefined
          ? { kind: 'phase', name: `${stage}: ${done}` }
          : { kind: 'step', phase: stage, done, total },
      ),
    onNotice: progressDisplay.log,
  };
  try {
    progressDisplay.log(`${name}: ${await loadAndDescribe(name, options, observer)}`);
  } finally {
    progressDisplay.close();
  }
}

const allNames: readonly string[] = [...imageDatasetNames, ...textDatasetNames];
const fetchable: readonly string[] = [...fetchableImageDatasets, ...fetchableTextDatasets];

function formatListing(): string {
  return allNames
    .map((name) => {
      const kind = isOneOf(textDatasetNames, name) ? 'text' : 'images';
      return `${name}: ${kind}, ${fetchable.includes(name) ? 'downloaded, or read from --data-dir' : 'read from --data-dir'}\n`;
    })
    .join('');
}

async function loadAndDescribe(name: string, options: DataOptions, observer: LoadCallbacks): Promise<string> {
  if (isOneOf(textDatasetNames, name)) return describeText(name, options, observer);
  if (isOneOf(imageDatasetNames, name)) return describeImages(name, options, observer);
  throw createUnknownNameError('data set', name, allNames);
}

async function describeImages(
  name: string,
  { dataDir, resize }: DataOptions,
  observer: LoadCallbacks,
): Promise<string> {
  const resizePixels = parseWholeNumber(resize, '--resize');
  if (dataDir === undefined) await fetchImageDataset(name, observer);
  const { train, test, height, width, channels, classNames } = await loadImageDataset(
    { dataset: name, dir: dataDir ?? '', resizePixels },
    observer,
  );
  return (
    `${train.labels.length} training and ${test.labels.length} test images of ${width}x${height}x${channels}, ` +
    `${classNames.length} classes`
  );
}

async function describeText(
  name: (typeof textDatasetNames)[number],
  { dataDir, vocabulary: vocabularyLimit }: DataOptions,
  observer: LoadCallbacks,
): Promise<string> {
  const vocabularyWords = parseWholeNumber(vocabularyLimit, '--vocabulary');
  if (dataDir === undefined && isOneOf(fetchableTextDatasets, name)) await fetchTextDataset(name, observer);
  const { train, valid, test, vocabulary, unknown } = await loadTextDataset(
    { dataset: name, dir: dataDir ?? '', vocabularyWords },
    observer,
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
