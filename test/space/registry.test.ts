import { loadConfig } from '../../src/config/load-search';
import { InputError } from '../../src/errors';
import { createCnnSpace } from '../../src/space/cnn/space';
import { createSpace, getModality, registerSpace, SPACE_NAMES } from '../../src/space/registry';

test.each([...SPACE_NAMES])('createSpace creates %s under its name', (name) => {
  expect(createSpace(name, { nodes: 3 }).name).toBe(name);
});

test('createSpace passes the options to the space', () => {
  expect(createSpace('cnn', { nodes: 3 }).length).toBe(24);
  expect(createSpace('rnn', { nodes: 3 }).length).toBe(5);
});

test.each([
  ['cn', `did you mean 'cnn'? (known: ${SPACE_NAMES.join(', ')})`],
  ['CNN', `did you mean 'cnn'? (known: ${SPACE_NAMES.join(', ')})`],
  ['', `choose another (known: ${SPACE_NAMES.join(', ')})`],
  ['constructor', `choose another (known: ${SPACE_NAMES.join(', ')})`],
])('createSpace rejects the unknown name %p with a near name or all names', (name, advice) => {
  expect(() => createSpace(name, { nodes: 5 })).toThrow(
    new InputError(`unknown search space '${name}': ${advice}`),
  );
});

test('getModality returns text for recurrent cells only', () => {
  expect(['cnn', 'rnn', 'cnn11', 'nasbench201', 'naonet'].map(getModality)).toEqual([
    ...['images', 'text', 'images', 'images', 'images'],
  ]);
});

describe('a registered space', () => {
  const definition = {
    name: 'registered',
    create: ({ nodes }: { nodes: number }) => ({ ...createCnnSpace(nodes), name: 'registered' }),
    presets: { tiny: { space: { nodes: 4 }, search: { rounds: 9 } } },
  };
  beforeAll(() => registerSpace(definition));

  test('is created by its name, and may be registered again', () => {
    registerSpace(definition);
    expect(createSpace('registered', { nodes: 3 }).length).toBe(24);
  });

  test('cannot take a name that is in use', () => {
    expect(() => registerSpace({ ...definition, name: 'cnn' })).toThrow(
      new InputError("search space 'cnn' is already registered: choose another name"),
    );
  });

  test('has presets in mode custom, changed by its own', () => {
    const config = loadConfig({ preset: 'tiny', flags: { 'space.name': 'registered' } });
    expect(config).toMatchObject({ mode: 'custom', space: { name: 'registered', nodes: 4 } });
    expect(config.search.rounds).toBe(9);
    expect(loadConfig({ preset: 'cpu', flags: { 'space.name': 'registered' } }).mode).toBe('custom');
  });

  test.each(['ws', 'full'])('has no networks for mode %s', (mode) => {
    expect(() => loadConfig({ preset: 'tiny', flags: { 'space.name': 'registered', mode } })).toThrow(
      new InputError(
        `mode '${mode}' has no networks for the registered space 'registered': use mode 'table', or mode 'custom' with an evaluator`,
      ),
    );
  });
});
