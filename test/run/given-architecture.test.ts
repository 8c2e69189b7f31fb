import fs from 'node:fs';
import path from 'node:path';
import { InputError } from '../../src/errors';
import { givenArchitecture, givenArchitectures } from '../../src/run/given-architecture';
import { ENAS_MICRO, NAONET_WS } from '../space/published-cells';
import { temporaryFolder } from './temp-folder';

const folder = temporaryFolder();

test.each(['NAONet-WS', 'naonet-ws'])('a published cell is given by its name, such as %s', (name) => {
  const given = givenArchitecture(name);
  expect(given.name).toBe('NAONet-WS');
  expect(given.space.format(given.architecture)).toBe(NAONET_WS);
});

test('a text and a file with it are the same architecture, without a name', () => {
  const file = path.join(folder(), 'cell.txt');
  fs.writeFileSync(file, `\uFEFF# found on Monday\r\n\r\n${NAONET_WS} # best\r\n`);
  for (const what of [NAONET_WS, file]) {
    const given = givenArchitecture(what);
    expect(given.name).toBeUndefined();
    expect(given.space.format(given.architecture)).toBe(NAONET_WS);
  }
});

test('a file may hold several, but not where one is needed', () => {
  const file = path.join(folder(), 'cells.txt');
  fs.writeFileSync(file, `${NAONET_WS}\n${ENAS_MICRO}\n`);
  expect(givenArchitectures(file).map(({ architecture }) => architecture.join(' '))).toEqual([
    NAONET_WS,
    ENAS_MICRO,
  ]);
  expect(() => givenArchitecture(file)).toThrow(
    new InputError(`${file} holds 2 architectures, where one is needed: give a file with one`),
  );
});

test('what is none of these is refused with the nearest name', () => {
  expect(() => givenArchitecture('NAONetWS')).toThrow(
    new InputError(
      `'NAONetWS' is no file, no run folder and no architecture: give one of these, an architecture as integers in quotes, ` +
        `or a published cell's name (NAONet, NAONet-WS, ENAS-micro, NAO-RNN-PTB, NAO-WS-RNN-PTB); did you mean 'NAONet-WS'?`,
    ),
  );
  expect(() => givenArchitecture(folder())).toThrow(/is no run folder/);
});
