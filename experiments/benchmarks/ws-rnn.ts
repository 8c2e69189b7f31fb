import { parseArgs } from 'node:util';
import { parsePositiveInteger } from '../../src/cli/arguments/parse-options';
import { createRandomStream, randomInteger } from '../../src/random';
import { readArchitectures } from '../../src/space/architecture-file';
import { createRnnSpace } from '../../src/space/rnn/space';
import { RnnSupernet } from '../../supernet/rnn';
import { createRnnSupernetSpec, RNN_NODES } from './support/specs';
import { measureSeconds, roundToHundredths } from './support/timing';

/**
 * Benchmark of the RNN supernet: whole training steps (clipping, weight decay, carried hidden state) and scoring on one fixed
 * random BPTT window, over the architectures of the file in turn.
 *
 * `--architectures FILE` (text form, one a line; without it 16 random ones) `--batch 64 --bptt 35 --hidden 300
 * --vocabulary 10000 --steps 16`; `--score-batch` is the number of sequences in scoring (by default as in
 * training); `--dropout` adds variational dropout and activation regularization, `--average` averages the weights (ASGD),
 * `--bfloat16` computes products in bfloat16.
 */
export function bench(argv: readonly string[]): Record<string, number | string> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      architectures: { type: 'string' },
      batch: { type: 'string', default: '64' },
      'score-batch': { type: 'string' },
      bptt: { type: 'string', default: '35' },
      hidden: { type: 'string', default: '300' },
      vocabulary: { type: 'string', default: '10000' },
      steps: { type: 'string', default: '16' },
      dropout: { type: 'boolean', default: false },
      average: { type: 'boolean', default: false },
      bfloat16: { type: 'boolean', default: false },
    },
  });
  const [batch, time, units, vocabulary, steps] = (
    ['batch', 'bptt', 'hidden', 'vocabulary', 'steps'] as const
  ).map((name) => parsePositiveInteger(values[name], `--${name}`));
  const scoreBatch = parsePositiveInteger(values['score-batch'] ?? values.batch, '--score-batch');
  const space = createRnnSpace(RNN_NODES);
  const random = createRandomStream(1, 'bench');
  const architectures =
    values.architectures === undefined
      ? Array.from({ length: 16 }, () => space.sample(random))
      : readArchitectures(values.architectures, space);
  const sampleTokens = (sequences: number) =>
    Int32Array.from({ length: time * sequences }, () => randomInteger(random, vocabulary));
  const createWindow = (sequences: number) => ({
    tokens: sampleTokens(sequences),
    targets: sampleTokens(sequences),
  });
  const window = createWindow(batch);
  const scored = { ...createWindow(scoreBatch), weight: new Float32Array(time * scoreBatch).fill(1) };

  const started = performance.now();
  const supernet = new RnnSupernet(
    createRnnSupernetSpec(
      { hiddenSize: units, vocabulary, batchSize: batch, evalBatchSize: scoreBatch, bpttSteps: time },
      {
        dropout: values.dropout,
        averageWeights: values.average,
        precision: values.bfloat16 ? 'bfloat16' : 'float32',
      },
    ),
    1,
  );
  const loadS = (performance.now() - started) / 1000;
  const trainStep = (step: number) =>
    supernet.train(architectures[step % architectures.length], window, 1, true, 1, step);
  const firstStepS = measureSeconds(() => trainStep(0));
  for (let step = 1; step < 3; step++) trainStep(step);
  let trainS = 0;
  for (let step = 0; step < steps; step++) trainS += measureSeconds(() => trainStep(step));
  const score = (i: number) => supernet.evaluate(architectures[i % architectures.length], [scored]);
  for (let i = 0; i < 2; i++) score(i);
  let evaluateS = 0;
  for (let i = 0; i < steps; i++) evaluateS += measureSeconds(() => score(i));
  const { nodes } = supernet;
  const peakRss = process.resourceUsage().maxRSS / 1024;
  supernet.dispose();
  return {
    train_tokens_per_s: Math.round((batch * time * steps) / trainS),
    evaluate_tokens_per_s: Math.round((scoreBatch * time * steps) / evaluateS),
    load_s: roundToHundredths(loadS),
    first_step_s: roundToHundredths(firstStepS),
    nodes,
    peak_rss_mb: Math.round(peakRss),
    architectures: architectures.length,
  };
}
