import { InputError } from '../../src/errors';
import { createRandomStream } from '../../src/random';
import { createCnn11Space } from '../../src/space/cnn/factored-space';
import { createCnnSpace } from '../../src/space/cnn/space';
import { parseInAnySpace } from '../../src/space/parse-architecture';
import { createRnnSpace } from '../../src/space/rnn/space';
import { NAO_RNN } from '../support/space/published-cells';

test.each([1, 2, 3, 5, 12])('a text of %i nodes tells its space', (nodes) => {
  for (const space of [createCnnSpace(nodes), createCnn11Space(nodes), createRnnSpace(nodes)]) {
    const architecture = space.sample(createRandomStream(nodes, 'text'));
    const given = parseInAnySpace(space.format(architecture));
    expect(given.architecture).toEqual(architecture);
    expect({ name: given.space.name, length: given.space.length }).toEqual({
      name: space.name,
      length: space.length,
    });
  }
});

test('operations of NAONet are read where no space to search has them', () => {
  const rest = '0 0 1 1 0 1 0 0 1';
  expect(parseInAnySpace(`1 5 7 ${rest}`).space.name).toBe('naonet');
  expect(parseInAnySpace(`1 4 3 ${rest}`).space.name).toBe('cnn11');
});

test('a recurrent cell may leave the activation of node 0 out', () => {
  const short = parseInAnySpace(NAO_RNN);
  expect(short.space.name).toBe('rnn');
  expect(short).toEqual({ ...parseInAnySpace(`0 ${NAO_RNN}`), space: short.space });
});

// Three nodes of two integers a branch, or two of three.
const EITHER = '0 0 1 0 0 1 0 0 1 1 0 1 0 0 1 0 0 1 0 0 1 0 0 1';

test('a text of two spaces is refused unless the space is told', () => {
  expect(() => parseInAnySpace(EITHER)).toThrow(
    new InputError(`the architecture '${EITHER}' may be of the space cnn or cnn11: say which with --space`),
  );
  expect(parseInAnySpace(EITHER, 'cnn').space.length).toBe(24);
  expect(parseInAnySpace(EITHER, 'cnn11').space.name).toBe('cnn11');
});

test.each([
  ['', /^the architecture is empty, but cells of 5 nodes are 40 integers/],
  ['0 1 2 0 0 0 0 0 0', /^position 2: previous node 1, but node 1 may read node 0 alone/],
  ['0 9 0 0 0 0 0 0', /^position 2: op 9, but the ops of node 2/],
  ['2 1 3 1 0 1 0 0 1 0 0 1', /^position 1: input 2, but node 2 of the normal cell may read 0 to 1/],
])('%p is refused by the space that it comes nearest to', (text, message) => {
  expect(() => parseInAnySpace(text)).toThrow(InputError);
  expect(() => parseInAnySpace(text)).toThrow(message);
});
