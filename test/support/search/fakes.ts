import { readFileSync, writeFileSync } from 'node:fs';
import type { Controller, Example } from '../../../controller/controller';
import type { Evaluator, Score, TrainStepReport } from '../../../src/evaluators/evaluator';
import { createRandomStream, randomInteger } from '../../../src/random';
import type {
  ArchitectureRow,
  ControllerRow,
  RoundRow,
  RowSink,
  TrainingRow,
} from '../../../src/search/nao/log-rows';
import type { SearchSettings } from '../../../src/search/nao/phase';
import type { Architecture, Space } from '../../../src/space/space';

/** Where fakes save themselves. */
export interface FileStore {
  set(file: string, text: string): unknown;
  get(file: string): string | undefined;
}

/** One that a test may look into. */
export type Disk = Map<string, string>;

/** One that outlives the process. */
export function filesOnDisk(): FileStore {
  return { set: (file, text) => writeFileSync(file, text), get: (file) => readFileSync(file, 'utf8') };
}

/** Written both ways it is the same: the mean digit, as a fraction of the largest. */
export function meanDigit(architecture: readonly number[], base: number): number {
  return architecture.reduce((sum, digit) => sum + digit, 0) / architecture.length / (base - 1);
}

export interface FakeEvaluatorOptions {
  readonly drift?: boolean;
  readonly steps?: number;
  readonly direction?: 'maximize' | 'minimize';
  readonly score?: (architecture: Architecture, trained: number) => number;
  readonly all?: readonly Architecture[];
  readonly loss?: (trained: number) => number;
  readonly gradientNorm?: (trained: number) => number;
  readonly skipped?: (step: number) => boolean;
  readonly disk?: FileStore;
}

/** Scores by a formula; where scores drift they depend on all that it was trained on. */
export function fakeEvaluator(space: Space, options: FakeEvaluatorOptions = {}): Evaluator {
  const { drift = false, steps = 0, direction = 'maximize', all, disk = new Map<string, string>() } = options;
  const score =
    options.score ?? ((architecture, trained) => meanDigit(architecture, space.vocabulary) + trained / 1000);
  const known = all && new Set(all.map((architecture) => space.canonical(architecture)));
  /** Stands for weights: a sum over what it was trained on. */
  let trained = 0;
  return {
    metric: { name: 'fake_score', direction },
    dataDigest: 'fake',
    unit: 'fakes',
    rescoresEachRound: drift,
    domain: all,
    stepsPerEpoch: steps > 0 ? 2 : 0,
    supports: (architecture) => known === undefined || known.has(space.canonical(architecture)),
    trainingSteps: () => steps,
    train(round, step, pool): TrainStepReport {
      if (steps === 0) throw new Error('there is nothing to train');
      const drawn = pool[randomInteger(createRandomStream(1, 'draw', round, step), pool.length)];
      trained = (trained + 1 + meanDigit(drawn, space.vocabulary)) % 97;
      const loss = options.loss?.(trained) ?? 1 / (1 + trained);
      const gradientNorm = options.gradientNorm?.(trained);
      const skipped = options.skipped?.(step);
      return { loss, accuracy: 0.5, gradientNorm, skipped, learningRate: 0.1, items: 4 };
    },
    score: (architecture): Score => ({ value: score(architecture, trained), loss: 0.25, itemsScored: 10 }),
    save: (prefix) => void disk.set(prefix, JSON.stringify(trained)),
    restore(prefix) {
      trained = JSON.parse(disk.get(prefix) ?? 'null') as number;
    },
    dispose: () => undefined,
  };
}

/**
 * A controller that knows the answer: predicts the mean digit, and a step of size s raises the first s digits that can be
 * raised. Its losses and what it raises depend on its weights, so that lost weights show.
 */
export function fakeController(
  space: Space,
  options: { disk?: FileStore; raises?: boolean } = {},
): Controller {
  const { disk = new Map<string, string>(), raises = true } = options;
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
        const better = [...tokens];
        const first = Math.floor(weights) % tokens.length;
        let left = raises ? Math.floor(stepSize) : 0;
        for (let i = 0; i < better.length && left > 0; i++) {
          const position = (first + i) % better.length;
          const next = space
            .validTokens(position, better[position - 1])
            .find((token) => token > better[position]);
          if (next === undefined) continue;
          better[position] = next;
          left -= 1;
        }
        return better;
      }),
    save: (prefix) => void disk.set(prefix, JSON.stringify(weights)),
    restore(prefix) {
      weights = JSON.parse(disk.get(prefix) ?? 'null') as number;
    },
    dispose: () => undefined,
  };
}

export interface Rows extends RowSink {
  readonly trainingRows: TrainingRow[];
  readonly controllerRows: ControllerRow[];
  readonly architectureRows: ArchitectureRow[];
  readonly roundRows: RoundRow[];
}

export function collectRows(): Rows {
  const [trainingRows, controllerRows, architectureRows, roundRows]: [
    TrainingRow[],
    ControllerRow[],
    ArchitectureRow[],
    RoundRow[],
  ] = [[], [], [], []];
  return {
    trainingRows,
    controllerRows,
    architectureRows,
    roundRows,
    training: (row) => void trainingRows.push(row),
    controller: (row) => void controllerRows.push(row),
    architecture: (row) => void architectureRows.push(row),
    round: (row) => void roundRows.push(row),
  };
}

/** Settings of a small search; each test says what it changes. */
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
      topK: 4,
      newPerRound: 3,
      stepSize: 1,
      maxStepSize: 4,
      acquisitionSamples: 0,
      ucbBeta: 0,
      ...changes.search,
    },
    controller: {
      embeddingSize: 4,
      hiddenSize: 4,
      predictorLayers: [],
      lambda: 0.9,
      learningRate: 0.001,
      epochs: 5,
      batchSize: 4,
      clipNorm: 5,
      augmentSymmetric: true,
      input: 'full',
      predictor: 'network',
      targets: 'scores',
      validationFraction: 0.25,
      evaluateEveryEpochs: 2,
      ...changes.controller,
    },
    run: {
      device: 'cpu',
      deterministicOps: false,
      checkpointEverySteps: 2,
      checkpointEveryEpochs: 2,
      checkpointEveryScores: 3,
      maxHours: 0,
      ...changes.run,
    },
  };
}
