import fs from 'node:fs';
import { nao } from '../../support/cli/command';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();

test('data without a name lists the data sets', () => {
  const { code, out } = nao(folder(), 'data');
  expect(code).toBe(0);
  expect(out).toContain('cifar10: images, downloaded, or read from --data-dir\n');
  expect(out).toContain('ptb: text, downloaded, or read from --data-dir\n');
  expect(out).toContain('wikitext-2: text, read from --data-dir\n');
});

test('data describes a text: tokens, vocabulary, unknown words and the split of one file', () => {
  const lines = Array.from({ length: 20 }, (_, i) => (i < 18 ? 'a b a' : `a new${i}`));
  fs.writeFileSync(`${folder()}/all text.txt`, lines.join('\n'));
  const { code, out, err } = nao(
    folder(),
    ...['data', 'text', '--data-dir', 'all text.txt', '--vocabulary', '3'],
  );
  expect(code).toBe(0);
  expect(err.trimEnd().split('\n')).toEqual([
    expect.stringMatching(
      /^all text\.txt is a single file: of its 20 lines the first 18 are the training part/,
    ),
    expect.stringMatching(
      /^words of text outside its vocabulary of 3 became <unk>: 18 of 72 tokens in train/,
    ),
  ]);
  expect(out).toBe(
    'text: 72 training, 3 validation and 3 test tokens, vocabulary of 3 words including <unk> and <eos>, 18, 1 and 1 unknown words\n',
  );
});

test.each([
  ['a vocabulary that is not a number', ['ptb', '--vocabulary', 'ten'], /^nao: --vocabulary is 'ten'/],
  ['a text without its folder', ['wikitext-2'], /^nao: the data set wikitext-2 needs data\.dir/],
  [
    'a resized text',
    ['moby-dick', '--resize', '5'],
    /^nao: --resize has no effect on the text 'moby-dick': leave it out$/m,
  ],
  [
    'images with a vocabulary',
    ['cifar10', '--vocabulary', '5'],
    /^nao: --vocabulary has no effect on the images 'cifar10'/,
  ],
  ['an unknown name', ['wikitext'], /^nao: unknown data set 'wikitext': did you mean 'wikitext-2'\?/],
])('%s is a usage error', (_, args, message) => {
  const { code, out, err } = nao(folder(), 'data', ...args);
  expect(err).toMatch(message);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});

test('data exits with code 3 if the folder does not exist', () => {
  const { code, err } = nao(folder(), 'data', 'ptb', '--data-dir', 'nowhere');
  expect(err).toMatch(/^nao: there is no nowhere to read ptb from: .* set data\.dir \(--data-dir\) to/);
  expect(code).toBe(3);
});
