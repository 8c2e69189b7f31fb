import { readdir } from 'node:fs/promises';
import { fetchTextDataset, getPtbFolder } from '../../../src/data/text/downloads';
import { EnvironmentError } from '../../../src/errors';
import { useTempFolder } from '../../support/data/cache-folder';

useTempFolder();
afterEach(() => jest.restoreAllMocks());

test('Penn Treebank: what is not the published file is thrown away', async () => {
  const asked: string[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation((url) => {
    asked.push(url as string);
    return Promise.resolve(new Response('a page that says no'));
  });
  const fetching = fetchTextDataset('ptb');
  await expect(fetching).rejects.toThrow(EnvironmentError);
  await expect(fetching).rejects.toThrow(/ptb\.train\.txt was downloaded with the wrong checksum/);
  expect(asked).toEqual([expect.stringMatching(/^https:.*\/ptb\.train\.txt$/)]);
  expect(await readdir(getPtbFolder())).toEqual([]);
});
