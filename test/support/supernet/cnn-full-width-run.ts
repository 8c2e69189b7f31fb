import { createRandomStream, randomInteger } from '../../../src/random';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { CnnSupernet } from '../../../supernet/cnn';
import { labelsFor, pixelsFor, TINY } from './cnn';

/* Prints the losses of a few steps at the size of a real search: run twice by full-width.test.ts. */

const spec = {
  ...TINY,
  cellsPerStack: 3,
  channels: 20,
  classes: 10,
  images: 64,
  height: 32,
  width: 32,
  batchSize: 4,
  momentum: 0.9,
  nesterov: true,
  weightDecay: 1e-4,
  clipNorm: 5,
  dropPathKeep: 0.9,
  dropoutKeep: 0.9,
  auxiliaryHead: true,
  labelSmoothing: 0.1,
  augmentation: { cropPaddingPixels: 4, horizontalFlip: true, cutoutPixels: 8 },
};
const supernet = new CnnSupernet(spec, pixelsFor(spec), 3);
const space = createCnnSpace(spec.space.nodes);
const random = createRandomStream(6, 'full-width');
const losses = Array.from({ length: 6 }, (_, step) => {
  const indices = Int32Array.from({ length: spec.batchSize }, () => randomInteger(random, spec.images));
  const labels = labelsFor(spec, indices);
  // A large step amplifies a difference in the last bit.
  return supernet.train(space.sample(random), { indices, labels }, 0.1, 1, step).loss;
});
process.stdout.write(JSON.stringify({ losses }));
