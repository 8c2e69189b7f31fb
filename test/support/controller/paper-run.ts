import { createController } from '../../../controller/nao-controller';
import { createRandomStream } from '../../../src/random';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { SMALL } from './fixture';

/* Prints the results of three epochs at the size of NAO (Luo et al. 2018). processes.test.ts runs it twice. */

const space = createCnnSpace(5);
const controller = createController(space, {
  ...SMALL,
  embeddingSize: 32,
  hiddenSize: 96,
  batchSize: 100,
  lambda: 0.9,
});
const random = createRandomStream(1, 'paper-run');
const examples = Array.from({ length: 250 }, () => ({
  tokens: space.toTokens(space.sample(random)),
  target: random(),
}));
const tokens = examples.map((example) => example.tokens);
controller.initialize(7);
const losses = [0, 1, 2].map((epoch) => controller.trainEpoch(examples, 7, epoch));
process.stdout.write(
  JSON.stringify({ losses, predicted: controller.predict(tokens), improved: controller.improve(tokens, 10) }),
);
