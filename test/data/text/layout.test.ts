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

/** A folder with these files. */
function folderOf(name: string, files: Record<string, string | Uint8Array>): string {
  const folder = join(temp, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  return folder;
}

describe('a folder of train.txt, valid.txt and test.txt', () => {
  const plain = writeTextFixture(join(temp, 'plain'));

  test('tokens are the words of the lines, each line ending in <eos>', async () => {
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

  const spell =
    (space: string, end: string, lastEnd: string, start = '') =>
    (lines: string[][]) =>
      start + lines.map((line) => line.join(space)).join(end) + lastEnd;
  test.each([
    ['CRLF', spell(' ', '\r\n', '\r\n')],
    ['CR', spell(' ', '\r', '\r')],
    ['no last newline', spell(' ', '\n', '')],
    ['CRLF, no last newline', spell(' ', '\r\n', '')],
    ['a byte order mark', spell(' ', '\n', '\n', '\ufeff')],
    ['a byte order mark and CRLF', spell(' ', '\r\n', '\r\n', '\ufeff')],
    ['doubled spaces', spell('  ', '\n', '\n')],
    ['tabs, spaces around lines', spell('\t', ' \n ', ' \n', ' ')],
  ])('%s: equal (C10)', async (name, spelled) => {
    const other = await load(writeTextFixture(join(temp, name), {}, spelled));
    expect(other).toEqual(await load(plain));
  });

  test('an archive of it: equal', async () => {
    for (const ending of ['.tar', '.tar.gz']) {
      expect(await load(await packFolder(plain, `${plain}${ending}`))).toEqual(await load(plain));
    }
  });

  test('changed contents under the same path are seen (C08)', async () => {
    const folder = folderOf('changing', { 'train.txt': 'a b\n', 'valid.txt': 'a\n', 'test.txt': 'b\n' });
    expect((await load(folder)).vocabulary).toContain('b');
    writeFileSync(join(folder, 'train.txt'), 'a c\n');
    const { vocabulary, unknown } = await load(folder);
    expect(vocabulary).toContain('c');
    expect(vocabulary).not.toContain('b');
    expect(unknown).toEqual({ train: 0, valid: 0, test: 1 });
  });

  test('blank lines are lines', async () => {
    const { vocabulary, train } = await load(
      folderOf('blank', { 'train.txt': 'a\n\n \nb', 'valid.txt': 'a', 'test.txt': 'a' }),
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

  test('no test.txt: an empty part, told', async () => {
    const { test, notices } = await load(folderOf('no test', { 'train.txt': 'a b\n', 'valid.txt': 'a\n' }));
    expect(test).toHaveLength(0);
    expect(notices).toEqual([expect.stringMatching(/no test has no test\.txt: there is no test part\.$/)]);
  });

  test('unknown words and a limited vocabulary are told', async () => {
    const folder = folderOf('unknown', { 'train.txt': 'a a b c\n', 'valid.txt': 'a x\n', 'test.txt': 'a\n' });
    expect((await load(folder)).notices).toEqual([expect.stringContaining('1 of 3 in valid')]);
    const { notices, vocabulary } = await load(folder, 'text', 4);
    expect(vocabulary).toHaveLength(4);
    expect(notices).toEqual([
      expect.stringContaining('1 of 5 tokens in train, 1 of 3 in valid, 0 of 2 in test'),
    ]);
  });
});

describe('what is refused', () => {
  const good = { 'train.txt': 'a b\n', 'valid.txt': 'a\n', 'test.txt': 'b\n' };

  test.each([
    ['an empty file', '', /valid\.txt is empty/],
    ['a file without words', ' \r\n\n', /valid\.txt holds no words/],
    ['a byte order mark alone', '\ufeff', /valid\.txt holds no words/],
    ['Latin-1', Buffer.from('ab\nd\xe9j\xe0\n', 'latin1'), /valid\.txt is not UTF-8 .* offset 4\)/],
    ['a wrong byte behind a real U+FFFD', Buffer.from('efbfbd20c3a9ff', 'hex'), /offset 6\)/],
    ['a letter cut off at the end', Buffer.from('6120e282', 'hex'), /offset 2\)/],
    ['UTF-16', Buffer.from('\ufeffa b', 'utf16le'), /offset 0\)/],
  ])('%s (C12)', async (name, content, message) => {
    const folder = folderOf(name, { ...good, 'valid.txt': content });
    await expect(load(folder)).rejects.toThrow(InputError);
    await expect(load(folder)).rejects.toThrow(message);
  });

  test('a missing part, a missing folder, no folder, an unknown name', async () => {
    const folder = folderOf('no valid', good);
    rmSync(join(folder, 'valid.txt'));
    await expect(load(folder)).rejects.toThrow(EnvironmentError);
    await expect(load(folder)).rejects.toThrow(/no valid lacks valid\.txt: give the folder/);
    await expect(load(join(temp, 'nowhere'))).rejects.toThrow(EnvironmentError);
    await expect(load('')).rejects.toThrow(/`text` needs data\.dir/);
    await expect(load('', 'wikitext-2')).rejects.toThrow(/`wikitext-2` needs data\.dir/);
    await expect(load('', 'ptb')).rejects.toThrow(/There is no .*ptb to read ptb from: run `nao data ptb`/);
    await expect(load('', 'pbt')).rejects.toThrow(/no text pbt: did you mean ptb\?/);
  });

  test('an archive with two files of one name', async () => {
    const folder = folderOf('twice', good);
    folderOf('twice/old', { 'train.txt': 'b a\n' });
    await expect(load(await packFolder(folder, `${folder}.tar`))).rejects.toThrow(/holds train\.txt twice/);
  });
});

describe('a text in one file', () => {
  const numbered = (lines: number) => Array.from({ length: lines }, (_, i) => `l${i} w`).join('\r\n');

  test('90, 5 and 5 percent of the lines, in order; told', async () => {
    const file = join(folderOf('single', { 'all.txt': numbered(47) }), 'all.txt');
    const { vocabulary, train, valid, test, notices } = await load(file);
    // floor(42.3) = 42, floor(44.65) = 44
    expect([train.length, valid.length, test.length]).toEqual([42 * 3, 2 * 3, 3 * 3]);
    expect(vocabulary[train[0]]).toBe('l0');
    expect(vocabulary[train[train.length - 3]]).toBe('l41');
    expect(notices).toEqual([
      expect.stringMatching(
        /all\.txt is one file: of its 47 lines the first 42 are the training part, the next 2 .* last 3 the test part/,
      ),
      expect.stringContaining('2 of 6 in valid, 3 of 9 in test'),
    ]);
  });

  test.each([1, 2, 10])('%d lines: refused', async (lines) => {
    const file = join(folderOf('few', { [`${lines}.txt`]: numbered(lines) }), `${lines}.txt`);
    await expect(load(file)).rejects.toThrow(InputError);
    await expect(load(file)).rejects.toThrow(/\.txt has \d+ lines?, of which 90, 5 and 5 percent/);
  });

  test('an empty or binary one: refused', async () => {
    const folder = folderOf('not text', { 'empty.txt': '', 'packed.gz': Buffer.from('1f8b0800', 'hex') });
    await expect(load(join(folder, 'empty.txt'))).rejects.toThrow(/empty\.txt is empty/);
    await expect(load(join(folder, 'packed.gz'))).rejects.toThrow(/packed\.gz is not UTF-8 .* offset 1\)/);
  });
});

describe('layouts of published texts', () => {
  test('WikiText-2 from the official folder, wrapped or not; another size is told', async () => {
    const files = {
      'wiki.train.tokens': ' \n = Title = \n \n a <unk> b \n',
      'wiki.valid.tokens': ' \n a \n',
      'wiki.test.tokens': ' \n b \n',
    };
    folderOf('wiki/wikitext-2', files);
    const wrapped = await load(join(temp, 'wiki'), 'wikitext-2');
    const { vocabulary, train, notices } = wrapped;
    expect([...train].map((token) => vocabulary[token]).join(' ')).toBe(
      '<eos> = Title = <eos> <eos> a <unk> b <eos>',
    );
    expect(notices[0]).toMatch(
      /^wiki\.train\.tokens of .* has 10 tokens; the published file has 2088628: do not set perplexities/,
    );
    expect(notices).toHaveLength(3);
    expect((await load(join(temp, 'wiki', 'wikitext-2'), 'wikitext-2')).train).toEqual(train);
  });

  test('a zip is refused with what to do', async () => {
    const file = join(folderOf('zipped', { 'wikitext-2-v1.zip': 'PK' }), 'wikitext-2-v1.zip');
    await expect(load(file, 'wikitext-2')).rejects.toThrow(
      /is no folder, .*: give the unpacked folder or a tar/,
    );
  });

  test('Penn Treebank files are found in an archive wherever they lie', async () => {
    const folder = join(temp, 'mikolov');
    folderOf('mikolov/simple-examples/data', {
      'ptb.train.txt': " no it was n't black monday \n but \n",
      'ptb.valid.txt': ' but \n',
      'ptb.test.txt': ' it \n',
      'ptb.char.train.txt': 'not this',
    });
    const { train, vocabulary } = await load(await packFolder(folder, `${folder}.tgz`), 'ptb');
    expect([train.length, vocabulary.length]).toEqual([9, 9]);
    expect((await load(folder, 'ptb')).train).toEqual(train);
  });
});
