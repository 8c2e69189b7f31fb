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
const imageMetadata: ImageExportMetadata = {
  ...common,
  space: 'cnn',
  cellsPerStack: 1,
  channels: 4,
  cellOutput: 'projected',
  image: { height: 8, width: 8, channels: 3 },
  classNames: ['ant', 'bee'],
};
const textMetadata: TextExportMetadata = {
  ...common,
  space: 'rnn',
  hiddenSize: 8,
  output: 'loose-ends',
  evalBatchSize: 4,
  vocabularyWords: 0,
};

/** Writes metadata as another version might. */
function writeOther(content: object): void {
  fs.writeFileSync(file(), JSON.stringify(content));
}

test('metadata round-trips', () => {
  writeImageExportMetadata(folder(), imageMetadata);
  expect(readImageExportMetadata(folder())).toEqual(imageMetadata);
  writeTextExportMetadata(folder(), textMetadata, ['a', 'b']);
  expect(readTextExportMetadata(folder())).toEqual(textMetadata);
});

test('metadata of another version without required keys is rejected with that version', () => {
  const createError = (keys: string): InputError =>
    new InputError(
      `${file()} was written by nao 0.0.9, not nao ${readNaoVersion()} (${keys} missing or in another format): ` +
        'train again with this version, or use the version that wrote it',
    );
  writeOther({ ...imageMetadata, cellOutput: undefined, nao: '0.0.9' });
  expect(() => readImageExportMetadata(folder())).toThrow(createError('cellOutput'));
  expect(readExportMetadata(folder())).toMatchObject({ architecture: '0 1' });
  writeOther({ ...imageMetadata, cellOutput: 'stacked', classNames: 2, nao: '0.0.9' });
  expect(() => readImageExportMetadata(folder())).toThrow(createError('cellOutput, classNames'));
  writeOther({ ...textMetadata, output: undefined, nao: '0.0.9' });
  expect(() => readTextExportMetadata(folder())).toThrow(createError('output'));
  writeOther({ ...imageMetadata, space: undefined, nao: '0.0.9' });
  expect(() => readExportMetadata(folder())).toThrow(createError('space'));
});

test('metadata of the same version number is reported as another revision or changed', () => {
  writeOther({ ...imageMetadata, cellOutput: undefined });
  expect(() => readImageExportMetadata(folder())).toThrow(
    /was written by another revision of nao .*, or was changed since \(cellOutput missing/,
  );
});

test('metadata that no version of nao has written is damaged', () => {
  const damaged = `${file()} is damaged: give the folder that 'nao train' exported, RUN_DIR/export`;
  fs.writeFileSync(file(), JSON.stringify(imageMetadata).slice(0, 40));
  expect(() => readImageExportMetadata(folder())).toThrow(damaged);
  for (const content of [[], {}, { ...imageMetadata, nao: 7 }]) {
    writeOther(content);
    expect(() => readImageExportMetadata(folder())).toThrow(damaged);
  }
  fs.rmSync(file());
  expect(() => readImageExportMetadata(folder())).toThrow(`${file()} is missing: give the folder`);
});
