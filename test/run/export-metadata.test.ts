import fs from 'node:fs';
import path from 'node:path';
import { InputError } from '../../src/errors';
import {
  type ImageExportMetadata,
  readExportMetadata,
  readImageExportMetadata,
  readTextExportMetadata,
  type TextExportMetadata,
  writeImageExportMetadata,
  writeTextExportMetadata,
} from '../../src/run/export-metadata';
import { readNaoVersion } from '../../src/run/version';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
const file = (): string => path.join(folder(), 'architecture.json');

const common = { name: '', architecture: '0 1', dataset: 'any', epoch: 3, nao: readNaoVersion() };
const card: ImageExportMetadata = {
  ...common,
  space: 'cnn',
  cellsPerStack: 1,
  channels: 4,
  cellOutput: 'projected',
  image: { height: 8, width: 8, channels: 3 },
  classNames: ['ant', 'bee'],
};
const textCard: TextExportMetadata = {
  ...common,
  space: 'rnn',
  hiddenSize: 8,
  output: 'loose-ends',
  evalBatchSize: 4,
  vocabularyWords: 0,
};

/** Writes what another version might have. */
function writeOther(content: object): void {
  fs.writeFileSync(file(), JSON.stringify(content));
}

test('a card is read as it was written', () => {
  writeImageExportMetadata(folder(), card);
  expect(readImageExportMetadata(folder())).toEqual(card);
  writeTextExportMetadata(folder(), textCard, ['a', 'b']);
  expect(readTextExportMetadata(folder())).toEqual(textCard);
});

test('one of another version that cannot be read is refused with that version, never read with a guess', () => {
  const refusal = (difference: string): InputError =>
    new InputError(
      `${file()} was written by nao 0.0.9, and this is nao ${readNaoVersion()} (this one does not find ${difference} as it writes it): ` +
        'train it again with this version, or use the one that wrote it',
    );
  writeOther({ ...card, cellOutput: undefined, nao: '0.0.9' });
  expect(() => readImageExportMetadata(folder())).toThrow(refusal('cellOutput'));
  expect(readExportMetadata(folder())).toMatchObject({ architecture: '0 1' });
  writeOther({ ...card, cellOutput: 'stacked', classNames: 2, nao: '0.0.9' });
  expect(() => readImageExportMetadata(folder())).toThrow(refusal('cellOutput, classNames'));
  writeOther({ ...textCard, output: undefined, nao: '0.0.9' });
  expect(() => readTextExportMetadata(folder())).toThrow(refusal('output'));
  writeOther({ ...card, space: undefined, nao: '0.0.9' });
  expect(() => readExportMetadata(folder())).toThrow(refusal('space'));
});

test('one of the same number is said to be of another state, or changed', () => {
  writeOther({ ...card, cellOutput: undefined });
  expect(() => readImageExportMetadata(folder())).toThrow(
    `${file()} was written by another state of nao ${readNaoVersion()}, or changed since (this one does not find cellOutput`,
  );
});

test('one that nao never wrote is damaged', () => {
  const damaged = `${file()} is damaged: give the folder that 'nao train' exported, RUN_DIR/export`;
  fs.writeFileSync(file(), JSON.stringify(card).slice(0, 40));
  expect(() => readImageExportMetadata(folder())).toThrow(damaged);
  for (const content of [[], {}, { ...card, nao: 7 }]) {
    writeOther(content);
    expect(() => readImageExportMetadata(folder())).toThrow(damaged);
  }
  fs.rmSync(file());
  expect(() => readImageExportMetadata(folder())).toThrow(`there is no ${file()}: give the folder`);
});
