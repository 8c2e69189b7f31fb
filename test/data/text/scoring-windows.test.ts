import { assertWindowsFit } from '../../../src/data/text/bptt-windows';
import { InputError } from '../../../src/errors';

test('columns have floor((tokens - 1) / sequences) steps', () => {
  expect(assertWindowsFit('x', 'train', 929_589, 64, 35)).toBe(14_524); // 64 * 14,524 = 929,536
  expect(assertWindowsFit('x', 'valid', 2, 1, 1)).toBe(1);
  expect(assertWindowsFit('x', 'train', 64 * 35 + 1, 64, 35)).toBe(35);
});

test.each([
  [0, 1, 1, 2],
  [1, 1, 1, 2],
  [10, 10, 1, 11],
  [105, 64, 35, 2241],
  [2240, 64, 35, 2241],
])('%d tokens for %d sequences of %d steps: refused, %d are needed', (tokens, sequences, steps, needed) => {
  const require = () => assertWindowsFit('ptb', 'valid', tokens, sequences, steps);
  expect(require).toThrow(InputError);
  expect(require).toThrow(
    new RegExp(
      `^The valid part of ptb has ${tokens} tokens, but ${sequences} seq.* need ${needed}: use fewer`,
    ),
  );
});
