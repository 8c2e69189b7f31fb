import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { loadConfig } from '../../src/config/load-search';
import { presetNames, resolvePreset } from '../../src/config/presets/by-name';
import { InputError } from '../../src/errors';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao-config-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

function yaml(text: string): string {
  const file = path.join(folder, 'settings.yaml');
  fs.writeFileSync(file, text);
  return file;
}

function set(...assignments: string[]) {
  return loadConfig({ preset: 'tiny', set: assignments, flags: { seed: '7' } });
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error('was not refused');
}

describe.each(['cnn', 'rnn'])('of space %s', (space) => {
  test.each(presetNames)('preset %s is valid as it stands', (preset) => {
    const config = loadConfig({ preset, flags: { 'space.name': space } });
    expect(config).toMatchObject({ mode: 'ws', space: { name: space } });
  });
});

test.each(
  presetNames.flatMap((preset) => [
    [preset, 'cnn'],
    [preset, 'cnn11'],
    [preset, 'rnn'],
  ]),
)('preset %s of mode full and space %s is valid as it stands, and saves each child', (preset, space) => {
  const config = loadConfig({ preset, flags: { mode: 'full', 'space.name': space } });
  expect(config).toMatchObject({ mode: 'full', space: { name: space }, run: { checkpointEveryScores: 1 } });
});

test("mode full in preset paper is the paper's search: 600 + 200 + 200 children of N = 3, F = 32", () => {
  const { search, child, data } = loadConfig({ preset: 'paper', flags: { mode: 'full' } });
  expect(search).toMatchObject({ rounds: 3, poolSize: 600, topK: 200, newPerRound: 200, stepSize: 10 });
  expect(child).toMatchObject({
    ...{ cellsPerStack: 3, channels: 32, epochs: 25, batchSize: 128 },
    ...{ learningRate: 0.024, learningRateEnd: 0, momentum: 0.9, weightDecay: 5e-4 },
  });
  expect(data).toMatchObject({ dataset: 'cifar10', validImages: 5000, trainImages: 0 });
});

test("mode full of space rnn in preset paper trains the paper's children: 600 epochs of 850 units", () => {
  const { search, rnnChild, data } = loadConfig({
    preset: 'paper',
    flags: { mode: 'full', 'space.name': 'rnn' },
  });
  expect(search).toMatchObject({ rounds: 2, poolSize: 600, topK: 200, newPerRound: 200 });
  expect(rnnChild).toMatchObject({
    ...{ hiddenSize: 850, epochs: 600, learningRate: 10, learningRateDecay: 0.9991, decayFromEpoch: 15 },
    ...{ weightDecay: 5e-7, clipNorm: 0.25 },
  });
  expect(data).toMatchObject({ dataset: 'ptb', trainTokens: 0 });
});

test('a preset states differences from the paper', () => {
  expect(resolvePreset('quick').controller.lambda).toBe(resolvePreset('paper').controller.lambda);
  expect(resolvePreset('quick').supernet.channels).toBeLessThan(resolvePreset('paper').supernet.channels);
});

test.each(['quick', 'cpu', 'paper'])(
  'preset %s scores every architecture on all of 5,000 images',
  (preset) => {
    const { data, supernet } = resolvePreset(preset);
    expect(data.validImages).toBe(5000);
    expect(supernet.evalImages).toBe(0);
  },
);

describe('the space, chosen in whatever way, decides what a preset means', () => {
  const paper = resolvePreset('paper', 'rnn');

  test.each([
    ['an option', () => loadConfig({ preset: 'paper', flags: { 'space.name': 'rnn' } })],
    ['--set', () => loadConfig({ preset: 'paper', set: ['space.name=rnn'] })],
    ['a file', () => loadConfig({ preset: 'paper', files: [yaml('space:\n  name: rnn\n')] })],
    [
      'the last of several',
      () => loadConfig({ preset: 'paper', files: [yaml('space:\n  name: cnn\n')], set: ['space.name=rnn'] }),
    ],
  ])('%s', (_, load) => {
    expect({ ...load(), seed: undefined }).toEqual({ ...paper, seed: undefined });
  });

  test("the paper's recurrent search, and what it shares with the convolutional one", () => {
    const { rnn, ...others } = paper;
    expect(others).toMatchObject({
      space: { name: 'rnn', nodes: 12 },
      data: { dataset: 'ptb' },
      controller: {
        embeddingSize: 64,
        hiddenSize: 128,
        predictorLayers: [200],
        lambda: 0.8,
        learningRate: 0.001,
      },
      search: { rounds: 2, poolSize: 1000, stepSize: 10 },
    });
    expect(rnn).toMatchObject({ learningRate: 10, weightDecay: 5e-7, clipNorm: 0.25, output: 'loose-ends' });
    expect(resolvePreset('paper').controller).toMatchObject({
      embeddingSize: 32,
      hiddenSize: 96,
      lambda: 0.9,
    });
  });

  test('over a preset of the space come the other settings', () => {
    const config = loadConfig({
      preset: 'quick',
      set: ['space.name=rnn', 'space.nodes=6', 'rnn.output=all', 'controller.predictorLayers=[]'],
    });
    expect(config.space.nodes).toBe(6);
    expect(config.controller.predictorLayers).toEqual([]);
    expect(config.rnn).toEqual({ ...resolvePreset('quick', 'rnn').rnn, output: 'all' });
  });

  test.each([
    ['rnnn', 'rnn'],
    ['constructor', 'cnn'],
    ['3', 'cnn'],
  ])('an unknown space %s is refused with the nearest name', (name, nearest) => {
    expect(refusal(() => set(`space.name=${name}`))).toBe(
      `unknown search space '${name}': did you mean '${nearest}'? (known: cnn, rnn, cnn11, nasbench201)`,
    );
  });

  test('a group in the place of the name is refused', () => {
    expect(refusal(() => loadConfig({ preset: 'tiny', files: [yaml('space: rnn\n')] }))).toBe(
      "setting 'space' is 'rnn': it must be a group of settings (name, nodes)",
    );
  });
});

test('sources override one another: preset, file, --set, option', () => {
  const file = yaml('controller:\n  epochs: 11\n  batchSize: 12\n  hiddenSize: 13\nseed: 1\n');
  const config = loadConfig({
    preset: 'tiny',
    files: [file],
    set: ['controller.batchSize=22', 'controller.hiddenSize=23', 'seed=2'],
    flags: { 'controller.hiddenSize': '33', 'run.device': undefined },
  });
  expect(config.controller).toMatchObject({ epochs: 11, batchSize: 22, hiddenSize: 33, embeddingSize: 8 });
  expect(config.seed).toBe(2);
});

test('scalars have the syntax of YAML 1.2', () => {
  expect(set('supernet.weightDecay=1e-4').supernet.weightDecay).toBe(1e-4);
  expect(set('supernet.nesterov=false').supernet.nesterov).toBe(false);
  expect(set('controller.predictorLayers=[200, 1]').controller.predictorLayers).toEqual([200, 1]);
  expect(
    loadConfig({ preset: 'tiny', files: [yaml('supernet:\n  weightDecay: 1e-4\n')] }).supernet.weightDecay,
  ).toBe(1e-4);
});

test('text stays text, and paths become absolute', () => {
  expect(loadConfig({ preset: 'tiny', set: ['data.dir=123'], cwd: '/some where' }).data.dir).toBe(
    '/some where/123',
  );
  expect(set('data.dir=').data.dir).toBe('');
});

test('without a seed one is drawn, each time another', () => {
  const seeds = Array.from({ length: 4 }, () => loadConfig({ preset: 'tiny' }).seed);
  expect(new Set(seeds).size).toBeGreaterThan(1);
});

test.each([
  ['controler.epochs=5', "unknown setting 'controler.epochs': did you mean 'controller.epochs'?"],
  ['controller.epoch=5', "unknown setting 'controller.epoch': did you mean 'controller.epochs'?"],
  ['epochs=5', "unknown setting 'epochs': did you mean 'controller.epochs'?"],
  ['sed=5', "unknown setting 'sed': did you mean 'seed'?"],
  ['controler=5', "unknown setting 'controler': did you mean 'controller'?"],
  ['__proto__.epochs=5', "unknown setting '__proto__.epochs': did you mean 'controller.epochs'?"],
  ['controller.epochs=ten', "setting 'controller.epochs' is 'ten': it must be a whole number from 1 on"],
  ['controller.epochs=2.5', "setting 'controller.epochs' is 2.5: it must be a whole number from 1 on"],
  ['controller.epochs=', "setting 'controller.epochs' is empty: it must be a whole number from 1 on"],
  ['controller.lambda=1.5', "setting 'controller.lambda' is 1.5: it must be a number from 0 to 1"],
  [
    'supernet.dropPathKeep=0',
    "setting 'supernet.dropPathKeep' is 0: it must be a number above 0 and up to 1",
  ],
  ['controller.lambda=.nan', "setting 'controller.lambda' is NaN: it must be a number from 0 to 1"],
  ['supernet.horizontalFlip=1', "setting 'supernet.horizontalFlip' is 1: it must be true or false"],
  ['run.device=tpu', "setting 'run.device' is 'tpu': it must be one of auto, cpu, gpu"],
  [
    'controller.predictorLayers=[2.5]',
    "setting 'controller.predictorLayers' is [2.5]: it must be a list of whole numbers from 1 on, such as [200]",
  ],
  [
    'search=3',
    "setting 'search' is 3: it must be a group of settings (rounds, poolSize, topK, newPerRound, stepSize, maxStepSize, acquisitionSamples, ucbBeta)",
  ],
  ['epochs', "--set takes name=value, got 'epochs': write for instance controller.epochs=VALUE"],
])('--set %s is refused', (assignment, message) => {
  expect(refusal(() => set(assignment))).toBe(message);
});

test.each([['1.5'], ['-1'], ['x'], ['2147483648']])('seed %s is refused', (seed) => {
  expect(refusal(() => loadConfig({ preset: 'tiny', flags: { seed } }))).toBe(
    `setting 'seed' is ${seed === 'x' ? "'x'" : seed}: it must be a whole number from 0 to 2147483647`,
  );
});

test('an unknown preset is refused', () => {
  expect(refusal(() => loadConfig({ preset: 'papr' }))).toBe(
    "unknown preset 'papr': did you mean 'paper'? (known: quick, cpu, paper, tiny)",
  );
});

describe('a settings file', () => {
  const load = (text: string) => loadConfig({ preset: 'tiny', files: [yaml(text)] });

  test('with a key a level too high is refused', () => {
    expect(refusal(() => load('controller:\n  batchSize: 5\nepochs: 9\n'))).toBe(
      "unknown setting 'epochs': did you mean 'controller.epochs'?",
    );
  });

  test('with a key twice is refused, with its line', () => {
    expect(refusal(() => load('controller:\n  epochs: 5\n  epochs: 9\n'))).toBe(
      `cannot read the settings in ${folder}/settings.yaml, line 3: a key stands there twice`,
    );
  });

  test('with an empty group is refused', () => {
    expect(refusal(() => load('table:\n'))).toBe(
      "setting 'table' is empty: it must be a group of settings (file, architectureColumn, scoreColumn, testColumn, direction, splitSeed)",
    );
  });

  test('with a list instead of groups is refused', () => {
    expect(refusal(() => load('- 1\n'))).toBe(
      `${folder}/settings.yaml holds no settings: write groups such as 'controller:' with 'epochs: 100' below`,
    );
  });

  test('that is no YAML is refused, with its line', () => {
    expect(refusal(() => load('a: [1\nb: {'))).toMatch(/settings\.yaml, line \d+: /);
  });

  test('that is missing is refused', () => {
    const file = path.join(folder, 'none.yaml');
    expect(refusal(() => loadConfig({ preset: 'tiny', files: [file] }))).toMatch(/none\.yaml .*ENOENT/);
  });

  test('of a run is not filled up with settings that have come since, unless they are given', () => {
    const config = set();
    const { nodes, ...space } = config.space;
    const old = yaml(stringify({ ...config, space, recorded: { nao: '0.0.9' } }));
    expect(refusal(() => loadConfig({ preset: 'tiny', files: [old] }))).toBe(
      `${old} is of a run of another version of nao and lacks space.nodes: give what it was there with --set space.nodes=VALUE, ` +
        `or delete 'recorded' from the file to take what it lacks from the preset`,
    );
    expect(loadConfig({ preset: 'paper', files: [old], set: [`space.nodes=${nodes}`] })).toEqual(config);
    expect(load(stringify({ ...config, space }))).toEqual(config);
  });

  test('that is empty changes nothing', () => {
    expect(load('# nothing\n').controller).toEqual(resolvePreset('tiny').controller);
  });
});

test.each([
  [
    ['mode=full', 'space.name=nasbench201'],
    /^mode 'full' trains no architectures of the space 'nasbench201' by themselves: take/,
  ],
  [
    ['mode=full', 'space.name=rnn', 'rnnChild.asgdStartEpoch=3'],
    /'rnnChild\.asgdStartEpoch' is 3, more than 'rnnChild\.epochs', which is 2/,
  ],
  [
    ['mode=full', 'space.name=rnn', 'data.trainTokens=20'],
    /'data\.trainTokens' is 20, but rnnChild\.batchSize \(4\) columns of rnnChild\.bpttSteps \(5\) need 21 tokens/,
  ],
  [
    ['mode=full', 'child.learningRateEnd=1'],
    /'child\.learningRateEnd' is 1, more than 'child\.learningRate'/,
  ],
  [['mode=full', 'child.batchSize=81'], /'child\.batchSize' is 81, more than 'data\.trainImages'/],
  [
    ['mode=table'],
    /^mode 'table' needs a CSV of architectures and scores: set table\.file \(--table FILE\)$/,
  ],
  [
    ['search.topK=9', 'search.poolSize=8'],
    /^setting 'search\.topK' is 9, more than 'search\.poolSize', which is 8: lower the first or raise the second$/,
  ],
  [['search.stepSize=500'], /'search\.stepSize' is 500, more than 'search\.maxStepSize'/],
  [['supernet.learningRateEnd=1'], /'supernet\.learningRateEnd' is 1, more than 'supernet\.learningRate'/],
  [['supernet.evalImages=41'], /'supernet\.evalImages' is 41, more than 'data\.validImages', which is 40/],
  [['supernet.evalBatchSize=41'], /'supernet\.evalBatchSize' is 41, more than 'data\.validImages'/],
  [['supernet.batchSize=81'], /'supernet\.batchSize' is 81, more than 'data\.trainImages'/],
  [
    ['search.ucbBeta=0.5'],
    /^setting 'search\.ucbBeta' is 0\.5, but controller\.predictor 'network' does not know how sure it is: set it to 0, or the predictor to gp$/,
  ],
  [
    ['controller.validationFraction=1'],
    /'controller\.validationFraction' is 1, which leaves nothing to train on/,
  ],
])('%s do not go together', (assignments, message) => {
  expect(refusal(() => set(...assignments))).toMatch(message);
});

test.each([
  [['rnn.learningRateEnd=11'], /'rnn\.learningRateEnd' is 11, more than 'rnn\.learningRate', which is 10/],
  [
    ['data.trainTokens=20'],
    /^setting 'data\.trainTokens' is 20, but rnn\.batchSize \(4\) columns of rnn\.bpttSteps \(5\) need 21 tokens: raise it, or set it to 0 for all$/,
  ],
  [['rnn.evalTokens=4'], /'rnn\.evalTokens' is 4, but rnn\.evalBatchSize \(4\) columns need 5 tokens/],
  [['rnn.optimizer=asgd', 'rnn.asgdEpochs=2'], /'rnn\.asgdEpochs' is 2, more than 'rnn\.firstEpochs'/],
  [
    ['rnn.optimizer=asgd', 'rnn.asgdEpochs=2', 'rnn.firstEpochs=2'],
    /'rnn\.asgdEpochs' is 2, more than 'rnn\.epochsPerRound'/,
  ],
])('%s do not go together in the space rnn', (assignments, message) => {
  expect(refusal(() => set('space.name=rnn', ...assignments))).toMatch(message);
});

test('settings of the weights of another space, or of another mode, are not held against a search', () => {
  expect(set('rnn.learningRateEnd=11').rnn.learningRateEnd).toBe(11);
  expect(set('space.name=rnn', 'supernet.learningRateEnd=11').supernet.learningRateEnd).toBe(11);
  expect(set('space.name=rnn', 'rnn.asgdEpochs=2').rnn.asgdEpochs).toBe(2);
  expect(set('space.name=rnn', 'rnn.evalTokens=5', 'data.trainTokens=21').data.trainTokens).toBe(21);
  expect(set('space.name=rnn', 'rnn.evalTokens=0', 'data.trainTokens=0').data.trainTokens).toBe(0);
});

test('a step size of 0 is a setting like another', () => {
  expect(set('search.stepSize=0').search.stepSize).toBe(0);
});
