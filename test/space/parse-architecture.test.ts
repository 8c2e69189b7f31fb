import { InputError } from '../../src/errors';
import { createRandomStream } from '../../src/random';
import { createCnn11Space } from '../../src/space/cnn/factored-space';
import { createCnnSpace } from '../../src/space/cnn/space';
import { parseInAnySpace } from '../../src/space/parse-architecture';
import { createRnnSpace } from '../../src/space/rnn/space';
import { NAO_RNN } from '../support/space/published-cells';

test.each([1, 2, 3, 5, 12])('parseInAnySpace detects the space of a text of %i nodes', (nodes) => {
  for (const space of [createCnnSpace(nodes), createCnn11Space(nodes), createRnnSpace(nodes)]) {
    const architecture = space.sample(createRandomStream(nodes, 'text'));
    const parsed = parseInAnySpace(space.format(architecture));
    expect(parsed.architecture).toEqual(architecture);
    expect({ name: parsed.space.name, length: parsed.space.length }).toEqual({
      name: space.name,
      length: space.length,
    });
  }
});

test('parseInAnySpace falls back to NAONet for ops that no search space has', () => {
  const rest = '0 0 1 1 0 1 0 0 1';
  expect(parseInAnySpace(`1 5 7 ${rest}`).space.name).toBe('naonet');
  expect(parseInAnySpace(`1 4 3 ${rest}`).space.name).toBe('cnn11');
});

test('parseInAnySpace reads a recurrent cell without the activation of node 0', () => {
  const short = parseInAnySpace(NAO_RNN);
  expect(short.space.name).toBe('rnn');
  expect(short).toEqual({ ...parseInAnySpace(`0 ${NAO_RNN}`), space: short.space });
});

// Either three nodes with two integers per branch, or two nodes with three.
const EITHER = '0 0 1 0 0 1 0 0 1 1 0 1 0 0 1 0 0 1 0 0 1 0 0 1';

test('parseInAnySpace rejects a text of two spaces unless the space is given', () => {
  expect(() => parseInAnySpace(EITHER)).toThrow(
    new InputError(`the architecture '${EITHER}' fits the spaces cnn and cnn11: choose one with --space`),
  );
  expect(parseInAnySpace(EITHER, 'cnn').space.length).toBe(24);
  expect(parseInAnySpace(EITHER, 'cnn11').space.name).toBe('cnn11');
});

test.each([
  ['', /^the architecture is empty, but cells of 5 nodes/],
  ['0 1 2 0 0 0 0 0 0', /^position 2: previous node 1/],
  ['0 9 0 0 0 0 0 0', /^position 2: op 9/],
  ['1 2 3', /^position 2: previous node 2, .* \(read as space 'rnn'; --space names another\)$/],
  ['2 1 3 1 0 1 0 0 1 0 0 1', /^position 1: input 2/],
])('parseInAnySpace rejects %p with the message of the closest space', (text, message) => {
  expect(() => parseInAnySpace(text)).toThrow(InputError);
  expect(() => parseInAnySpace(text)).toThrow(message);
});

test('the message for a text of a given space does not speak of an assumed one', () => {
  expect(() => parseInAnySpace('1 2 3', 'rnn')).toThrow(/may read only node 0$/);
});
