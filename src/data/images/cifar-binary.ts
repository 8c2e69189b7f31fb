import { EnvironmentError, InputError } from '../../errors';
import type { LoadCallbacks } from '../load-callbacks';
import { CIFAR10_CLASSES, CIFAR100_CLASSES } from './class-names';
import type { ImageDataset, ImagePart, ImageSet } from './dataset';

/** Layout of the official binary files of a CIFAR data set (https://www.cs.toronto.edu/~kriz/cifar.html). */
export interface CifarLayout {
  readonly name: 'cifar10' | 'cifar100';
  readonly classNames: readonly string[];
  /** Bytes before a record's pixels. The last of them is the label. */
  readonly labelBytes: 1 | 2;
  readonly trainFiles: readonly string[];
  readonly testFile: string;
  readonly folder: string;
  /** Records of each official training file. */
  readonly trainFileRecords: number;
  readonly testFileRecords: number;
}

export const CIFAR10_LAYOUT: CifarLayout = {
  name: 'cifar10',
  classNames: CIFAR10_CLASSES,
  labelBytes: 1,
  trainFiles: [1, 2, 3, 4, 5].map((n) => `data_batch_${n}.bin`),
  testFile: 'test_batch.bin',
  folder: 'cifar-10-batches-bin',
  trainFileRecords: 10000,
  testFileRecords: 10000,
};

/** A record starts with the coarse label (of 20) and the fine label (of 100). The fine label is the class. */
export const CIFAR100_LAYOUT: CifarLayout = {
  name: 'cifar100',
  classNames: CIFAR100_CLASSES,
  labelBytes: 2,
  trainFiles: ['train.bin'],
  testFile: 'test.bin',
  folder: 'cifar-100-binary',
  trainFileRecords: 50000,
  testFileRecords: 10000,
};

const SIDE = 32;
const AREA = SIDE * SIDE;
const CHANNELS = 3;

/**
 * Loads a data set from its binary files.
 *
 * @param where the folder or archive of the files, for messages
 * @param read returns a file's bytes, undefined if it does not exist
 * @param part the only part that is needed; undefined: both
 * @throws EnvironmentError naming a missing file
 * @throws InputError naming a damaged file
 */
export async function loadCifarBinaries(
  layout: CifarLayout,
  where: string,
  read: (file: string) => Promise<Uint8Array | undefined>,
  callbacks: LoadCallbacks,
  part?: ImagePart,
): Promise<ImageDataset> {
  const load = async (file: string, officialRecords: number): Promise<ImageSet> => {
    const bytes = await read(file);
    if (!bytes) {
      throw new EnvironmentError(
        `${where} has no ${file}: unpack the complete binary version of ${layout.name} there, or run \`nao data ${layout.name}\``,
      );
    }
    const set = parseCifar(bytes, layout, `${where}: ${file}`);
    if (set.labels.length !== officialRecords) {
      callbacks.onNotice?.(
        `${file} of ${where} has ${set.labels.length} images, but the official file has ${officialRecords}`,
      );
    }
    return set;
  };
  const parts: ImageSet[] = [];
  if (part !== 'test')
    for (const file of layout.trainFiles) parts.push(await load(file, layout.trainFileRecords));
  const test = part === 'train' ? concatImageSets([]) : await load(layout.testFile, layout.testFileRecords);
  return {
    name: layout.name,
    height: SIDE,
    width: SIDE,
    channels: CHANNELS,
    classNames: layout.classNames,
    train: parts.length === 1 ? parts[0] : concatImageSets(parts),
    test,
  };
}

/**
 * Parses records of label bytes and 3,072 pixels. Pixels are transposed from [channel, row, column] to
 * [row, column, channel].
 *
 * @throws InputError if the length is not a multiple of the record size, or a label is out of range
 */
function parseCifar(bytes: Uint8Array, layout: CifarLayout, where: string): ImageSet {
  const recordBytes = layout.labelBytes + AREA * CHANNELS;
  const records = Math.floor(bytes.length / recordBytes);
  if (bytes.length === 0 || bytes.length % recordBytes !== 0) {
    throw new InputError(
      `${where} has ${bytes.length} bytes, not a multiple of the record size ${recordBytes} ` +
        `(truncated or another format): fetch it again`,
    );
  }
  const pixels = new Uint8Array(records * AREA * CHANNELS);
  const labels = new Int32Array(records);
  for (let record = 0; record < records; record++) {
    const start = record * recordBytes + layout.labelBytes;
    const label = bytes[start - 1];
    if (label >= layout.classNames.length) {
      throw new InputError(
        `${where} has label ${label} in record ${record}, but ${layout.name} has ${layout.classNames.length} classes ` +
          `(damaged or another data set): fetch it again`,
      );
    }
    labels[record] = label;
    let target = record * AREA * CHANNELS;
    for (let red = start; red < start + AREA; red++) {
      pixels[target++] = bytes[red];
      pixels[target++] = bytes[red + AREA];
      pixels[target++] = bytes[red + 2 * AREA];
    }
  }
  return { pixels, labels };
}

function concatImageSets(sets: readonly ImageSet[]): ImageSet {
  const pixels = new Uint8Array(sets.reduce((sum, set) => sum + set.pixels.length, 0));
  const labels = new Int32Array(sets.reduce((sum, set) => sum + set.labels.length, 0));
  let images = 0;
  let bytes = 0;
  for (const set of sets) {
    pixels.set(set.pixels, bytes);
    labels.set(set.labels, images);
    bytes += set.pixels.length;
    images += set.labels.length;
  }
  return { pixels, labels };
}
