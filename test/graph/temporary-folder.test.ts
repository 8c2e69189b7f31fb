import { existsSync, rmSync } from 'node:fs';
import os from 'node:os';
import { EnvironmentError } from '../../src/errors';
import { makeTemporaryFolder } from '../../src/graph/temporary-folder';

afterEach(() => jest.restoreAllMocks());

test('makeTemporaryFolder names TMPDIR if that is not writable', () => {
  const folder = makeTemporaryFolder('nao-x-');
  expect(existsSync(folder)).toBe(true);
  rmSync(folder, { recursive: true });
  jest.spyOn(os, 'tmpdir').mockReturnValue('/proc');
  expect(() => makeTemporaryFolder('nao-x-')).toThrow(EnvironmentError);
  expect(() => makeTemporaryFolder('nao-x-')).toThrow(
    /^cannot write to the folder for temporary files \(.*\/proc.*\): set TMPDIR to a writable folder$/,
  );
});
