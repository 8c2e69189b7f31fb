import { InputError } from '../../errors';
import { pluralize } from '../../plural';
import { compareBytes } from '../byte-order';
import { IMAGE_PARTS, type ImagePart } from './dataset';

/** A path relative to the data set's root, with `/` as separator. */
export interface ListedPath {
  readonly path: string;
  /** An image has the name or the contents of a JPEG or PNG. */
  readonly kind: 'image' | 'file' | 'folder';
}

export interface LabeledPath {
  readonly path: string;
  readonly label: number;
}

/** The images of `train/<class>/` and `test/<class>/`, sorted by class and path in byte order. */
export interface ImageTree {
  readonly classNames: readonly string[];
  readonly train: readonly LabeledPath[];
  readonly test: readonly LabeledPath[];
  /** Files that are not read: no images, or in no class folder. */
  readonly leftOut: readonly string[];
}

/** Lower-case names of files and folders that systems and tools create. Names that begin with a dot are junk as well. */
const JUNK_NAMES = new Set([
  '__macosx',
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '$recycle.bin',
  '@eadir',
  'lost+found',
]);
const IMAGE_EXTENSION = /\.(jpe?g|jpe|jfif|png)$/i;
const UNSUPPORTED_IMAGE_EXTENSION = /\.(bmp|gif|tiff?|webp|avif|hei[cf]|p[pgbn]m|jp2|jxl|tga)$/i;

/** Returns true if a part of the path is a junk name of an operating system or a tool. */
export function isJunk(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || JUNK_NAMES.has(part.toLowerCase()));
}

/** Returns true if a file's name is that of an image, whatever is inside. */
export function hasImageName(path: string): boolean {
  return IMAGE_EXTENSION.test(path) || UNSUPPORTED_IMAGE_EXTENSION.test(path);
}

/**
 * Finds classes and images. The classes are the folders of `train`, sorted. `test` must have the same classes, each with
 * images, so that labels agree. Images may be in subfolders of their class folder.
 *
 * @param where the data set's folder or archive, for messages
 * @param parts the parts that are needed; another one is empty, and the classes are those of the first
 * @throws InputError naming the invalid folder or file
 */
export function buildImageTree(
  where: string,
  paths: readonly ListedPath[],
  parts: readonly ImagePart[] = IMAGE_PARTS,
): ImageTree {
  const visible = paths.filter(({ path }) => !isJunk(path));
  const leftOut = visible.filter(isLeftOut).map(({ path }) => path);
  const classes = parts.map((part) => groupByClass(where, visible, part));
  const [first, ...others] = classes;
  const classNames = [...first.keys()].sort(compareBytes);
  if (classNames.length < 2) {
    throw new InputError(
      `${where} has ${pluralize(classNames.length, 'class folder')} in ${parts[0]}` +
        `${classNames.length === 1 ? ` (${classNames[0]})` : ''}: give at least two classes, ` +
        `as train/<class>/ and test/<class>/`,
    );
  }
  const unmatched = others
    .flatMap((other) => [...other.keys()])
    .sort(compareBytes)
    .find((name) => !first.has(name));
  if (unmatched !== undefined) {
    throw new InputError(
      `${where} has the class folder test/${unmatched}, but no train/${unmatched}: add or remove one`,
    );
  }
  const labelImages = (part: ImagePart): LabeledPath[] => {
    const images = classes.at(parts.indexOf(part));
    return parts.includes(part) && images !== undefined ? labelPart(part, images) : [];
  };
  const labelPart = (part: ImagePart, ofClass: Map<string, string[]>): LabeledPath[] =>
    classNames.flatMap((name, number) => {
      const images = ofClass.get(name) ?? [];
      if (images.length === 0) {
        const hasFiles = leftOut.some((path) => path.startsWith(`${part}/${name}/`));
        const state = hasFiles ? 'without images' : ofClass.has(name) ? 'empty' : 'missing';
        throw new InputError(
          `the class folder ${part}/${name} of ${where} is ${state}: ` +
            `add its JPEG or PNG images, or remove the class from train and test`,
        );
      }
      return images.sort(compareBytes).map((path) => ({ path, label: number }));
    });
  return { classNames, train: labelImages('train'), test: labelImages('test'), leftOut };
}

/** Describes the files that are not read; undefined if there are none. */
export function describeLeftOut(where: string, { leftOut }: ImageTree): string | undefined {
  if (leftOut.length === 0) return undefined;
  const [first] = [...leftOut].sort(compareBytes);
  const others = leftOut.length === 1 ? '' : ` and ${leftOut.length - 1} more`;
  return (
    `${pluralize(leftOut.length, 'file')} of ${where} left out, which are neither JPEG nor PNG or in no class folder: ` +
    `${first}${others}`
  );
}

function isLeftOut({ path, kind }: ListedPath): boolean {
  if (kind === 'folder') return false;
  const [part, ...below] = path.split('/');
  return (part === 'train' || part === 'test') && (kind === 'file' || below.length < 2);
}

/** Returns the image paths of each class folder of a part, including empty folders. */
function groupByClass(where: string, paths: readonly ListedPath[], part: ImagePart): Map<string, string[]> {
  const classes = new Map<string, string[]>();
  let exists = false;
  for (const { path, kind } of paths) {
    const [first, className, ...rest] = path.split('/');
    if (first !== part) continue;
    exists = true;
    if (className === undefined || (rest.length === 0 && kind !== 'folder')) continue;
    const images = classes.get(className) ?? [];
    classes.set(className, images);
    if (kind !== 'image') continue;
    if (UNSUPPORTED_IMAGE_EXTENSION.test(path)) {
      throw new InputError(
        `${where} has the file ${path}, which is neither JPEG nor PNG: convert or remove it`,
      );
    }
    images.push(path);
  }
  if (!exists) {
    throw new InputError(`${where} has no ${part} folder: put images in train/<class>/ and test/<class>/`);
  }
  return classes;
}
