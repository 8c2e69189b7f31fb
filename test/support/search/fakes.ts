import { readFileSync, writeFileSync } from 'node:fs';
import type { Controller, Example } from '../../../controller/controller';
import type { Evaluator, Score, TrainStepReport } from '../../../src/evaluators/evaluator';
import { createRandomStream, randomInteger } from '../../../src/random';
import type {
  ArchitectureRow,
  ChildRow,
  ControllerRow,
  RoundRow,
  RowSink,
  TrainingRow,
} from '../../../src/search/nao/log-rows';
import type { SearchSettings } from '../../../src/search/nao/phase';
import type { Architecture, Space } from '../../../src/space/space';

/** Storage of the fakes' weights, by path. */
export interface FileStore {
  set(file: string, text: string): unknown;
  get(file: string): string | undefined;
}

/** Storage in memory, which a test can inspect. */
export type Disk = Map<string, string>;

/** Creates storage in files, which outlives the process. */
export function filesOnDisk(): FileStore {
  return { set: (file, text) => writeFileSync(file, text), get: (file) => readFileSync(file, 'utf8') };
}

/**
 * Returns the mean digit as a fraction of the largest one. Equal for an architecture and its reversal, which
 * are isomorphic.
 */
export function meanDigit(architecture: readonly number[], base: number): number {
  return architecture.reduce((sum, digit) => sum + digit, 0) / architecture.length / (base - 1);
}

/** Options of `fakeEvaluator`. `weights` is its single weight, from 0 to 97. */
export interface FakeEvaluatorOptions {
  /** Rescores the whole pool each round, as shared weights do. */
  readonly rescores?: boolean;
  /** Training steps per round. */
  readonly steps?: number;
  readonly direction?: 'maximize' | 'minimize';
  readonly score?: (architecture: Architecture, weights: number) => number;
  /** All architectures that can be scored, as in a table. */
  readonly all?: readonly Architecture[];
  readonly loss?: (weights: number) => number;
  readonly gradientNorm?: (weights: number) => number;
  readonly skipped?: (step: number) => boolean;
  readonly disk?: FileStore;
}

/**
 * Creates an evaluator that scores by a formula, by default the mean digit plus a little for its weight.
 * Every training step changes the weight depending on the drawn architecture. Resume tests rely on this: a
 * step that is lost, repeated or run on another pool changes all later scores.
 */
export function fakeEvaluator(space: Space, options: FakeEvaluatorOptions = {}): Evaluator {
  const {
    rescores = false,
    steps = 0,
    direction = 'maximize',
    all,
    disk = new Map<string, string>(),
  } = options;
  const score =
    options.score ?? ((architecture, weight) => meanDigit(architecture, space.vocabulary) + weight / 1000);
  const keys = all && new Set(all.map((architecture) => space.canonical(architecture)));
  let weights = 0;
  return {
    metric: { name: 'fake_score', direction },
    dataDigest: 'fake',
    unit: 'fakes',
    rescoresEachRound: rescores,
    domain: all,
    stepsPerEpoch: steps > 0 ? 2 : 0,
    supports: (architecture) => keys === undefined || keys.has(space.canonical(architecture)),
    trainingSteps: () => steps,
    train(round, step, pool): TrainStepReport {
      if (steps === 0) throw new Error('there is nothing to train');
      const drawn = pool[randomInteger(createRandomStream(1, 'draw', round, step), pool.length)];
      weights = (weights + 1 + meanDigit(drawn, space.vocabulary)) % 97;
      const loss = options.loss?.(weights) ?? 1 / (1 + weights);
      const gradientNorm = options.gradientNorm?.(weights);
      const skipped = options.skipped?.(step);
      return { loss, accuracy: 0.5, gradientNorm, skipped, learningRate: 0.1, items: 4 };
    },
    score: (architecture): Score => ({ value: score(architecture, weights), loss: 0.25, itemsScored: 10 }),
    save: (prefix) => void disk.set(prefix, JSON.stringify(weights)),
    restore(prefix) {
      weights = JSON.parse(disk.get(prefix) ?? 'null') as number;
    },
    dispose: () => undefined,
  };
}

/** Options of `fakeController`. */
export interface FakeControllerOptions {
  readonly disk?: FileStore;
  /** If false, `improve` returns its input, so a search has to find new architectures elsewhere. */
  readonly improves?: boolean;
}

/**
 * Creates a controller that is right about `fakeEvaluator`. Tests rely on the following:
 * - It predicts the mean digit, so its ranking of the default scores is perfect, and of negated scores
 *   reversed.
 * - `improve` raises as many digits as the step size, so its results score higher and differ more with larger
 *   steps.
 * - `reconstruct` is exact, so the Hamming distance is 0.
 * - Its losses and the first digit that it raises depend on its weight. Weights lost in a resume change the
 *   logs.
 */
export function fakeController(space: Space, options: FakeControllerOptions = {}): Controller {
  const { disk = new Map<string, string>(), improves = true } = options;
  let weights = NaN;
  return {
    initialize(seed) {
      weights = seed % 1009;
    },
    trainEpoch(examples: readonly Example[], seed, epoch) {
      const sum = examples.reduce((total, { tokens, target }, i) => total + target * (i + 1) + tokens[0], 0);
      weights = (weights * 3 + sum + (seed % 13) + epoch) % 1009;
      return { loss: weights / 1009, predictorLoss: weights / 2018, reconstructionLoss: weights / 4036 };
    },
    predict: (all) => all.map((tokens) => meanDigit(tokens, space.vocabulary)),
    reconstruct: (all) => all.map((tokens) => [...tokens]),
    improve: (all, stepSize) =>
      all.map((tokens) => {
        const first = Math.floor(weights) % tokens.length;
        return improves ? raiseTokens(space, tokens, first, Math.floor(stepSize)) : [...tokens];
      }),
    save: (prefix) => void disk.set(prefix, JSON.stringify(weights)),
    restore(prefix) {
      weights = JSON.parse(disk.get(prefix) ?? 'null') as number;
    },
    dispose: () => undefined,
  };
}

/**
 * Raises `count` tokens to the next valid one, from position `first` on, wrapping around. Skips tokens at
 * their maximum.
 */
function raiseTokens(space: Space, tokens: readonly number[], first: number, count: number): number[] {
  const raised = [...tokens];
  let left = count;
  for (let i = 0; i < raised.length && left > 0; i++) {
    const position = (first + i) % raised.length;
    const next = space.validTokens(position, raised[position - 1]).find((token) => token > raised[position]);
    if (next === undefined) continue;
    raised[position] = next;
    left -= 1;
  }
  return raised;
}

/** Log rows in memory. */
export interface Rows extends RowSink {
  readonly trainingRows: TrainingRow[];
  readonly controllerRows: ControllerRow[];
  readonly architectureRows: ArchitectureRow[];
  readonly childRows: ChildRow[];
  readonly roundRows: RoundRow[];
}

/** Creates a row sink that keeps all rows. */
export function collectRows(): Rows {
  const trainingRows: TrainingRow[] = [];
  const controllerRows: ControllerRow[] = [];
  const architectureRows: ArchitectureRow[] = [];
  const childRows: ChildRow[] = [];
  const roundRows: RoundRow[] = [];
  return {
    trainingRows,
    controllerRows,
    architectureRows,
    childRows,
    roundRows,
    training: (row) => void trainingRows.push(row),
    controller: (row) => void controllerRows.push(row),
    architecture: (row) => void architectureRows.push(row),
    child: (row) => void childRows.push(row),
    round: (row) => void roundRows.push(row),
  };
}

/** Creates the settings of a small search with a test's changes. */
export function settings(
  changes: {
    readonly seed?: number;
    readonly search?: Partial<SearchSettings['search']>;
    readonly controller?: Partial<SearchSettings['controller']>;
    readonly run?: Partial<SearchSettings['run']>;
  } = {},
): SearchSettings {
  return {
    seed: changes.seed ?? 7,
    search: {
      rounds: 3,
      poolSize: 8,
      keepAll: false,
      topK: 4,
      newPerRound: 3,
      stepSize: 1,
      maxStepSize: 4,
      acquisitionSamples: 0,
      ucbBeta: 0,
      objectives: { maxParameters: 0, maxMultiplyAdds: 0, minimize: 'none' },
      ...changes.search,
    },
    controller: {
      embeddingSize: 4,
      hiddenSize: 4,
      predictorLayers: [],
      predictorLoss: 'squared-error',
      lambda: 0.9,
      learningRate: 0.001,
      epochs: 5,
      batchSize: 4,
      clipNorm: 5,
      augmentSymmetric: true,
      input: 'full',
      predictor: 'network',
      targets: 'scores',
      pseudoLabels: 0,
      validationFraction: 0.25,
      evaluateEveryEpochs: 2,
      ...changes.controller,
    },
    run: {
      device: 'cpu',
      deterministicOps: false,
      threads: 0,
      checkpointEverySteps: 2,
      checkpointEveryEpochs: 2,
      checkpointEveryScores: 3,
      maxHours: 0,
      ...changes.run,
    },
  };
}
