import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTextDataset } from '../../../src/data/text/registry';
import { EnvironmentError, InputError } from '../../../src/errors';
import { useTempFolder } from '../../support/data/cache-folder';
import { packFolder } from '../../support/data/image-files';
import { fixtureLines, textFixtureDefaults, writeTextFixture } from '../../support/data/text-files';

const temp = useTempFolder();

async function load(dir: string, dataset = 'text', vocabularyWords = 0) {
  const notices: string[] = [];
  const loaded = await loadTextDataset(
    { dataset, dir, vocabularyWords },
    { onNotice: (notice) => notices.push(notice) },
  );
  return { ...loaded, notices };
}

/** Creates a folder with these files. */
function createFolder(name: string, files: Record<string, string | Uint8Array>): string {
  const folder = join(temp, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  return folder;
}

describe('loadTextDataset with a folder of train.txt, valid.txt and test.txt', () => {
  const plain = writeTextFixture(join(temp, 'plain'));

  test('returns the words of the lines, with <eos> after each line', async () => {
    const { vocabulary, train, valid, test, unknown, notices } = await load(plain);
    const words = (tokens: Int32Array) => [...tokens].map((token) => vocabulary[token]);
    for (const [part, tokens] of Object.entries({ train, valid, test })) {
      const lines = fixtureLines(textFixtureDefaults, part as 'train' | 'valid' | 'test');
      expect(words(tokens)).toEqual(lines.flatMap((line) => [...line, '<eos>']));
    }
    expect([train.length, valid.length, test.length]).toEqual([21_000, 2_100, 2_100]);
    expect(unknown).toEqual({ train: 0, valid: 0, test: 0 });
    expect(notices).toEqual([]);
  });

  const formatWith =
    (space: string, end: string, lastEnd: string, start = '') =>
    (lines: string[][]) =>
      start + lines.map((line) => line.join(space)).join(end) + lastEnd;
  test.each([
    ['CRLF', formatWith(' ', '\r\n', '\r\n')],
    ['CR', formatWith(' ', '\r', '\r')],
    ['no last newline', formatWith(' ', '\n', '')],
    ['CRLF, no last newline', formatWith(' ', '\r\n', '')],
    ['a byte order mark', formatWith(' ', '\n', '\n', '\ufeff')],
    ['a byte order mark and CRLF', formatWith(' ', '\r\n', '\r\n', '\ufeff')],
    ['doubled spaces', formatWith('  ', '\n', '\n')],
    ['tabs, spaces around lines', formatWith('\t', ' \n ', ' \n', ' ')],
  ])('returns the same data with %s', async (name, formatLines) => {
    const other = await load(writeTextFixture(join(temp, name), {}, formatLines));
    expect(other).toEqual(await load(plain));
  });

  test('returns the same data from an archive', async () => {
    for (const ending of ['.tar', '.tar.gz']) {
      expect(await load(await packFolder(plain, `${plain}${ending}`))).toEqual(await load(plain));
    }
  });

  test('sees changed contents of a path', async () => {
    const folder = createFolder('changing', { 'train.txt': 'a b\n', 'valid.txt': 'a\n', 'test.txt': 'b\n' });
    expect((await load(folder)).vocabulary).toContain('b');
    writeFileSync(join(folder, 'train.txt'), 'a c\n');
    const { vocabulary, unknown } = await load(folder);
    expect(vocabulary).toContain('c');
    expect(vocabulary).not.toContain('b');
    expect(unknown).toEqual({ train: 0, valid: 0, test: 1 });
  });

  test('needs only the scored part: without a training part, words have the numbers of the model', async () => {
    const vocabulary = ['<eos>', 'b', '<unk>', 'a'];
    const scored = (dir: string, part: 'train' | 'test') => {
      const notices: string[] = [];
      const request = { dataset: 'text', dir, vocabularyWords: 0, scored: { part, vocabulary } };
      return loadTextDataset(request, { onNotice: (notice) => notices.push(notice) }).then((loaded) => ({
        ...loaded,
        notices,
      }));
    };
    const alone = await scored(createFolder('test alone', { 'test.txt': 'a b\nc a\n' }), 'test');
    expect(alone).toMatchObject({ vocabulary, test: Int32Array.of(3, 1, 0, 2, 3, 0) });
    expect(alone.notices).toEqual([
      'words of text outside its vocabulary of 4 became <unk>: 0 of 0 tokens in train, 0 of 0 in valid, 1 of 6 in test',
    ]);
    const trained = await scored(createFolder('train alone', { 'train.txt': 'd d\n' }), 'train');
    expect(trained).toMatchObject({ vocabulary: ['d', '<eos>', '<unk>'], notices: [] });
    const valid = createFolder('valid alone', { 'valid.txt': 'a\n' });
    await expect(scored(valid, 'test')).rejects.toThrow(
      `${valid} has no test.txt: set data.dir (--data-dir) to`,
    );
  });

  test('counts blank lines as lines', async () => {
    const { vocabulary, train } = await load(
      createFolder('blank', { 'train.txt': 'a\n\n \nb', 'valid.txt': 'a', 'test.txt': 'a' }),
    );
    expect([...train].map((token) => vocabulary[token])).toEqual([
      'a',
      '<eos>',
      '<eos>',
      '<eos>',
      'b',
      '<eos>',
    ]);
  });

  test('warns if there is no test.txt', async () => {
    const { test, notices } = await load(
      createFolder('no test', { 'train.txt': 'a b\n', 'valid.txt': 'a\n' }),
    );
    expect(test).toHaveLength(0);
    expect(notices).toEqual([expect.stringMatching(/no test has no test\.txt: there is no test part$/)]);
  });

  test('warns about out-of-vocabulary words', async () => {
    const folder = createFolder('unknown', {
      'train.txt': 'a a b c\n',
      'valid.txt': 'a x\n',
      'test.txt': 'a\n',
    });
    expect((await load(folder)).notices).toEqual([expect.stringContaining('1 of 3 in valid')]);
    const { notices, vocabulary } = await load(folder, 'text', 4);
    expect(vocabulary).toHaveLength(4);
    expect(notices).toEqual([
      expect.stringContaining('1 of 5 tokens in train, 1 of 3 in valid, 0 of 2 in test'),
    ]);
  });
});

describe('loadTextDataset', () => {
  const good = { 'train.txt': 'a b\n', 'valid.txt': 'a\n', 'test.txt': 'b\n' };

  test.each([
    ['an empty file', '', /valid\.txt is empty/],
    ['a file without words', ' \r\n\n', /valid\.txt has no words/],
    ['only a byte order mark', '\ufeff', /valid\.txt has no words/],
    [
      'UTF-16 without a byte order mark',
      Buffer.from('ab\ncd\n', 'utf16le'),
      /valid\.txt is not a text \(NUL byte at offset 1\)/,
    ],
    ['binary', Buffer.from('ab\ncd\0\n'), /valid\.txt is not a text \(NUL byte at offset 5\)/],
    ['Latin-1', Buffer.from('ab\nd\xe9j\xe0\n', 'latin1'), /valid\.txt is not UTF-8 .* offset 4\)/],
    ['an invalid byte after a U+FFFD of the text', Buffer.from('efbfbd20c3a9ff', 'hex'), /offset 6\)/],
    ['a truncated character', Buffer.from('6120e282', 'hex'), /offset 2\)/],
    ['UTF-16', Buffer.from('\ufeffa b', 'utf16le'), /offset 0\)/],
  ])('rejects %s', async (name, content, message) => {
    const folder = createFolder(name, { ...good, 'valid.txt': content });
    await expect(load(folder)).rejects.toThrow(InputError);
    await expect(load(folder)).rejects.toThrow(message);
  });

  test('rejects a missing part, a missing folder, no folder and an unknown name', async () => {
    const folder = createFolder('no valid', good);
    rmSync(join(folder, 'valid.txt'));
    await expect(load(folder)).rejects.toThrow(EnvironmentError);
    await expect(load(folder)).rejects.toThrow(/no valid has no valid\.txt: set data\.dir/);
    await expect(load(join(temp, 'nowhere'))).rejects.toThrow(EnvironmentError);
    await expect(load('')).rejects.toThrow(/the data set text needs data\.dir/);
    await expect(load('', 'wikitext-2')).rejects.toThrow(/the data set wikitext-2 needs data\.dir/);
    await expect(load('', 'ptb')).rejects.toThrow(/there is no .*ptb to read ptb from: run `nao data ptb`/);
    await expect(load('', 'pbt')).rejects.toThrow(/unknown text data set 'pbt': did you mean 'ptb'/);
  });

  test('rejects an archive with two files of one name', async () => {
    const folder = createFolder('twice', good);
    createFolder('twice/old', { 'train.txt': 'b a\n' });
    await expect(load(await packFolder(folder, `${folder}.tar`))).rejects.toThrow(/has train\.txt twice/);
  });
});

describe('loadTextDataset with a single file', () => {
  const numbered = (lines: number) => Array.from({ length: lines }, (_, i) => `l${i} w`).join('\r\n');

  test('splits the lines 90, 5 and 5 percent, in order, with a notice', async () => {
    const file = join(createFolder('single', { 'all.txt': numbered(47) }), 'all.txt');
    const { vocabulary, train, valid, test, notices } = await load(file);
    // floor(42.3) = 42, floor(44.65) = 44
    expect([train.length, valid.length, test.length]).toEqual([42 * 3, 2 * 3, 3 * 3]);
    expect(vocabulary[train[0]]).toBe('l0');
    expect(vocabulary[train[train.length - 3]]).toBe('l41');
    expect(notices).toEqual([
      expect.stringMatching(
        /all\.txt is a single file: of its 47 lines the first 42 are the training part, the next 2 .* last 3 the test part/,
      ),
      expect.stringContaining('2 of 6 in valid, 3 of 9 in test'),
    ]);
  });

  test.each([1, 2, 10])('rejects %d lines', async (lines) => {
    const file = join(createFolder('few', { [`${lines}.txt`]: numbered(lines) }), `${lines}.txt`);
    await expect(load(file)).rejects.toThrow(InputError);
    await expect(load(file)).rejects.toThrow(
      /\.txt has \d+ lines?, which leave (train|valid|test) without words/,
    );
  });

  test('rejects an empty and a binary file', async () => {
    const folder = createFolder('not text', { 'empty.txt': '', 'packed.gz': Buffer.from('1f8b0800', 'hex') });
    await expect(load(join(folder, 'empty.txt'))).rejects.toThrow(/empty\.txt is empty/);
    await expect(load(join(folder, 'packed.gz'))).rejects.toThrow(/packed\.gz is a gzip file: unpack it$/);
  });
});

describe('loadTextDataset with published texts', () => {
  test('reads WikiText-2 from the official folder or its parent, and warns about another size', async () => {
    const files = {
      'wiki.train.tokens': ' \n = Title = \n \n a <unk> b \n',
      'wiki.valid.tokens': ' \n a \n',
      'wiki.test.tokens': ' \n b \n',
    };
    createFolder('wiki/wikitext-2', files);
    const wrapped = await load(join(temp, 'wiki'), 'wikitext-2');
    const { vocabulary, train, notices } = wrapped;
    expect([...train].map((token) => vocabulary[token]).join(' ')).toBe(
      '<eos> = Title = <eos> <eos> a <unk> b <eos>',
    );
    expect(notices[0]).toMatch(
      /^wiki\.train\.tokens of .* has 10 tokens, but the published file has 2088628: perplexities are not comparable/,
    );
    expect(notices).toHaveLength(3);
    expect((await load(join(temp, 'wiki', 'wikitext-2'), 'wikitext-2')).train).toEqual(train);
  });

  test('names the files that are missing beside raw ones, or with other names', async () => {
    const raw = createFolder('raw', {
      'wiki.train.raw': 'a\n',
      'wiki.valid.raw': 'a\n',
      'wiki.test.raw': 'a\n',
    });
    await expect(load(raw, 'wikitext-2')).rejects.toThrow(
      /has no wiki\.train\.tokens: set data\.dir \(--data-dir\) to/,
    );
    const val = createFolder('val', { 'train.txt': 'a\n', 'val.txt': 'a\n', 'test.txt': 'a\n' });
    await expect(load(val)).rejects.toThrow(/has no valid\.txt: set data\.dir \(--data-dir\) to/);
  });

  test('rejects a zip', async () => {
    const file = join(createFolder('zipped', { 'wikitext-2-v1.zip': 'PK' }), 'wikitext-2-v1.zip');
    await expect(load(file, 'wikitext-2')).rejects.toThrow(
      /is not a folder or .*: set data\.dir \(--data-dir\) to the unpacked folder or a tar/,
    );
    const text = join(createFolder('zipped', { 'all.txt': Buffer.from('504b030480', 'hex') }), 'all.txt');
    await expect(load(text)).rejects.toThrow(/all\.txt is a zip file: unpack it$/);
  });

  test('finds Penn Treebank files in any folder of an archive', async () => {
    const folder = join(temp, 'mikolov');
    createFolder('mikolov/simple-examples/data', {
      'ptb.train.txt': " no it was n't black monday \n but \n",
      'ptb.valid.txt': ' but \n',
      'ptb.test.txt': ' it \n',
      'ptb.char.train.txt': 'ignored',
    });
    const { train, vocabulary } = await load(await packFolder(folder, `${folder}.tgz`), 'ptb');
    expect([train.length, vocabulary.length]).toEqual([9, 9]);
    expect((await load(folder, 'ptb')).train).toEqual(train);
  });
});
