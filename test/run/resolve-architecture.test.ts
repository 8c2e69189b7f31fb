import fs from 'node:fs';
import path from 'node:path';
import { InputError } from '../../src/errors';
import { createRandomStream } from '../../src/random';
import { resolveArchitecture, resolveArchitectures } from '../../src/run/resolve-architecture';
import { createCnn11Space } from '../../src/space/cnn/factored-space';
import { ENAS_MICRO, NAONET_WS } from '../support/space/published-cells';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

test.each(['NAONet-WS', 'naonet-ws'])('the name of a published cell is resolved: %s', (name) => {
  const given = resolveArchitecture(name);
  expect(given.name).toBe('NAONet-WS');
  expect(given.space.format(given.architecture)).toBe(NAONET_WS);
});

test('a text and a file with it give the same architecture, without a name', () => {
  const file = path.join(folder(), 'cell.txt');
  fs.writeFileSync(file, `\uFEFF# found on Monday\r\n\r\n${NAONET_WS} # best\r\n`);
  for (const text of [NAONET_WS, file]) {
    const given = resolveArchitecture(text);
    expect(given.name).toBeUndefined();
    expect(given.space.format(given.architecture)).toBe(NAONET_WS);
  }
});

test('a text that is longer than any file name is an architecture', () => {
  const space = createCnn11Space(12);
  const text = space.format(space.sample(createRandomStream(1, 'long')));
  expect(text.length).toBeGreaterThan(255);
  expect(resolveArchitecture(text, 'cnn11').architecture).toEqual(space.parse(text));
});

test('a path that cannot be followed is rejected with the reason', () => {
  const loop = path.join(folder(), 'loop');
  fs.symlinkSync(loop, loop);
  expect(() => resolveArchitecture(loop)).toThrow(InputError);
  expect(() => resolveArchitecture(loop)).toThrow(/^cannot open .*loop \(its links lead in a circle\)/);
  // Below a file there is nothing.
  const below = path.join(folder(), 'file', 'x');
  fs.writeFileSync(path.dirname(below), '');
  expect(() => resolveArchitecture(below)).toThrow(
    /^unknown file, run folder, architecture or published cell/,
  );
});

test('resolveArchitecture rejects a file with several architectures', () => {
  const file = path.join(folder(), 'cells.txt');
  fs.writeFileSync(file, `${NAONET_WS}\n${ENAS_MICRO}\n`);
  expect(resolveArchitectures(file).map(({ architecture }) => architecture.join(' '))).toEqual([
    NAONET_WS,
    ENAS_MICRO,
  ]);
  expect(() => resolveArchitecture(file)).toThrow(
    new InputError(`${file} has 2 architectures, but one is needed: give a file with one`),
  );
});

test('an invalid or binary file is rejected with its name', () => {
  const file = path.join(folder(), 'cells.txt');
  fs.writeFileSync(file, `# of 2018\n\n1 2 x\n`);
  expect(() => resolveArchitectures(file)).toThrow(/^.*cells\.txt, line 3: /);
  fs.writeFileSync(file, Buffer.from([0x31, 0xff, 0xfe, 0x00, 0x0a]));
  expect(() => resolveArchitectures(file)).toThrow(/cells\.txt is not UTF-8 text/);
});

test('anything else is rejected with the nearest name of a published cell', () => {
  expect(() => resolveArchitecture('NAONetWS')).toThrow(
    new InputError(
      `unknown file, run folder, architecture or published cell 'NAONetWS': did you mean 'NAONet-WS'? ` +
        `(known: NAONet, NAONet-WS, ENAS-micro, NAO-RNN-PTB, NAO-WS-RNN-PTB)`,
    ),
  );
  expect(() => resolveArchitecture(folder())).toThrow(/is not a run folder/);
});

test('a list of integers is read with brackets and commas', () => {
  for (const text of [
    `[${NAONET_WS}]`,
    NAONET_WS.replaceAll(' ', ', '),
    `[${NAONET_WS.replaceAll(' ', ',')}]`,
  ]) {
    const given = resolveArchitecture(text);
    expect(given.space.format(given.architecture)).toBe(NAONET_WS);
  }
});

test('a given space must be that of the architecture', () => {
  const file = path.join(folder(), 'cell.txt');
  fs.writeFileSync(file, NAONET_WS);
  for (const given of ['NAONet-WS', NAONET_WS, file]) {
    expect(resolveArchitecture(given, 'cnn').space.name).toBe('cnn');
  }
  const benchmark = '|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|none~2|';
  expect(() => resolveArchitecture('NAONet-WS', 'rnn')).toThrow(
    new InputError(`NAONet-WS is of space 'cnn', not 'rnn': leave --space out`),
  );
  expect(() => resolveArchitecture(benchmark, 'cnn')).toThrow(/is of space 'nasbench201', not 'cnn'/);
});
