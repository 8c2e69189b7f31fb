import { createUnknownNameError } from '../src/errors';
import { findNear } from '../src/near-words';

test.each([
  ['papr', ['quick', 'cpu', 'paper', 'tiny'], 'paper'],
  ['pbt', ['ptb', 'text'], 'ptb'],
  ['CIFAR10', ['cifar10', 'cifar100'], 'cifar10'],
  ['mnist', ['images', 'text', 'fashion-mnist'], 'fashion-mnist'],
  ['NAONetWS', ['NAONet', 'NAONet-WS'], 'NAONet-WS'],
  ['fast', ['quick', 'cpu', 'paper', 'tiny'], undefined],
  ['cat', ['cpu', 'quick'], undefined],
  ['x', ['cnn', 'rnn'], undefined],
  ['x', [], undefined],
])('findNear finds for %j among %j: %j', (wrong, known, near) => expect(findNear(wrong, known)).toBe(near));

test('an unknown name without a near one is refused with the known ones', () => {
  expect(createUnknownNameError('preset', 'fast', ['quick', 'cpu']).message).toBe(
    "unknown preset 'fast': choose another (known: quick, cpu)",
  );
});
