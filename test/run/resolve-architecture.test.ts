import fs from 'node:fs';
import path from 'node:path';
import { InputError } from '../../src/errors';
import { resolveArchitecture, resolveArchitectures } from '../../src/run/resolve-architecture';
import { ENAS_MICRO, NAONET_WS } from '../support/space/published-cells';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

test.each(['NAONet-WS', 'naonet-ws'])('a published cell is given by its name, such as %s', (name) => {
  const given = resolveArchitecture(name);
  expect(given.name).toBe('NAONet-WS');
  expect(given.space.format(given.architecture)).toBe(NAONET_WS);
});

test('a text and a file with it are the same architecture, without a name', () => {
  const file = path.join(folder(), 'cell.txt');
  fs.writeFileSync(file, `\uFEFF# found on Monday\r\n\r\n${NAONET_WS} # best\r\n`);
  for (const what of [NAONET_WS, file]) {
    const given = resolveArchitecture(what);
    expect(given.name).toBeUndefined();
    expect(given.space.format(given.architecture)).toBe(NAONET_WS);
  }
});

test('a file may hold several, but not where one is needed', () => {
  const file = path.join(folder(), 'cells.txt');
  fs.writeFileSync(file, `${NAONET_WS}\n${ENAS_MICRO}\n`);
  expect(resolveArchitectures(file).map(({ architecture }) => architecture.join(' '))).toEqual([
    NAONET_WS,
    ENAS_MICRO,
  ]);
  expect(() => resolveArchitecture(file)).toThrow(
    new InputError(`${file} holds 2 architectures, where one is needed: give a file with one`),
  );
});

test('a file that is wrong, or no text, is refused by its name', () => {
  const file = path.join(folder(), 'cells.txt');
  fs.writeFileSync(file, `# of 2018\n\n1 2 x\n`);
  expect(() => resolveArchitectures(file)).toThrow(/^.*cells\.txt, line 3: /);
  fs.writeFileSync(file, Buffer.from([0x31, 0xff, 0xfe, 0x00, 0x0a]));
  expect(() => resolveArchitectures(file)).toThrow(/cells\.txt is not a text file/);
});

test('what is none of these is refused with the nearest name', () => {
  expect(() => resolveArchitecture('NAONetWS')).toThrow(
    new InputError(
      `'NAONetWS' is no file, no run folder and no architecture: give one of these, an architecture as integers in quotes, ` +
        `or a published cell's name (NAONet, NAONet-WS, ENAS-micro, NAO-RNN-PTB, NAO-WS-RNN-PTB); did you mean 'NAONet-WS'?`,
    ),
  );
  expect(() => resolveArchitecture(folder())).toThrow(/is no run folder/);
});
