import type { Controller } from '../../../controller/controller';
import type { SearchConfig } from '../../config/schema/search';
import { FailedError, InputError } from '../../errors';
import type { Metric } from '../../evaluators/evaluator';
import { createRandomStream, randomInteger, randomPermutation } from '../../random';
import type { Architecture, Space } from '../../space/space';
import { type ControllerMetrics, evaluateController } from './controller-metrics';
import { createSurrogate } from './surrogate';
import { selectTargetTransform } from './target-transform';
import { createTokenizer, type Observation, toExamples, type Tokenizer } from './training-set';

/** What a search has scored and what its controllers are like. */
export interface LearningCurveOptions {
  readonly seed: number;
  readonly space: Space;
  readonly controller: Controller;
  readonly settings: Pick<
    SearchConfig['controller'],
    'epochs' | 'augmentSymmetric' | 'input' | 'predictor' | 'targets'
  >;
  readonly metric: Metric;
  /** Finite scores in the metric's unit. */
  readonly scored: readonly { readonly architecture: Architecture; readonly score: number }[];
}

/** How many architectures controllers learn from, and are measured on. */
export interface LearningCurveSizes {
  readonly sizes: readonly number[];
  readonly heldOut: number;
}

/** One controller that was trained and measured. */
export interface LearningCurvePoint extends ControllerMetrics {
  readonly trainedOn: number;
  /** From 1; the controllers of one number share their held-out architectures, and a larger part holds the smaller. */
  readonly repeat: number;
}

/** NAO, section 4.1. */
const PAPER_SIZES = [100, 200, 300, 400, 500, 550];
const PAPER_HELD_OUT = 50;

/**
 * Sizes that fit: the paper's where there are enough architectures, else quarters of those that are not held out.
 *
 * @throws InputError if there are too few architectures for what is asked for
 */
export function resolveLearningCurveSizes(
  scored: number,
  requested: Partial<LearningCurveSizes> = {},
): LearningCurveSizes {
  const heldOut =
    requested.heldOut ?? (scored < 4 * PAPER_HELD_OUT ? Math.floor(scored / 4) : PAPER_HELD_OUT);
  const maxSize = scored - heldOut;
  if (heldOut < 2 || maxSize < 1) {
    throw new InputError(
      `${scored} architectures have a score and ${heldOut} would be held out to measure on: at least 2 of 3 are needed, search with a larger search.poolSize`,
    );
  }
  const sizes = requested.sizes ?? createDefaultSizes(maxSize);
  const tooLarge = sizes.find((size) => size > maxSize);
  if (tooLarge !== undefined) {
    throw new InputError(
      `--sizes has ${tooLarge}, but ${scored} architectures have a score and ${heldOut} of them are held out: give sizes up to ${maxSize}`,
    );
  }
  return { sizes, heldOut };
}

function createDefaultSizes(maxSize: number): number[] {
  const paper = PAPER_SIZES.filter((size) => size < maxSize);
  const smaller = paper.length > 1 ? paper : [1, 2, 3].map((quarter) => Math.floor((quarter * maxSize) / 4));
  return [...new Set([...smaller, maxSize])].filter((size) => size > 0);
}

/**
 * Figure 2a of the paper: controllers trained on growing random parts of what has been scored, each from new weights, and
 * measured on the same architectures, which none of them learned from.
 *
 * @throws FailedError if a loss is not finite
 */
export function* computeLearningCurve(
  options: LearningCurveOptions,
  { sizes, heldOut }: LearningCurveSizes,
  repeats: number,
): Generator<LearningCurvePoint> {
  const { seed, space, controller, scored, settings } = options;
  const tokenize = createTokenizer(space, settings);
  const transform = selectTargetTransform(settings.targets)(
    scored.map(({ score }) => score),
    options.metric,
  );
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const order = [...randomPermutation(createRandomStream(seed, 'curve', repeat), scored.length)];
    const examples = order.map((i) => ({ ...scored[i], target: transform.toTarget(scored[i].score) }));
    const heldOutSet = examples.slice(0, heldOut);
    for (const trainedOn of sizes) {
      const known = examples.slice(heldOut, heldOut + trainedOn);
      trainController(options, tokenize, known, repeat);
      const surrogate = createSurrogate(
        { ...options, config: { controller: settings } },
        { observations: known },
      );
      yield { trainedOn, repeat, ...evaluateController(controller, tokenize, surrogate, heldOutSet) };
    }
  }
}

function trainController(
  { seed, space, controller, settings }: LearningCurveOptions,
  tokenize: Tokenizer,
  observations: readonly Observation[],
  repeat: number,
): void {
  const weightSeed = randomInteger(
    createRandomStream(seed, 'curve-controller', repeat, observations.length),
    2 ** 31,
  );
  controller.initialize(weightSeed);
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    const symmetryRandom = settings.augmentSymmetric
      ? createRandomStream(seed, 'curve-twins', repeat, observations.length, epoch)
      : undefined;
    const examples = toExamples(space, tokenize, observations, symmetryRandom);
    const { loss } = controller.trainEpoch(examples, weightSeed, epoch);
    if (!Number.isFinite(loss)) {
      throw new FailedError(
        `the loss of a controller on ${observations.length} architectures became ${loss} in epoch ${epoch + 1}: search with a smaller controller.learningRate or controller.clipNorm`,
      );
    }
  }
}
