import { InputError } from '../../errors';
import { pluralize } from '../../plural';
import { compareBytes } from '../byte-order';

/** A path below the data set's root, with `/` between its parts. */
export interface ListedPath {
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

export interface LabeledPath {
  readonly path: string;
  readonly label: number;
}

/** The images of `train/<class>/` and `test/<class>/`, by class and then by path, in byte order. */
export interface ImageTree {
  readonly classNames: readonly string[];
  readonly train: readonly LabeledPath[];
  readonly test: readonly LabeledPath[];
}

/** Names that systems and tools leave behind (lower case). Names that begin with a dot are junk as well. */
const junkNames = new Set([
  '__macosx',
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '$recycle.bin',
  '@eadir',
  'lost+found',
]);
const imageExtension = /\.(jpe?g|png)$/i;
const otherImageExtension = /\.(bmp|gif|tiff?|webp|avif|heic|ppm|pgm|jp2|jxl)$/i;

/** Whether a path, or a folder it lies in, was left by an operating system or a tool. */
export function isJunk(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || junkNames.has(part.toLowerCase()));
}

/** Whether a file counts as an image, by its ending: .jpg, .jpeg or .png, in any case. */
export function isImage(path: string): boolean {
  return imageExtension.test(path) && !isJunk(path);
}

/**
 * Finds classes and images. The classes are the folders in `train`, sorted; `test` must have the same ones, each with
 * images, so a class never moves into another's place. Images may lie deeper than their class folder.
 *
 * @param where what the paths lie in, for messages
 * @throws InputError naming the folder or file that is wrong
 */
export function buildImageTree(where: string, paths: readonly ListedPath[]): ImageTree {
  const visible = paths.filter(({ path }) => !isJunk(path));
  const train = groupByClass(where, visible, 'train');
  const test = groupByClass(where, visible, 'test');
  const classNames = [...train.keys()].sort(compareBytes);
  if (classNames.length < 2) {
    throw new InputError(
      `${where} has ${pluralize(classNames.length, 'class folder')} in train` +
        `${classNames.length === 1 ? ` (${classNames[0]})` : ''}: a data set needs two classes at least, ` +
        `as train/<class>/ and test/<class>/.`,
    );
  }
  const unmatched = [...test.keys()].sort(compareBytes).find((name) => !train.has(name));
  if (unmatched !== undefined) {
    throw new InputError(
      `${where} has the class folder test/${unmatched}, but no train/${unmatched}: add or remove one.`,
    );
  }
  const labelImages = (part: 'train' | 'test', classes: Map<string, string[]>): LabeledPath[] =>
    classNames.flatMap((name, number) => {
      const images = classes.get(name) ?? [];
      if (images.length === 0) {
        throw new InputError(
          `The class folder ${part}/${name} of ${where} is ${classes.has(name) ? 'empty' : 'missing'}: ` +
            `put its JPEG or PNG images there, or remove the class from train and test.`,
        );
      }
      return images.sort(compareBytes).map((path) => ({ path, label: number }));
    });
  return { classNames, train: labelImages('train', train), test: labelImages('test', test) };
}

/** Every class folder of a part, empty ones too. */
function groupByClass(
  where: string,
  paths: readonly ListedPath[],
  part: 'train' | 'test',
): Map<string, string[]> {
  const classes = new Map<string, string[]>();
  let exists = false;
  for (const { path, kind } of paths) {
    const [first, className, ...rest] = path.split('/');
    if (first !== part) continue;
    exists = true;
    if (className === undefined || (rest.length === 0 && kind === 'file')) continue;
    const images = classes.get(className) ?? [];
    classes.set(className, images);
    if (kind === 'folder') continue;
    if (isImage(path)) images.push(path);
    else if (otherImageExtension.test(path)) {
      throw new InputError(
        `${where} holds ${path}, which is neither JPEG nor PNG: convert it, or take it away.`,
      );
    }
  }
  if (!exists) {
    throw new InputError(`${where} has no ${part} folder: put images in train/<class>/ and test/<class>/.`);
  }
  return classes;
}
