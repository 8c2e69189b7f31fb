import {
  createRunRecord,
  type Evaluator,
  getSystemInfo,
  loadConfig,
  noopHooks,
  prepareEnvironment,
  RunFolder,
  runSearch,
  type Score,
  type Space,
  STATIONARY_SCORES,
} from 'nao';

/*
 * Searches the built-in space `cnn` with scores of one's own. Replace `measure` by whatever trains or times a network.
 *
 * Usage: node dist/experiments/examples/custom-evaluator.js RUN_DIR
 */

/** Returns a made-up latency in ms: each operation costs its number, and identity (op 0) at an input is impossible. */
function measure(space: Space, text: string): Score {
  const architecture = space.parse(text);
  // The text form of a cell is (input, op, input, op) per node.
  const ops = architecture.filter((_, i) => i % 2 === 1);
  if (ops[0] === 0) {
    // A failed architecture has no finite value. It is ranked last, and its row in architectures.csv tells the reason.
    return { value: NaN, itemsScored: 0, failure: 'the first operation must not be the identity' };
  }
  return { value: ops.reduce((sum, op) => sum + op, 0), itemsScored: 1 };
}

function createLatencyEvaluator(space: Space): Evaluator {
  return {
    metric: { name: 'latency_ms', direction: 'minimize' },
    dataDigest: 'latency-1', // a run is only resumed with an evaluator of the same digest
    unit: 'networks',
    ...STATIONARY_SCORES, // no training between scores: each architecture is scored once
    supports: () => true,
    score: (architecture) => measure(space, space.format(architecture)),
    train: () => {
      throw new Error('there is nothing to train');
    },
    // Weights or caches that scores depend on would be written and read here.
    save: () => undefined,
    restore: () => undefined,
    dispose: () => undefined,
  };
}

async function main(runDir: string): Promise<void> {
  prepareEnvironment();
  // Mode `custom` records in config.yaml that scores come from a program; no data set is loaded.
  const config = loadConfig({ preset: 'tiny', set: ['mode=custom', 'seed=1'] });
  const folder = RunFolder.create(runDir, config, createRunRecord(getSystemInfo('auto')));
  try {
    const { best, architectures } = await runSearch(config, folder, noopHooks, {
      evaluator: createLatencyEvaluator,
    });
    process.stdout.write(`best of ${architectures}: ${best?.score} ms, ${best?.architecture.join(' ')}\n`);
  } finally {
    folder.close();
  }
}

void main(process.argv[2]);
