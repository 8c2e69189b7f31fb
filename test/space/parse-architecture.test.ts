import { InputError } from '../../src/errors';
import { stream } from '../../src/random';
import { cnnSpace } from '../../src/space/cnn/space';
import { cnn11Space } from '../../src/space/cnn/factored-space';
import { rnnSpace } from '../../src/space/rnn/space';
import { readText } from '../../src/space/parse-architecture';
import { NAO_RNN } from '../support/space/published-cells';

test.each([1, 2, 3, 5, 12])('a text of %i nodes tells its space', (nodes) => {
  for (const space of [cnnSpace(nodes), cnn11Space(nodes), rnnSpace(nodes)]) {
    const architecture = space.sample(stream(nodes, 'text'));
    const given = readText(space.format(architecture));
    expect(given.architecture).toEqual(architecture);
    expect({ name: given.space.name, length: given.space.length }).toEqual({
      name: space.name,
      length: space.length,
    });
  }
});

test('operations of NAONet are read where no space to search has them', () => {
  const rest = '0 0 1 1 0 1 0 0 1';
  expect(readText(`1 5 7 ${rest}`).space.name).toBe('naonet');
  expect(readText(`1 4 3 ${rest}`).space.name).toBe('cnn11');
});

test('a recurrent cell may leave the activation of node 0 out', () => {
  const short = readText(NAO_RNN);
  expect(short.space.name).toBe('rnn');
  expect(short).toEqual({ ...readText(`0 ${NAO_RNN}`), space: short.space });
});

// Three nodes of two integers a branch, or two of three.
const EITHER = '0 0 1 0 0 1 0 0 1 1 0 1 0 0 1 0 0 1 0 0 1 0 0 1';

test('a text of two spaces is refused unless the space is told', () => {
  expect(() => readText(EITHER)).toThrow(
    new InputError(`the architecture '${EITHER}' may be of the space cnn or cnn11: say which with --space`),
  );
  expect(readText(EITHER, 'cnn').space.length).toBe(24);
  expect(readText(EITHER, 'cnn11').space.name).toBe('cnn11');
});

test.each([
  ['', /^the architecture is empty, but cells of 5 nodes are 40 integers/],
  ['0 1 2 0 0 0 0 0 0', /^position 2: previous node 1, but node 1 may read node 0 alone/],
  ['0 9 0 0 0 0 0 0', /^position 2: op 9, but the ops of node 2/],
  ['2 1 3 1 0 1 0 0 1 0 0 1', /^position 1: input 2, but node 2 of the normal cell may read 0 to 1/],
])('%p is refused by the space that it comes nearest to', (text, message) => {
  expect(() => readText(text)).toThrow(InputError);
  expect(() => readText(text)).toThrow(message);
});
