import { parseArgs } from 'node:util';
import { CnnChild, type ChildSpec } from '../../src/child/cnn';
import { paperChild } from '../../src/config/presets/child';
import { InputError, unknownName } from '../../src/errors';
import { stream } from '../../src/random';
import { givenArchitecture } from '../../src/run/resolve-architecture';
import { CELL_OUTPUTS, isCnnSpace } from '../../src/space/cnn/cells';
import { round, seconds } from './support/timing';

/**
 * Speed of a fixed network: whole training steps and scoring on one fixed random batch of 32x32 colour images.
 *
 * `--arch NAONet-WS --layers 3 --channels 32 --batch 64 --steps 24 --eval-batch 100 --cell-output concatenated`; `--augment` and `--auxiliary` switch on
 * what the plain figures leave off. `child_cnn_eager.py` beside this file measures the same network in eager PyTorch.
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
      'cell-output': { type: 'string', default: paperChild.cellOutput },
      augment: { type: 'boolean', default: false },
      auxiliary: { type: 'boolean', default: false },
    },
  });
  const { space, architecture } = givenArchitecture(values.arch);
  if (!isCnnSpace(space)) throw new InputError(`${values.arch} is no CNN: give another with --arch`);
  const cellOutput = CELL_OUTPUTS.find((known) => known === values['cell-output']);
  if (cellOutput === undefined) {
    throw unknownName('cell output', values['cell-output'], CELL_OUTPUTS);
  }
  const [layers, channels, batch, steps, evalBatch] = [values.layers, values.channels, values.batch, values.steps, values['eval-batch']].map(Number); // prettier-ignore
  const images = Math.max(batch, evalBatch);
  const random = stream(1, 'bench');
  const pixels = Uint8Array.from({ length: images * 32 * 32 * 3 }, () => Math.floor(random() * 256));
  const labels = Int32Array.from({ length: images }, () => Math.floor(random() * 10));
  const take = (count: number) => ({
    indices: Int32Array.from({ length: count }, (_, i) => i),
    labels: labels.slice(0, count),
  });
  const spec: ChildSpec = {
    nodes: space.nodes,
    layers,
    channels,
    cellOutput,
    classes: 10,
    auxiliaryHead: values.auxiliary,
    images,
    height: 32,
    width: 32,
    imageChannels: 3,
    statistics: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
    augmentation: values.augment
      ? { cropPaddingPixels: 4, flip: true, cutoutPixels: 16 }
      : { cropPaddingPixels: 0, flip: false, cutoutPixels: 0 },
    batchImages: batch,
    scoreBatchImages: evalBatch,
    momentum: 0.9,
    nesterov: false,
    weightDecay: 5e-4,
    clipNorm: 5,
    keepPath: 'fed',
    keepFeature: 1,
    auxiliaryWeight: 0.4,
    labelSmoothing: 0,
  };

  const started = performance.now();
  const child = new CnnChild(spec, space.cells(architecture), pixels, 1);
  const loadS = (performance.now() - started) / 1000;
  const trainOn = (step: number) => child.train(take(batch), 0.024, 1, step, 0.9);
  const first = seconds(() => trainOn(0));
  for (let step = 1; step < 4; step++) trainOn(step);
  const trainS = seconds(() => {
    for (let step = 0; step < steps; step++) trainOn(step);
  });
  const score = () => child.evaluate(take(evalBatch));
  score();
  const evaluateS = seconds(() => {
    for (let i = 0; i < steps; i++) score();
  });
  const { nodes } = child;
  child.dispose();
  return {
    train_images_per_s: round((batch * steps) / trainS),
    evaluate_images_per_s: round((evalBatch * steps) / evaluateS),
    load_s: round(loadS),
    first_step_s: round(first),
    nodes,
    peak_rss_mb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}
