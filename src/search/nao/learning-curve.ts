import type { Controller } from '../../../controller/controller';
import type { SearchConfig } from '../../config/schema/search';
import { FailedError, InputError } from '../../errors';
import type { Metric } from '../../evaluators/evaluator';
import { integer, permutation, stream } from '../../random';
import type { Architecture, Space } from '../../space/space';
import { examplesOf, type Known, readerOf, type Reader } from './training-set';
import { measure, type Measures } from './controller-metrics';
import { predictorOf } from './surrogate';
import { scaleOf } from './target-transform';

/** What a search has scored and what its controllers are like. */
export interface CurveTask {
  readonly seed: number;
  readonly space: Space;
  readonly controller: Controller;
  readonly settings: Pick<
    SearchConfig['controller'],
    'epochs' | 'symmetricTwins' | 'reads' | 'predictor' | 'targets'
  >;
  readonly metric: Metric;
  /** Finite scores in the metric's unit. */
  readonly scored: readonly { readonly architecture: Architecture; readonly score: number }[];
}

/** How many architectures controllers learn from, and are measured on. */
export interface CurveSizes {
  readonly sizes: readonly number[];
  readonly heldOut: number;
}

/** One controller that was trained and measured. */
export interface CurvePoint extends Measures {
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
export function curveSizes(scored: number, asked: Partial<CurveSizes> = {}): CurveSizes {
  const heldOut = asked.heldOut ?? (scored < 4 * PAPER_HELD_OUT ? Math.floor(scored / 4) : PAPER_HELD_OUT);
  const most = scored - heldOut;
  if (heldOut < 2 || most < 1) {
    throw new InputError(
      `${scored} architectures have a score and ${heldOut} would be held out to measure on: at least 2 of 3 are needed, search with a larger search.pool`,
    );
  }
  const sizes = asked.sizes ?? defaultSizes(most);
  const tooLarge = sizes.find((size) => size > most);
  if (tooLarge !== undefined) {
    throw new InputError(
      `--sizes has ${tooLarge}, but ${scored} architectures have a score and ${heldOut} of them are held out: give sizes up to ${most}`,
    );
  }
  return { sizes, heldOut };
}

function defaultSizes(most: number): number[] {
  const paper = PAPER_SIZES.filter((size) => size < most);
  const smaller = paper.length > 1 ? paper : [1, 2, 3].map((quarter) => Math.floor((quarter * most) / 4));
  return [...new Set([...smaller, most])].filter((size) => size > 0);
}

/**
 * Figure 2a of the paper: controllers trained on growing random parts of what has been scored, each from new weights, and
 * measured on the same architectures, which none of them learned from.
 *
 * @throws FailedError if a loss is not finite
 */
export function* learningCurve(
  task: CurveTask,
  { sizes, heldOut }: CurveSizes,
  repeats: number,
): Generator<CurvePoint> {
  const { seed, space, controller, scored, settings } = task;
  const read = readerOf(space, settings);
  const scale = scaleOf(settings.targets)(
    scored.map(({ score }) => score),
    task.metric,
  );
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const order = [...permutation(stream(seed, 'curve', repeat), scored.length)];
    const examples = order.map((i) => ({ ...scored[i], target: scale.toTarget(scored[i].score) }));
    const measured = examples.slice(0, heldOut);
    for (const trainedOn of sizes) {
      const known = examples.slice(heldOut, heldOut + trainedOn);
      trainController(task, read, known, repeat);
      const predictor = predictorOf({ ...task, config: { controller: settings } }, { known });
      yield { trainedOn, repeat, ...measure(controller, read, predictor, measured) };
    }
  }
}

function trainController(
  { seed, space, controller, settings }: CurveTask,
  read: Reader,
  part: readonly Known[],
  repeat: number,
): void {
  const weights = integer(stream(seed, 'curve-controller', repeat, part.length), 2 ** 31);
  controller.initialise(weights);
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    const twins = settings.symmetricTwins
      ? stream(seed, 'curve-twins', repeat, part.length, epoch)
      : undefined;
    const examples = examplesOf(space, read, part, twins);
    const { loss } = controller.trainEpoch(examples, weights, epoch);
    if (!Number.isFinite(loss)) {
      throw new FailedError(
        `the loss of a controller on ${part.length} architectures became ${loss} in epoch ${epoch + 1}: search with a smaller controller.learningRate or controller.clipNorm`,
      );
    }
  }
}
