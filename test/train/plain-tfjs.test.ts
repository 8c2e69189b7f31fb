import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-node-gpu';
import path from 'node:path';
import { loadTrainConfig, type TrainConfig } from '../../src/config/load-train';
import { loadImageDataset } from '../../src/data/images/registry';
import { loadTextDataset } from '../../src/data/text/registry';
import { loadTensorFlow, type TensorFlow } from '../../src/native/load';
import { getSystemInfo } from '../../src/native/system-info';
import { RunFolder } from '../../src/run/folder';
import { noopHooks } from '../../src/run/hooks';
import { createRunRecord } from '../../src/run/record';
import { runTraining } from '../../src/train/run';
import { useOwnCache } from '../support/cli/command';
import { writeImageFixture } from '../support/data/image-files';
import { writeTextFixture } from '../support/data/text-files';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);

async function train(config: TrainConfig) {
  const record = createRunRecord(getSystemInfo('cpu'));
  const runFolder = RunFolder.create(path.join(folder(), 'run'), config, record);
  try {
    return await runTraining(config, runFolder, noopHooks);
  } finally {
    runFolder.close();
  }
}

/** Loads an export as any user of tfjs-node does. */
async function loadModel(
  tf: TensorFlow,
  exported: string,
): Promise<(inputs: NamedTensorMap) => Record<string, Tensor>> {
  const model = await tf.node.loadSavedModel(exported);
  return (inputs) => model.predict(inputs) as NamedTensorMap;
}

test('tfjs-node alone classifies as many images correctly as the training says, in batches of any size', async () => {
  const images = await writeImageFixture(path.join(folder(), 'images'));
  const { exported, test: result } = await train(
    loadTrainConfig(
      { name: '', space: 'cnn', text: '0 0 1 3 2 1 0 4 0 2 1 0 2 3 1 4' },
      {
        preset: 'tiny',
        set: ['child.batchSize=20', 'child.epochs=2', 'data.validImages=0'],
        flags: { 'data.dataset': 'images', 'data.dir': images, seed: '3' },
      },
    ),
  );
  const { height, width, channels, test } = await loadImageDataset({
    dataset: 'images',
    dir: images,
    resizePixels: 0,
  });
  const tf = loadTensorFlow();
  const predict = await loadModel(tf, exported);
  const length = height * width * channels;
  for (const batch of [30, 7, 1]) {
    const classes: number[] = [];
    for (let start = 0; start < test.labels.length; start += batch) {
      const pixels = test.pixels.slice(start * length, (start + batch) * length);
      const input = tf.tensor4d(pixels, [pixels.length / length, height, width, channels], 'int32');
      classes.push(...predict({ images: input }).classes.dataSync());
    }
    const correct = classes.filter((predicted, i) => predicted === test.labels[i]).length;
    expect(correct).toBe(result.test_images_correct);
  }
});

test('tfjs-node alone gives a text the perplexity that the training says, word by word', async () => {
  const dir = path.join(folder(), 'text');
  writeTextFixture(dir, { words: { train: 400, valid: 100, test: 100 }, vocabulary: 20 });
  const { exported, test: result } = await train(
    loadTrainConfig(
      { name: '', space: 'rnn', text: '0 0 1 1 3 0 2' },
      {
        preset: 'tiny',
        set: ['rnn.epochs=3', 'rnn.evalBatchSize=1'],
        flags: { 'data.dataset': 'text', 'data.dir': dir, seed: '3' },
      },
    ),
  );
  const { test, vocabulary } = await loadTextDataset({ dataset: 'text', dir, vocabularyWords: 0 });
  const tf = loadTensorFlow();
  const predict = await loadModel(tf, exported);
  const units = 8; // preset tiny
  let hidden: Tensor = tf.zeros([1, units]);
  let loss = 0;
  for (let i = 0; i + 1 < test.length; i++) {
    const output = predict({ tokens: tf.tensor1d([test[i]], 'int32'), hidden });
    loss -= output.log_probabilities.dataSync()[test[i + 1]];
    hidden = output.next_hidden;
  }
  expect(Math.exp(loss / (test.length - 1))).toBeCloseTo(Number(result.test_perplexity), 6);

  const texts = 7;
  const { log_probabilities: many } = predict({
    tokens: tf.fill([texts], test[0], 'int32'),
    hidden: tf.zeros([texts, units]),
  });
  const { log_probabilities: one } = predict({
    tokens: tf.tensor1d([test[0]], 'int32'),
    hidden: tf.zeros([1, units]),
  });
  expect(many.shape).toEqual([texts, vocabulary.length]);
  const difference = many.sub(one).abs().max().dataSync()[0];
  expect(difference).toBeLessThan(1e-6);
});
