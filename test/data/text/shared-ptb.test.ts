import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readTar } from '../../../src/data/tar';
import { TEXT_PARTS } from '../../../src/data/text/dataset';
import { fetchTextDataset } from '../../../src/data/text/downloads';
import { loadTextDataset } from '../../../src/data/text/registry';
import { useTempFolder } from '../../support/data/cache-folder';

useTempFolder();
afterEach(() => jest.restoreAllMocks());
const toBytes = (tokens: Int32Array) => new Uint8Array(tokens.buffer);
const archive = join(__dirname, '../../../../shared/data/ptb/ptb.tar.xz');

(existsSync(archive) ? describe : describe.skip)('the Penn Treebank (skipped without ../shared)', () => {
  const load = async (dir: string) => {
    const notices: string[] = [];
    const loaded = await loadTextDataset(
      { dataset: 'ptb', dir, vocabularyWords: 0 },
      { onNotice: (notice) => notices.push(notice) },
    );
    expect(notices).toEqual([]);
    return loaded;
  };

  test('has the published numbers of tokens and words', async () => {
    const { train, valid, test, vocabulary, unknown } = await load(archive);
    expect([train.length, valid.length, test.length]).toEqual([929_589, 73_760, 82_430]);
    expect(vocabulary).toHaveLength(10_000);
    expect(unknown).toEqual({ train: 0, valid: 0, test: 0 });
    // Counts of the training file: 50,770 times `the`, 45,020 `<unk>`, 42,068 lines, 32,481 `N`.
    expect(vocabulary.slice(0, 4)).toEqual(['the', '<unk>', '<eos>', 'N']);
    const firstLines = Array.from(valid.subarray(0, 12), (token) => vocabulary[token]).join(' ');
    expect(firstLines).toBe('consumers may want to move their telephones a little closer to the');
  });

  test('is the same after a download with the published checksums', async () => {
    const files = new Map<string, Buffer>();
    for await (const { path, bytes } of readTar(archive, () => true)) if (bytes) files.set(path, bytes);
    jest
      .spyOn(globalThis, 'fetch')
      .mockImplementation((url) =>
        Promise.resolve(new Response(new Uint8Array(files.get(basename(url as string)) ?? Buffer.alloc(0)))),
      );
    await fetchTextDataset('ptb');
    const [fetched, packed] = [await load(''), await load(archive)];
    expect(fetched.vocabulary).toEqual(packed.vocabulary);
    for (const part of TEXT_PARTS)
      expect(Buffer.compare(toBytes(fetched[part]), toBytes(packed[part]))).toBe(0);
    await fetchTextDataset('ptb');
    expect(globalThis.fetch).toHaveBeenCalledTimes(3);
  });
});
