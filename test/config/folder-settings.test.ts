import fs from 'node:fs';
import path from 'node:path';
import { loadConfig } from '../../src/config/load-search';
import { loadTrainConfig } from '../../src/config/load-train';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

/** Writes nao.yaml. @returns sources of settings with it */
function withFolderFile(text: string): { preset: string; folderFile: string } {
  const folderFile = path.join(folder(), 'nao.yaml');
  fs.writeFileSync(folderFile, text);
  return { preset: 'tiny', folderFile };
}

const CELL = { name: '', space: 'cnn', text: '0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0' };

test('settings of nao.yaml override the preset, and --set overrides them', () => {
  const sources = withFolderFile('seed: 5\nsearch: {rounds: 7, topK: 3}\n');
  const config = loadConfig({ ...sources, set: ['search.topK=2'] });
  expect(config).toMatchObject({ seed: 5, search: { rounds: 7, topK: 2 } });
});

test('a training leaves out settings of nao.yaml that only searches have', () => {
  const sources = withFolderFile('seed: 5\nmode: ws\nsearch: {rounds: 7}\nchild: {epochs: 2}\n');
  const config = loadTrainConfig(CELL, sources);
  expect(config).toMatchObject({ seed: 5, child: { epochs: 2 } });
  expect(config).not.toHaveProperty('search');
});

test.each(['search:', 'search: {}', 'controller:\nrnnChild: {}'])(
  'an empty group of nao.yaml that only searches have is left out by a training: %j',
  (text) => expect(loadTrainConfig(CELL, withFolderFile(`${text}\nseed: 5\n`))).toMatchObject({ seed: 5 }),
);

test.each(['serch: {rounds: 7}', 'search: {round: 7}', 'sed: 5'])(
  'a setting of nao.yaml that no run has is refused by searches and trainings: %s',
  (text) => {
    const sources = withFolderFile(`${text}\n`);
    expect(() => loadConfig(sources)).toThrow(/^unknown setting/);
    expect(() => loadTrainConfig(CELL, sources)).toThrow(/^unknown setting/);
  },
);
