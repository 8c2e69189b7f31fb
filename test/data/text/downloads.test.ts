import { readdir } from 'node:fs/promises';
import { fetchTextDataset, getPtbFolder } from '../../../src/data/text/downloads';
import { EnvironmentError } from '../../../src/errors';
import { useTempFolder } from '../../support/data/cache-folder';

useTempFolder();
afterEach(() => jest.restoreAllMocks());

test('fetchTextDataset rejects and deletes a file with a wrong checksum', async () => {
  const urls: string[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation((url) => {
    urls.push(url as string);
    return Promise.resolve(new Response('an error page'));
  });
  const fetching = fetchTextDataset('ptb');
  await expect(fetching).rejects.toThrow(EnvironmentError);
  await expect(fetching).rejects.toThrow(/ptb\.train\.txt has the wrong checksum/);
  expect(urls).toEqual([expect.stringMatching(/^https:.*\/ptb\.train\.txt$/)]);
  expect(await readdir(getPtbFolder())).toEqual([]);
});
