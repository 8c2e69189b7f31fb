import fs from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { loadTrainConfig, TRAIN_PRESET_NAMES } from '../../src/config/load-train';
import { SPACE_NAMES } from '../../src/space/registry';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

const IMAGES = { name: '', space: 'cnn', text: '0 0 1 3 2 1 0 4 0 2 1 0 2 3 1 4' };
const TEXT = { name: '', space: 'rnn', text: '0 0 1 1' };

/** Writes the config.yaml of a run of another version. */
function writeConfig(config: object): string {
  const file = path.join(folder(), 'config.yaml');
  fs.writeFileSync(file, stringify({ ...config, recorded: { nao: '0.0.9' } }));
  return file;
}

test.each([IMAGES, TEXT])(
  "a run's config.yaml repeats it, also for another architecture: %o",
  (architecture) => {
    const config = loadTrainConfig(architecture, { preset: 'tiny' });
    const files = [writeConfig(config)];
    expect(loadTrainConfig(architecture, { preset: 'paper', files })).toEqual(config);
    const other = { ...architecture, name: 'another', text: `1 ${architecture.text.slice(2)}` };
    expect(loadTrainConfig(other, { preset: 'paper', files })).toEqual({ ...config, architecture: other });
  },
);

test.each(SPACE_NAMES.flatMap((space) => TRAIN_PRESET_NAMES.map((preset) => [space, preset])))(
  'an architecture of space %s can be trained by preset %s',
  (space, preset) => {
    expect(() => loadTrainConfig({ name: '', space, text: '' }, { preset })).not.toThrow();
  },
);

test('presets paper and child are the trainings of the benchmark for its cells', () => {
  const architecture = { name: '', space: 'nasbench201', text: '3 3 3 3 3 3' };
  const network = { cellsPerStack: 5, channels: 16, batchSize: 256, learningRate: 0.1, dropPathKeep: 1 };
  const paper = loadTrainConfig(architecture, { preset: 'paper' });
  expect(paper).toMatchObject({ data: { validImages: 0 }, child: { ...network, epochs: 200 } });
  const child = loadTrainConfig(architecture, { preset: 'child' });
  expect(child).toMatchObject({ data: { validImages: 5000 }, child: { ...network, epochs: 12 } });
});

test('a config.yaml that lacks settings is rejected unless other sources give them', () => {
  const { child, ...rest } = loadTrainConfig(IMAGES, { preset: 'tiny' }) as Extract<
    ReturnType<typeof loadTrainConfig>,
    { child: object }
  >;
  const { cellOutput, ...older } = child;
  const files = [writeConfig({ ...rest, child: older })];
  expect(() => loadTrainConfig(IMAGES, { preset: 'tiny', files })).toThrow(
    /is from another version of nao and lacks child\.cellOutput: set it with --set child\.cellOutput=VALUE/,
  );
  expect(
    loadTrainConfig(IMAGES, { preset: 'paper', files, set: [`child.cellOutput=${cellOutput}`] }),
  ).toEqual({ ...rest, child });
});

test.each([
  [IMAGES, 'ptb', /^a convolutional cell cannot be trained on the text 'ptb': give an image data set \(/],
  [TEXT, 'cifar10', /^a recurrent cell cannot be trained on the images 'cifar10': give a text \(/],
  [IMAGES, 'cifar01', /^unknown image data set 'cifar01': did you mean 'cifar10'\?/],
  [TEXT, 'nosuch', /^unknown text data set 'nosuch': choose another \(known: /],
])(
  'an architecture is not trained on a data set that it does not fit: %o on %s',
  (architecture, name, message) => {
    const flags = { 'data.dataset': name };
    expect(() => loadTrainConfig(architecture, { preset: 'tiny', flags })).toThrow(message);
  },
);
