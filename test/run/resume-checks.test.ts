import { FailedError, InputError } from '../../src/errors';
import { assertDataUnchanged, assertNoLostCheckpoints } from '../../src/run/resume-checks';

test('assertNoLostCheckpoints rejects logs with rows', () => {
  expect(() => assertNoLostCheckpoints('search', 'runs/a', { isEmpty: true })).not.toThrow();
  expect(() => assertNoLostCheckpoints('search', 'runs/a', { isEmpty: false })).toThrow(
    new FailedError(
      'runs/a has logs but no checkpoint: put its checkpoints back, or start a new search in another folder',
    ),
  );
});

test('assertDataUnchanged rejects another digest', () => {
  expect(() => assertDataUnchanged('training', 'cifar10', 'a', 'a')).not.toThrow();
  expect(() => assertDataUnchanged('training', 'cifar10', 'a', 'b')).toThrow(
    new InputError(
      'cifar10 has changed since this training was stopped: put the data back, or start a new training',
    ),
  );
});
