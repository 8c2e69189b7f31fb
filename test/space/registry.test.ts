import { InputError } from '../../src/errors';
import { createSpace, SPACE_NAMES } from '../../src/space/registry';

test.each([...SPACE_NAMES])('%s is built under its name', (name) => {
  expect(createSpace(name, { nodes: 3 }).name).toBe(name);
});

test('the options reach the space', () => {
  expect(createSpace('cnn', { nodes: 3 }).length).toBe(24);
  expect(createSpace('rnn', { nodes: 3 }).length).toBe(5);
});

test.each(['cn', 'CNN', '', 'constructor'])(
  'an unknown name such as %p is refused with the nearest',
  (name) => {
    expect(() => createSpace(name, { nodes: 5 })).toThrow(
      new InputError(
        `unknown search space '${name}': did you mean 'cnn'? (known: ${SPACE_NAMES.join(', ')})`,
      ),
    );
  },
);
