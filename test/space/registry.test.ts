import { InputError } from '../../src/errors';
import { createSpace, SPACE_NAMES } from '../../src/space/registry';

test.each([...SPACE_NAMES])('createSpace creates %s under its name', (name) => {
  expect(createSpace(name, { nodes: 3 }).name).toBe(name);
});

test('createSpace passes the options to the space', () => {
  expect(createSpace('cnn', { nodes: 3 }).length).toBe(24);
  expect(createSpace('rnn', { nodes: 3 }).length).toBe(5);
});

test.each(['cn', 'CNN', '', 'constructor'])(
  'createSpace rejects the unknown name %p with the closest name',
  (name) => {
    expect(() => createSpace(name, { nodes: 5 })).toThrow(
      new InputError(
        `unknown search space '${name}': did you mean 'cnn'? (known: ${SPACE_NAMES.join(', ')})`,
      ),
    );
  },
);
