import { parseArgs } from 'node:util';
import { CnnChild } from '../../src/child/cnn';
import { createCnnChildNetwork } from '../../src/child/cnn/create-network';
import { parsePositiveInteger } from '../../src/cli/arguments/parse-options';
import { paperCnnChild } from '../../src/config/presets/child';
import { createUnknownNameError, InputError } from '../../src/errors';
import { createRandomStream } from '../../src/random';
import { resolveArchitecture } from '../../src/run/resolve-architecture';
import { CELL_OUTPUTS } from '../../src/space/cnn/cells';
import { createCnnChildSpec } from './support/specs';
import { measureSeconds, roundToHundredths } from './support/timing';

/**
 * Benchmark of a CNN trained from scratch: whole training steps and scoring on one fixed random batch of 32x32 color images.
 *
 * `--arch NAONet-WS --layers 3 --channels 32 --batch 64 --steps 24 --eval-batch 100 --cell-output concatenated`; `--augment`
 * adds augmentation and `--auxiliary` the auxiliary head. `baselines/child_cnn_eager.py` measures the same network in eager
 * PyTorch.
 */
export function bench(argv: readonly string[]): Record<string, number | string> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      arch: { type: 'string', default: 'NAONet-WS' },
      layers: { type: 'string', default: '3' },
      channels: { type: 'string', default: '32' },
      batch: { type: 'string', default: '64' },
      steps: { type: 'string', default: '24' },
      'eval-batch': { type: 'string', default: '100' },
      'cell-output': { type: 'string', default: paperCnnChild.cellOutput },
      augment: { type: 'boolean', default: false },
      auxiliary: { type: 'boolean', default: false },
    },
  });
  const { space, architecture } = resolveArchitecture(values.arch);
  const network = createCnnChildNetwork(space, architecture);
  if (network === undefined)
    throw new InputError(`${values.arch} is not a CNN: give another architecture with --arch`);
  const cellOutput = CELL_OUTPUTS.find((known) => known === values['cell-output']);
  if (cellOutput === undefined) {
    throw createUnknownNameError('cell output', values['cell-output'], CELL_OUTPUTS);
  }
  const [layers, channels, batch, steps, evalBatch] = (
    ['layers', 'channels', 'batch', 'steps', 'eval-batch'] as const
  ).map((name) => parsePositiveInteger(values[name], `--${name}`));
  const images = Math.max(batch, evalBatch);
  const random = createRandomStream(1, 'bench');
  const pixels = Uint8Array.from({ length: images * 32 * 32 * 3 }, () => Math.floor(random() * 256));
  const labels = Int32Array.from({ length: images }, () => Math.floor(random() * 10));
  const createBatch = (count: number) => ({
    indices: Int32Array.from({ length: count }, (_, i) => i),
    labels: labels.slice(0, count),
  });
  const spec = createCnnChildSpec(
    { cellsPerStack: layers, channels, batchSize: batch, evalBatchSize: evalBatch },
    { augment: values.augment, auxiliaryHead: values.auxiliary },
    cellOutput,
  );

  const started = performance.now();
  const child = new CnnChild(spec, network, pixels, 1);
  const loadS = (performance.now() - started) / 1000;
  const trainStep = (step: number) => child.train(createBatch(batch), 0.024, 1, step, 0.9);
  const firstStepS = measureSeconds(() => trainStep(0));
  for (let step = 1; step < 4; step++) trainStep(step);
  const trainS = measureSeconds(() => {
    for (let step = 0; step < steps; step++) trainStep(step);
  });
  const score = () => child.evaluate(createBatch(evalBatch));
  score();
  const evaluateS = measureSeconds(() => {
    for (let i = 0; i < steps; i++) score();
  });
  const { nodes } = child;
  child.dispose();
  return {
    train_images_per_s: roundToHundredths((batch * steps) / trainS),
    evaluate_images_per_s: roundToHundredths((evalBatch * steps) / evaluateS),
    load_s: roundToHundredths(loadS),
    first_step_s: roundToHundredths(firstStepS),
    nodes,
    peak_rss_mb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}
