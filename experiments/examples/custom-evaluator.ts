import {
  type Architecture,
  createRunRecord,
  type Evaluator,
  getSystemInfo,
  loadConfig,
  noopHooks,
  prepareEnvironment,
  RunFolder,
  runSearch,
  type Score,
  STATIONARY_SCORES,
} from 'nao';

/*
 * Searches the built-in space `cnn` with custom scores. Replace `measure` with code that trains or times a network.
 * `createFunctionEvaluator` is shorter for scores without state; this example implements the whole contract.
 *
 * Usage: node dist/experiments/examples/custom-evaluator.js RUN_DIR
 */

/** Milliseconds of each operation of the space, in the order of their numbers. The values are invented: no network is timed. */
const OP_LATENCY_MS = [4, 6, 1, 1, 0];

function measure(architecture: Architecture): Score {
  // The text form of a cell is (input, op, input, op) per node.
  const ops = architecture.filter((_, i) => i % 2 === 1);
  const latency = ops.reduce((sum, op) => sum + OP_LATENCY_MS[op], 0);
  if (latency < 15) {
    // A failed architecture has a non-finite value. It is ranked last; the reason is in the column failure of architectures.csv.
    return { value: NaN, itemsScored: 0, failure: `a latency of ${latency} ms cannot be measured` };
  }
  return { value: latency, itemsScored: 1 };
}

function createLatencyEvaluator(): Evaluator {
  return {
    metric: { name: 'latency_ms', direction: 'minimize' },
    dataDigest: 'latency-1', // a run is only resumed with an evaluator of the same digest
    unit: 'networks',
    ...STATIONARY_SCORES, // no training between scores: each architecture is scored once
    supports: () => true,
    score: measure,
    train: () => {
      throw new Error('this evaluator has no training steps');
    },
    // An evaluator with weights or caches writes and reads them here.
    save: () => undefined,
    restore: () => undefined,
    dispose: () => undefined,
  };
}

async function main(runDir: string): Promise<void> {
  // Mode `custom` records in config.yaml that scores come from a program; no data set is loaded.
  const config = loadConfig({ preset: 'tiny', set: ['mode=custom', 'seed=1'] });
  prepareEnvironment(config.run);
  const folder = RunFolder.create(runDir, config, createRunRecord(getSystemInfo('auto')));
  try {
    const options = { evaluator: createLatencyEvaluator };
    const { best, architectures } = await runSearch(config, folder, noopHooks, options);
    process.stdout.write(`best of ${architectures}: ${best?.score} ms, ${best?.architecture.join(' ')}\n`);
  } finally {
    folder.close();
  }
}

void main(process.argv[2]);
