import type { Controller } from '../../../controller/controller';
import type { SearchConfig } from '../../config/schema/search';
import { InputError } from '../../errors';
import type { Metric } from '../../evaluators/evaluator';
import { createRandomStream, randomInteger, randomPermutation } from '../../random';
import type { Architecture, Space } from '../../space/space';
import { type ControllerMetrics, evaluateController } from './controller-metrics';
import { createSurrogate } from './surrogate';
import { selectTargetTransform } from './target-transform';
import { createTokenizer } from './tokenizer';
import { trainController } from './train-controller';

/** The scored architectures of a search and the settings of its controllers. */
export interface LearningCurveInput {
  readonly seed: number;
  readonly space: Space;
  readonly controller: Controller;
  readonly settings: Pick<
    SearchConfig['controller'],
    'epochs' | 'augmentSymmetric' | 'input' | 'predictor' | 'predictorLoss' | 'targets' | 'pseudoLabels'
  >;
  readonly metric: Metric;
  /** Finite scores in the metric's unit. */
  readonly scored: readonly { readonly architecture: Architecture; readonly score: number }[];
}

/** Training set sizes of the curve, and the number of held-out architectures. */
export interface LearningCurveSizes {
  readonly sizes: readonly number[];
  readonly heldOut: number;
}

/** Metrics of one controller of the curve. */
export interface LearningCurvePoint extends ControllerMetrics {
  readonly trainedOn: number;
  /** Repeat, from 1. Controllers of a repeat share the held-out set, and their training sets are nested. */
  readonly repeat: number;
}

/** Sizes of NAO (Luo et al. 2018), section 4.1. */
const NAO_SIZES = [100, 200, 300, 400, 500, 550];
const NAO_HELD_OUT = 50;

/**
 * Completes the requested sizes. The defaults are the sizes of NAO, or quarters of the training set if it is
 * too small.
 *
 * @throws InputError if there are too few scored architectures
 */
export function resolveLearningCurveSizes(
  scored: number,
  requested: Partial<LearningCurveSizes> = {},
): LearningCurveSizes {
  const heldOut = requested.heldOut ?? (scored < 4 * NAO_HELD_OUT ? Math.floor(scored / 4) : NAO_HELD_OUT);
  const maxSize = scored - heldOut;
  if (heldOut < 2 || maxSize < 1) {
    throw new InputError(
      `${scored} architectures have a score and ${heldOut} would be held out, but at least 2 held out and 1 to train on are needed: use a larger search.poolSize`,
    );
  }
  const sizes = requested.sizes ?? createDefaultSizes(maxSize);
  const tooLarge = sizes.find((size) => size > maxSize);
  if (tooLarge !== undefined) {
    throw new InputError(
      `--sizes has ${tooLarge}, but ${scored} architectures have a score and ${heldOut} of them are held out: use sizes up to ${maxSize}`,
    );
  }
  return { sizes, heldOut };
}

function createDefaultSizes(maxSize: number): number[] {
  const naoSizes = NAO_SIZES.filter((size) => size < maxSize);
  const smaller =
    naoSizes.length > 1 ? naoSizes : [1, 2, 3].map((quarter) => Math.floor((quarter * maxSize) / 4));
  return [...new Set([...smaller, maxSize])].filter((size) => size > 0);
}

/**
 * Computes the learning curve of NAO figure 2a. Controllers are trained from scratch on growing random
 * subsets of the scored architectures and evaluated on the same held-out set.
 *
 * @throws FailedError if a loss is not finite
 */
export function* computeLearningCurve(
  options: LearningCurveInput,
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
      trainController({
        space,
        controller,
        settings,
        observations: known,
        seed: randomInteger(createRandomStream(seed, 'curve-controller', repeat, trainedOn), 2 ** 31),
        createStream: (part, ...epoch) =>
          createRandomStream(seed, `curve-${part}`, repeat, trainedOn, ...epoch),
      });
      const surrogate = createSurrogate(
        { ...options, config: { controller: settings } },
        { observations: known },
      );
      yield { trainedOn, repeat, ...evaluateController(controller, tokenize, surrogate, heldOutSet) };
    }
  }
}
