import { parseArgs } from 'node:util';
import type { Controller, Example } from '../../controller/controller';
import { buildControllerGraph } from '../../controller/graph';
import { createController } from '../../controller/nao-controller';
import { parsePositiveInteger, parseWholeNumber } from '../../src/cli/arguments/parse-options';
import type { Graph } from '../../src/graph/graph';
import { countElements } from '../../src/graph/tensor';
import { createRandomStream, randomInteger } from '../../src/random';
import { createCnnSpace } from '../../src/space/cnn/space';
import type { Architecture, Space } from '../../src/space/space';
import { CONTROLLER_SETTINGS } from './support/specs';
import { findMedian, measureSeconds } from './support/timing';

const ARCHITECTURES = 600;
const WANTED = 100;
const FIRST_STEP_SIZE = 10;

/**
 * Benchmark of the controller on 600 random architectures of the CNN space (B = 5) with a synthetic score, each with one
 * symmetric architecture:
 *
 * - `load_s`, `first_step_s`: building and loading the graph; the first training step, which allocates memory
 * - `epoch_s`: the fastest epoch, of 1,200 sequences; `epoch_median_s`: the median one
 * - `generate_s`: the fastest of several calls that move the best 100 one gradient step and decode them;
 *   `generate_until_new_s`, `generate_calls`: the search for 100 new ones, the step size growing as in NAO's footnote 4
 * - `nodes`, `parameters`: of the graph; `new`: number of new architectures found
 * - `reconstruction_loss`, `predictor_loss`: of the last epoch
 *
 * @param argv `--epochs N` (default 30), `--seed N` (default 1)
 */
export function bench(argv: string[]): Promise<Record<string, number | string>> {
  const { values } = parseArgs({
    args: argv,
    options: {
      epochs: { type: 'string', default: '30' },
      seed: { type: 'string', default: '1' },
    },
  });
  const epochs = parsePositiveInteger(values.epochs, '--epochs');
  const seed = parseWholeNumber(values.seed, '--seed');
  const space = createCnnSpace(5);
  const examples = createSymmetricExamples(space, seed);
  const graph = buildControllerGraph(space, CONTROLLER_SETTINGS);

  let controller: Controller | undefined;
  const loadSeconds = measureSeconds(() => (controller = createController(space, CONTROLLER_SETTINGS)));
  if (!controller) throw new Error('no controller');
  controller.initialize(seed);
  const first = examples.slice(0, CONTROLLER_SETTINGS.batchSize);
  const firstStepSeconds = measureSeconds(() => controller?.trainEpoch(first, seed, 0));
  controller.initialize(seed);

  let last = { loss: NaN, predictorLoss: NaN, reconstructionLoss: NaN };
  const epochSeconds: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    epochSeconds.push(
      measureSeconds(() => (last = (controller as Controller).trainEpoch(examples, seed, epoch))),
    );
  }
  const best = examples
    .filter((_, i) => i % 2 === 0)
    .sort((a, b) => b.target - a.target)
    .slice(0, WANTED)
    .map((example) => example.tokens);
  controller.improve(best, 0);
  const callSeconds = Array.from({ length: 8 }, () =>
    measureSeconds(() => (controller as Controller).improve(best, FIRST_STEP_SIZE)),
  );
  const search = { fresh: 0, calls: 0 };
  const searchSeconds = measureSeconds(() =>
    Object.assign(search, improveUntilNew(controller as Controller, examples, best)),
  );
  controller.dispose();
  return Promise.resolve({
    epoch_s: roundToFourDigits(Math.min(...epochSeconds)),
    epoch_median_s: roundToFourDigits(findMedian(epochSeconds)),
    generate_s: roundToFourDigits(Math.min(...callSeconds)),
    generate_until_new_s: roundToFourDigits(searchSeconds),
    generate_calls: search.calls,
    new: search.fresh,
    nodes: graph.nodes.length,
    load_s: roundToFourDigits(loadSeconds),
    first_step_s: roundToFourDigits(firstStepSeconds),
    parameters: countParameters(graph),
    reconstruction_loss: roundToFourDigits(last.reconstructionLoss),
    predictor_loss: roundToFourDigits(last.predictorLoss),
  });
}

/** Creates pairs of symmetric architectures; the score is the fraction of operations that are separable convolutions. */
function createSymmetricExamples(space: Space, seed: number): Example[] {
  const random = createRandomStream(seed, 'bench-controller');
  return Array.from({ length: ARCHITECTURES }, () => space.sample(random)).flatMap((architecture) => {
    const symmetric = space.symmetries(architecture);
    const partner = symmetric.length > 0 ? symmetric[randomInteger(random, symmetric.length)] : architecture;
    return [architecture, partner].map((each) => ({
      tokens: space.toTokens(each),
      target: computeSyntheticScore(each),
    }));
  });
}

function computeSyntheticScore(architecture: Architecture): number {
  const ops = architecture.filter((_, position) => position % 2 === 1);
  return ops.filter((op) => op <= 1).length / ops.length;
}

function improveUntilNew(
  controller: Controller,
  examples: readonly Example[],
  best: readonly (readonly number[])[],
): { fresh: number; calls: number } {
  const seen = new Set(examples.map((example) => example.tokens.join()));
  const fresh = new Set<string>();
  let calls = 0;
  for (let stepSize = FIRST_STEP_SIZE; fresh.size < WANTED && calls < 20; stepSize += FIRST_STEP_SIZE / 2) {
    for (const tokens of controller.improve(best, stepSize)) {
      if (!seen.has(tokens.join())) fresh.add(tokens.join());
    }
    calls++;
  }
  return { fresh: fresh.size, calls };
}

/** Counts the trained parameters: variables except those of the optimizer. */
function countParameters(graph: Graph): number {
  return graph.nodes
    .filter((node) => node.op === 'VarHandleOp' && !node.name.includes('adam'))
    .map(({ attributes: { shape } }) => ('shape' in shape ? countElements(shape.shape) : 0))
    .reduce((a, b) => a + b, 0);
}

function roundToFourDigits(value: number): number {
  return Number(value.toPrecision(4));
}
