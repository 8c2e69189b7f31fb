import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parsePositiveInteger } from '../../src/cli/arguments/parse-options';
import { InputError } from '../../src/errors';
import { createRandomStream } from '../../src/random';
import { createCnnSpace } from '../../src/space/cnn/space';
import type { Architecture } from '../../src/space/space';
import { CnnSupernet, type CnnSupernetSpec, type ImageBatch } from '../../supernet/cnn';
import { createCnnSupernetSpec } from './support/specs';
import { findMedian, roundToHundredths } from './support/timing';

/**
 * Compares the CNN supernet with that of another build, in one process and in turn, so that other work on the machine slows both.
 *
 * `--other DIR` (folder of the other build, with its `dist/`) `--layers 3 --channels 20 --batch 64 --eval-batch 100
 * --architectures 6 --rounds 5 --steps 50`. Times are processor time, and ratios those of the sums over architectures of the
 * medians over rounds: how many times as fast this build is. Then both take `--steps` steps, each from the weights of the other build.
 */
export function bench(argv: readonly string[]): Record<string, number | string> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      other: { type: 'string' },
      layers: { type: 'string', default: '3' },
      channels: { type: 'string', default: '20' },
      batch: { type: 'string', default: '64' },
      'eval-batch': { type: 'string', default: '100' },
      architectures: { type: 'string', default: '6' },
      rounds: { type: 'string', default: '5' },
      steps: { type: 'string', default: '50' },
    },
  });
  const [layers, channels, batch, evalBatch, count, rounds, steps] = (
    ['layers', 'channels', 'batch', 'eval-batch', 'architectures', 'rounds', 'steps'] as const
  ).map((name) => parsePositiveInteger(values[name], `--${name}`));
  const spec = {
    ...createCnnSupernetSpec(
      { cellsPerStack: layers, channels, batchSize: batch, evalBatchSize: evalBatch },
      { augment: false, auxiliaryHead: false },
    ),
    images: 2 * Math.max(batch, evalBatch),
  };
  const random = createRandomStream(1, 'bench');
  const space = createCnnSpace(spec.space.nodes);
  const architectures = Array.from({ length: count }, () => space.sample(random));
  const pixels = Uint8Array.from({ length: spec.images * 32 * 32 * 3 }, () => Math.floor(random() * 256));

  const builds = [loadOtherBuild(values.other), CnnSupernet].map((Supernet) => {
    let supernet: CnnSupernet | undefined;
    const startS = measureCpuSeconds(() => {
      supernet = new Supernet(spec, pixels, 1);
      supernet.train(architectures[0], createBatch(spec, batch, 0), 0.025, 1, 0);
    });
    if (supernet === undefined) throw new Error('the supernet was not built');
    return { supernet, startS };
  });
  const [other, own] = builds.map((build) => build.supernet);
  const trainRatio = compareTimes(other, own, architectures, rounds, (supernet, architecture, round) => {
    supernet.train(architecture, createBatch(spec, batch, round), 0.025, 1, round);
  });
  const evaluateRatio = compareTimes(other, own, architectures, rounds, (supernet, architecture) => {
    supernet.evaluate(architecture, createBatch(spec, evalBatch, 0));
  });
  const differences = compareLosses(other, own, spec, architectures, steps);
  for (const { supernet } of builds) supernet.dispose();
  return {
    train_ratio: roundToHundredths(trainRatio),
    evaluate_ratio: roundToHundredths(evaluateRatio),
    other_start_s: roundToHundredths(builds[0].startS),
    start_s: roundToHundredths(builds[1].startS),
    other_nodes: other.nodes,
    nodes: own.nodes,
    ...differences,
  };
}

function loadOtherBuild(folder: string | undefined): typeof CnnSupernet {
  if (folder === undefined) throw new InputError('--other is missing: give the folder of another build');
  const file = path.resolve(folder, 'dist', 'supernet', 'cnn.js');
  if (!fs.existsSync(file))
    throw new InputError(`${file} does not exist: build there first, by npm run build`);
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a path that is known only now
  return (require(file) as { CnnSupernet: typeof CnnSupernet }).CnnSupernet;
}

/** Returns the images of a step: other ones in each step. */
function createBatch({ images, classes }: CnnSupernetSpec, size: number, step: number): ImageBatch {
  const indices = Int32Array.from({ length: size }, (_, i) => (i + step * size) % images);
  return { indices, labels: indices.map((index) => index % classes) };
}

function measureCpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Returns how many times as long the other build takes. */
function compareTimes(
  other: CnnSupernet,
  own: CnnSupernet,
  architectures: readonly Architecture[],
  rounds: number,
  work: (supernet: CnnSupernet, architecture: Architecture, round: number) => void,
): number {
  const supernets = [other, own];
  const totals = [0, 0];
  for (const architecture of architectures) {
    const seconds: number[][] = [[], []];
    for (let round = 0; round <= rounds; round++) {
      // The first round warms up, and each build is first in every other round.
      for (const i of round % 2 === 0 ? [0, 1] : [1, 0]) {
        const taken = measureCpuSeconds(() => {
          work(supernets[i], architecture, round);
        });
        if (round > 0) seconds[i].push(taken);
      }
    }
    seconds.forEach((each, i) => (totals[i] += findMedian(each)));
  }
  return totals[0] / totals[1];
}

/**
 * Trains both, each step from the weights of the other build: two trainings apart differ by chaos soon after their last digits do.
 * Returns the largest relative differences of a step's loss and gradient norm, and of the loss of the updated weights.
 */
function compareLosses(
  other: CnnSupernet,
  own: CnnSupernet,
  spec: CnnSupernetSpec,
  architectures: readonly Architecture[],
  steps: number,
): Record<string, number> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao-builds-'));
  const prefix = path.join(folder, 'weights');
  const largest = { loss_difference: 0, gradient_norm_difference: 0, updated_loss_difference: 0 };
  const record = (key: keyof typeof largest, a: number, b: number) => {
    largest[key] = Math.max(largest[key], Math.abs(a - b) / Math.abs(a));
  };
  try {
    for (let step = 0; step < steps; step++) {
      const architecture = architectures[step % architectures.length];
      other.save(prefix);
      own.restore(prefix);
      const results = [other, own].map((supernet) => ({
        ...supernet.train(architecture, createBatch(spec, spec.batchSize, step), 0.025, 1, step),
        updated: supernet.evaluate(architecture, createBatch(spec, spec.evalBatchSize, step)).loss,
      }));
      const [theirs, ours] = results;
      record('loss_difference', theirs.loss, ours.loss);
      record('gradient_norm_difference', theirs.gradientNorm, ours.gradientNorm);
      record('updated_loss_difference', theirs.updated, ours.updated);
    }
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
  return largest;
}
