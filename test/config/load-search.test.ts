import fs from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { loadConfig } from '../../src/config/load-search';
import { PRESET_NAMES, resolvePreset } from '../../src/config/presets/by-name';
import { InputError } from '../../src/errors';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

function yaml(text: string): string {
  const file = path.join(folder(), 'settings.yaml');
  fs.writeFileSync(file, text);
  return file;
}

function set(...assignments: string[]) {
  return loadConfig({ preset: 'tiny', set: assignments, flags: { seed: '7' } });
}

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error('expected an InputError');
}

describe.each(['cnn', 'rnn'])('space %s', (space) => {
  test.each(PRESET_NAMES)('preset %s is valid', (preset) => {
    const config = loadConfig({ preset, flags: { 'space.name': space } });
    expect(config).toMatchObject({ mode: 'ws', space: { name: space } });
  });
});

test.each(
  PRESET_NAMES.flatMap((preset) => [
    [preset, 'cnn'],
    [preset, 'cnn11'],
    [preset, 'rnn'],
  ]),
)(
  'preset %s in mode full and space %s is valid and writes a checkpoint after each child',
  (preset, space) => {
    const config = loadConfig({ preset, flags: { mode: 'full', 'space.name': space } });
    expect(config).toMatchObject({ mode: 'full', space: { name: space }, run: { checkpointEveryScores: 1 } });
  },
);

test("preset paper in mode full is NAO's search: 600 + 200 + 200 children of N = 3, F = 32", () => {
  const { search, child, data } = loadConfig({ preset: 'paper', flags: { mode: 'full' } });
  expect(search).toMatchObject({ rounds: 3, poolSize: 600, topK: 200, newPerRound: 200, stepSize: 10 });
  expect(child).toMatchObject({
    cellsPerStack: 3,
    channels: 32,
    epochs: 25,
    batchSize: 128,
    learningRate: 0.024,
    learningRateEnd: 0,
    momentum: 0.9,
    weightDecay: 5e-4,
  });
  expect(data).toMatchObject({ dataset: 'cifar10', validImages: 5000, trainImages: 0 });
});

test("preset paper in mode full and space rnn trains NAO's children: 600 epochs of 850 units", () => {
  const { search, rnnChild, data } = loadConfig({
    preset: 'paper',
    flags: { mode: 'full', 'space.name': 'rnn' },
  });
  expect(search).toMatchObject({ rounds: 2, poolSize: 600, topK: 200, newPerRound: 200 });
  expect(rnnChild).toMatchObject({
    hiddenSize: 850,
    epochs: 600,
    learningRate: 10,
    learningRateDecay: 0.9991,
    decayFromEpoch: 15,
    weightDecay: 5e-7,
    clipNorm: 0.25,
  });
  expect(data).toMatchObject({ dataset: 'ptb', trainTokens: 0 });
});

test('presets keep the values of preset paper that they do not change', () => {
  expect(resolvePreset('quick').controller.lambda).toBe(resolvePreset('paper').controller.lambda);
  expect(resolvePreset('quick').supernet.channels).toBeLessThan(resolvePreset('paper').supernet.channels);
});

test.each(['quick', 'cpu', 'paper'])(
  'preset %s scores every architecture on all 5,000 validation images',
  (preset) => {
    const { data, supernet } = resolvePreset(preset);
    expect(data.validImages).toBe(5000);
    expect(supernet.evalImages).toBe(0);
  },
);

describe('the preset follows the space, whichever source sets it', () => {
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

  test("preset paper of space rnn has NAO's settings for recurrent cells", () => {
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

  test('other settings override the preset of the space', () => {
    const config = loadConfig({
      preset: 'quick',
      set: ['space.name=rnn', 'space.nodes=6', 'rnn.output=all', 'controller.predictorLayers=[]'],
    });
    expect(config.space.nodes).toBe(6);
    expect(config.controller.predictorLayers).toEqual([]);
    expect(config.rnn).toEqual({ ...resolvePreset('quick', 'rnn').rnn, output: 'all' });
  });

  test.each([
    ['rnnn', "did you mean 'rnn'? (known: cnn, rnn, cnn11, nasbench201)"],
    ['constructor', 'choose another (known: cnn, rnn, cnn11, nasbench201)'],
    ['3', 'choose another (known: cnn, rnn, cnn11, nasbench201)'],
  ])('unknown space %s is rejected with a near name or all names', (name, advice) => {
    expect(messageOf(() => set(`space.name=${name}`))).toBe(`unknown search space '${name}': ${advice}`);
  });

  test('text in place of the group is rejected', () => {
    expect(messageOf(() => loadConfig({ preset: 'tiny', files: [yaml('space: rnn\n')] }))).toBe(
      "setting 'space' is 'rnn': it must be a group of settings (name, nodes)",
    );
  });
});

test('later sources override earlier ones: preset, file, --set, option', () => {
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

test('scalars are parsed as YAML 1.2', () => {
  expect(set('supernet.weightDecay=1e-4').supernet.weightDecay).toBe(1e-4);
  expect(set('supernet.nesterov=false').supernet.nesterov).toBe(false);
  expect(set('controller.predictorLayers=[200, 1]').controller.predictorLayers).toEqual([200, 1]);
  expect(
    loadConfig({ preset: 'tiny', files: [yaml('supernet:\n  weightDecay: 1e-4\n')] }).supernet.weightDecay,
  ).toBe(1e-4);
});

test('text settings are not parsed, and paths become absolute', () => {
  expect(loadConfig({ preset: 'tiny', set: ['data.dir=123'], cwd: '/some where' }).data.dir).toBe(
    '/some where/123',
  );
  expect(set('data.dir=').data.dir).toBe('');
});

test('a random seed is drawn if none is given', () => {
  const seeds = Array.from({ length: 4 }, () => loadConfig({ preset: 'tiny' }).seed);
  expect(new Set(seeds).size).toBeGreaterThan(1);
});

test.each([
  ['controler.epochs=5', "unknown setting 'controler.epochs': did you mean 'controller.epochs'?"],
  ['controller.epoch=5', "unknown setting 'controller.epoch': did you mean 'controller.epochs'?"],
  ['epochs=5', "unknown setting 'epochs': did you mean 'controller.epochs'?"],
  ['sed=5', "unknown setting 'sed': did you mean 'seed'?"],
  [
    'search.colors=5',
    "unknown setting 'search.colors': search has rounds, poolSize, keepAll, topK, newPerRound, stepSize, maxStepSize, acquisitionSamples, ucbBeta, objectives",
  ],
  [
    'colors.red=5',
    "unknown setting 'colors.red': settings and groups are mode, seed, space, data, supernet, rnn, controller, search, child, rnnChild, full, table, baselines, run",
  ],
  ['controler=5', "unknown setting 'controler': did you mean 'controller'?"],
  ['__proto__.epochs=5', "unknown setting '__proto__.epochs': did you mean 'controller.epochs'?"],
  ['controller.epochs=ten', "setting 'controller.epochs' is 'ten': it must be an integer of at least 1"],
  ['controller.epochs=2.5', "setting 'controller.epochs' is 2.5: it must be an integer of at least 1"],
  ['controller.epochs=', "setting 'controller.epochs' is empty: it must be an integer of at least 1"],
  ['controller.lambda=1.5', "setting 'controller.lambda' is 1.5: it must be a number from 0 to 1"],
  [
    'supernet.dropPathKeep=0',
    "setting 'supernet.dropPathKeep' is 0: it must be a number above 0 and at most 1",
  ],
  ['controller.lambda=.nan', "setting 'controller.lambda' is NaN: it must be a number from 0 to 1"],
  [
    'supernet.fineTuneLearningRate=0',
    "setting 'supernet.fineTuneLearningRate' is 0: it must be a number above 0",
  ],
  ['supernet.horizontalFlip=1', "setting 'supernet.horizontalFlip' is 1: it must be true or false"],
  ['run.device=tpu', "setting 'run.device' is 'tpu': it must be one of auto, cpu, gpu"],
  [
    'controller.predictorLayers=[2.5]',
    "setting 'controller.predictorLayers' is [2.5]: it must be a list of positive integers, such as [200]",
  ],
  [
    'search=3',
    "setting 'search' is 3: it must be a group of settings (rounds, poolSize, keepAll, topK, newPerRound, stepSize, maxStepSize, acquisitionSamples, ucbBeta, objectives)",
  ],
  ['epochs', "--set needs name=value, got 'epochs': write for example controller.epochs=VALUE"],
])('--set %s is rejected', (assignment, message) => {
  expect(messageOf(() => set(assignment))).toBe(message);
});

test.each([['1.5'], ['-1'], ['x'], ['2147483648']])('seed %s is rejected', (seed) => {
  expect(messageOf(() => loadConfig({ preset: 'tiny', flags: { seed } }))).toBe(
    `setting 'seed' is ${seed === 'x' ? "'x'" : seed}: it must be an integer from 0 to 2147483647`,
  );
});

test('an unknown preset is rejected', () => {
  expect(messageOf(() => loadConfig({ preset: 'papr' }))).toBe(
    "unknown preset 'papr': did you mean 'paper'? (known: quick, cpu, paper, tiny)",
  );
});

describe('a settings file', () => {
  const load = (text: string) => loadConfig({ preset: 'tiny', files: [yaml(text)] });

  test('with a key one level too high is rejected', () => {
    expect(messageOf(() => load('controller:\n  batchSize: 5\nepochs: 9\n'))).toBe(
      "unknown setting 'epochs': did you mean 'controller.epochs'?",
    );
  });

  test('with a duplicate key is rejected with its line', () => {
    expect(messageOf(() => load('controller:\n  epochs: 5\n  epochs: 9\n'))).toBe(
      `cannot read the settings in ${folder()}/settings.yaml, line 3: duplicate key`,
    );
  });

  test('with an empty group is rejected', () => {
    expect(messageOf(() => load('table:\n'))).toBe(
      "setting 'table' is empty: it must be a group of settings (file, architectureColumn, scoreColumn, testColumn, direction, splitSeed)",
    );
  });

  test('with a list instead of groups is rejected', () => {
    expect(messageOf(() => load('- 1\n'))).toBe(
      `${folder()}/settings.yaml has no settings: write groups such as 'controller:' with 'epochs: 100' below`,
    );
  });

  test('that is not valid YAML is rejected with its line', () => {
    expect(messageOf(() => load('a: [1\nb: {'))).toMatch(/settings\.yaml, line \d+: /);
  });

  test('that is missing is rejected', () => {
    const file = path.join(folder(), 'none.yaml');
    expect(messageOf(() => loadConfig({ preset: 'tiny', files: [file] }))).toMatch(
      /none\.yaml \(no such file\)/,
    );
  });

  test('of a run must be complete unless other sources give the missing settings', () => {
    const config = set();
    const { nodes, ...space } = config.space;
    const old = yaml(stringify({ ...config, space, recorded: { nao: '0.0.9' } }));
    expect(messageOf(() => loadConfig({ preset: 'tiny', files: [old] }))).toBe(
      `${old} is from another version of nao and lacks space.nodes: set it with --set space.nodes=VALUE, ` +
        `or delete 'recorded' from the file to use the preset's value`,
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
    ['mode=full', 'space.name=nasbench201', 'child.dropPathKeep=0.9'],
    /'child\.dropPathKeep' is 0\.9, but the networks of space 'nasbench201' have no drop-path: set it to 1/,
  ],
  [
    ['mode=ws', 'space.name=nasbench201', 'supernet.auxiliaryWeight=0.4'],
    /'supernet\.auxiliaryWeight' is 0\.4, but the networks of space 'nasbench201' have no auxiliary head/,
  ],
  [
    ['mode=full', 'space.name=rnn', 'rnnChild.asgdStartEpoch=3'],
    /'rnnChild\.asgdStartEpoch' is 3, more than 'rnnChild\.epochs' \(2\)/,
  ],
  [
    ['mode=full', 'space.name=rnn', 'data.trainTokens=20'],
    /'data\.trainTokens' is 20, but rnnChild\.batchSize \(4\) sequences of rnnChild\.bpttSteps \(5\) need 21 tokens/,
  ],
  [
    ['mode=full', 'child.learningRateEnd=1'],
    /'child\.learningRateEnd' is 1, more than 'child\.learningRate'/,
  ],
  [['mode=full', 'child.batchSize=81'], /'child\.batchSize' is 81, more than 'data\.trainImages'/],
  [
    ['mode=table'],
    /^mode 'table' needs a CSV file of architectures and scores: set table\.file \(--table FILE\)$/,
  ],
  [
    ['search.topK=9', 'search.poolSize=8'],
    /^setting 'search\.topK' is 9, more than 'search\.poolSize' \(8\): lower the first or raise the second$/,
  ],
  [
    ['search.newPerRound=9', 'search.poolSize=8'],
    /^setting 'search\.newPerRound' is 9, more than 'search\.poolSize' \(8\)/,
  ],
  [['search.stepSize=500'], /'search\.stepSize' is 500, more than 'search\.maxStepSize'/],
  [['supernet.learningRateEnd=1'], /'supernet\.learningRateEnd' is 1, more than 'supernet\.learningRate'/],
  [['supernet.evalImages=41'], /'supernet\.evalImages' is 41, more than 'data\.validImages' \(40\)/],
  [['supernet.evalBatchSize=41'], /'supernet\.evalBatchSize' is 41, more than 'data\.validImages'/],
  [['supernet.batchSize=81'], /'supernet\.batchSize' is 81, more than 'data\.trainImages'/],
  [
    ['supernet.statisticsBatches=5'],
    /^setting 'supernet\.statisticsBatches' is 5, but data\.trainImages \(80\) has 4 batches of supernet\.evalBatchSize \(20\): lower one of the two, or use more training images$/,
  ],
  [
    ['search.ucbBeta=0.5'],
    /^setting 'search\.ucbBeta' is 0\.5, but controller\.predictor 'network' has no uncertainty: set search\.ucbBeta to 0, or the predictor to 'gp'$/,
  ],
  [
    ['controller.predictor=gp', 'controller.pseudoLabels=5'],
    /^setting 'controller\.pseudoLabels' is 5, but controller\.predictor 'gp' learns from scores alone: set controller\.pseudoLabels to 0, or the predictor to 'network'$/,
  ],
  [
    ['search.objectives.maxParameters=3.5M'],
    /^setting 'search\.objectives\.maxParameters' is '3\.5M': it must be a number of at least 0$/,
  ],
  [
    ['search.objectives.minimize=flops'],
    /^setting 'search\.objectives\.minimize' is 'flops': it must be one of none, parameters, multiply-adds$/,
  ],
  [
    ['data.dataset=ptb'],
    /^a convolutional cell cannot be trained on the text 'ptb': give an image data set \(fashion-mnist, cifar10, cifar100, images\), or a recurrent cell$/,
  ],
  [['mode=full', 'data.dataset=cifar01'], /^unknown image data set 'cifar01': did you mean 'cifar10'\?/],
  [
    ['controller.validationFraction=1'],
    /'controller\.validationFraction' is 1, which leaves nothing to train on/,
  ],
])('incompatible settings %s are rejected', (assignments, message) => {
  expect(messageOf(() => set(...assignments))).toMatch(message);
});

test.each([
  [['rnn.learningRateEnd=11'], /'rnn\.learningRateEnd' is 11, more than 'rnn\.learningRate' \(10\)/],
  [
    ['data.trainTokens=20'],
    /^setting 'data\.trainTokens' is 20, but rnn\.batchSize \(4\) sequences of rnn\.bpttSteps \(5\) need 21 tokens: raise it, or set it to 0 for all$/,
  ],
  [
    ['search.objectives.maxMultiplyAdds=5e8'],
    /^setting 'search\.objectives\.maxMultiplyAdds' is 500000000, but space 'rnn' counts no costs: use another space, or the score alone$/,
  ],
  [
    ['data.dataset=cifar10'],
    /^a recurrent cell cannot be trained on the images 'cifar10': give a text \(moby-dick, ptb, wikitext-2, text\), or a convolutional cell$/,
  ],
  [['mode=full', 'data.dataset=wikitext'], /^unknown text data set 'wikitext': did you mean 'wikitext-2'\?/],
  [['rnn.evalTokens=4'], /'rnn\.evalTokens' is 4, but rnn\.evalBatchSize \(4\) sequences need 5 tokens/],
  [['rnn.optimizer=asgd', 'rnn.asgdEpochs=2'], /'rnn\.asgdEpochs' is 2, more than 'rnn\.firstEpochs'/],
  [
    ['rnn.optimizer=asgd', 'rnn.asgdEpochs=2', 'rnn.firstEpochs=2'],
    /'rnn\.asgdEpochs' is 2, more than 'rnn\.epochsPerRound'/,
  ],
  [
    ['space.name=cnn', 'supernet.averageEpochs=2'],
    /'supernet\.averageEpochs' is 2, more than 'supernet\.firstEpochs'/,
  ],
])('incompatible settings %s are rejected in space rnn', (assignments, message) => {
  expect(messageOf(() => set('space.name=rnn', ...assignments))).toMatch(message);
});

test('settings of another space or mode are not cross-checked', () => {
  expect(set('rnn.learningRateEnd=11').rnn.learningRateEnd).toBe(11);
  expect(set('space.name=rnn', 'supernet.learningRateEnd=11').supernet.learningRateEnd).toBe(11);
  const table = ['mode=table', 'table.file=a.csv', 'data.dataset=ptb'];
  expect(set(...table).data.dataset).toBe('ptb');
  expect(set('space.name=rnn', 'rnn.asgdEpochs=2').rnn.asgdEpochs).toBe(2);
  expect(set('space.name=rnn', 'rnn.evalTokens=5', 'data.trainTokens=21').data.trainTokens).toBe(21);
  expect(set('space.name=rnn', 'rnn.evalTokens=0', 'data.trainTokens=0').data.trainTokens).toBe(0);
});

test('a pool that keeps all architectures can grow by more than its first size', () => {
  const { search } = set('search.keepAll=true', 'search.newPerRound=9', 'search.poolSize=8');
  expect(search).toMatchObject({ keepAll: true, newPerRound: 9, poolSize: 8 });
});

test('limits of costs are numbers in any form', () => {
  const { objectives } = set(
    'search.objectives.maxParameters=3.5e6',
    'search.objectives.maxMultiplyAdds=1e8',
  ).search;
  expect(objectives).toEqual({ maxParameters: 3_500_000, maxMultiplyAdds: 100_000_000, minimize: 'none' });
});

test('a step size of 0 is valid', () => {
  expect(set('search.stepSize=0').search.stepSize).toBe(0);
});

test('a tilde in a path is the home folder', () => {
  const before = process.env.HOME;
  process.env.HOME = '/home/ann';
  try {
    expect(loadConfig({ preset: 'tiny', set: ['data.dir=~/photos'], cwd: '/some where' }).data.dir).toBe(
      '/home/ann/photos',
    );
  } finally {
    if (before === undefined) delete process.env.HOME;
    else process.env.HOME = before;
  }
});

test.each([
  ['supernet.channels: 8\n', 'supernet.channels', "write 'supernet:' and below it '  channels:'"],
  ['search:\n  a.b: 8\n', 'a.b', "write 'a:' and below it '  b:'"],
])('a settings file with a dotted key is refused: %j', (text, key, advice) => {
  const file = path.join(folder(), 'dotted.yaml');
  fs.writeFileSync(file, text);
  expect(() => loadConfig({ preset: 'tiny', files: [file] })).toThrow(
    new InputError(`${file} has the key '${key}', but settings are in groups: ${advice}`),
  );
});
