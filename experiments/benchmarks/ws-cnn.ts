import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parsePositiveInteger } from '../../src/cli/arguments/parse-options';
import { encodeSavedModel } from '../../src/graph/write';
import { createRandomStream, randomPermutation } from '../../src/random';
import { readArchitectures } from '../../src/space/architecture-file';
import { createCnnSpace } from '../../src/space/cnn/space';
import type { Architecture } from '../../src/space/space';
import { CnnSupernet, type CnnSupernetSpec } from '../../supernet/cnn';
import { buildCnnSupernetGraph } from '../../supernet/cnn/graph';
import { createCnnSupernetSpec } from './support/specs';
import { measureSeconds, roundToHundredths } from './support/timing';

/**
 * Benchmark of the CNN supernet: whole training steps and scoring on one fixed random batch of 32x32 color images, over the
 * architectures of the file in turn.
 *
 * `--architectures FILE` (text form, one a line; without it 20 random ones) `--layers 3 --channels 20 --batch 64
 * --steps 24 --eval-batch 100 --parallel-batches 1`; `--augment` adds augmentation, `--auxiliary` the auxiliary head; `--recompute` is
 * `supernet.recompute`. With `--save-model DIR` nothing is timed: graph and feeds are written for `baselines/executed_nodes.py`.
 */
export function bench(argv: readonly string[]): Record<string, number | string> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      architectures: { type: 'string' },
      layers: { type: 'string', default: '3' },
      channels: { type: 'string', default: '20' },
      batch: { type: 'string', default: '64' },
      steps: { type: 'string', default: '24' },
      'eval-batch': { type: 'string', default: '100' },
      augment: { type: 'boolean', default: false },
      auxiliary: { type: 'boolean', default: false },
      recompute: { type: 'boolean', default: false },
      'parallel-batches': { type: 'string', default: '1' },
      'save-model': { type: 'string' },
    },
  });
  const space = createCnnSpace(5);
  const random = createRandomStream(1, 'bench');
  const architectures =
    values.architectures === undefined
      ? Array.from({ length: 20 }, () => space.sample(random))
      : readArchitectures(values.architectures, space);
  const [layers, channels, batch, steps, evalBatch, parallelBatches] = (
    ['layers', 'channels', 'batch', 'steps', 'eval-batch', 'parallel-batches'] as const
  ).map((name) => parsePositiveInteger(values[name], `--${name}`));
  const scoredImages = evalBatch * parallelBatches;
  const images = Math.max(batch, scoredImages);
  const pixels = Uint8Array.from({ length: images * 32 * 32 * 3 }, () => Math.floor(random() * 256));
  const labels = Int32Array.from({ length: images }, () => Math.floor(random() * 10));

  const parts = { augment: values.augment, auxiliaryHead: values.auxiliary };
  const createSpec = (batchSize: number, evalBatchSize: number): CnnSupernetSpec => ({
    ...createCnnSupernetSpec({ cellsPerStack: layers, channels, batchSize, evalBatchSize }, parts),
    images,
    recompute: values.recompute,
    parallelBatches,
  });
  const folder = values['save-model'];
  if (folder !== undefined) return saveModel(folder, createSpec(batch, evalBatch), architectures);
  const createSupernet = (batchSize: number, evalBatchSize: number) =>
    new CnnSupernet(createSpec(batchSize, evalBatchSize), pixels, 1);
  const order = randomPermutation(random, images);
  const createBatch = (count: number) => ({ indices: order.slice(0, count), labels: labels.slice(0, count) });

  const started = performance.now();
  const supernet = createSupernet(batch, evalBatch);
  const loadS = (performance.now() - started) / 1000;
  const trainStep = (step: number) =>
    supernet.train(architectures[step % architectures.length], createBatch(batch), 0.025, 1, step);
  const firstStepS = measureSeconds(() => trainStep(0));
  for (let step = 1; step < 4; step++) trainStep(step);
  let trainS = 0;
  for (let step = 0; step < steps; step++) trainS += measureSeconds(() => trainStep(step));
  const score = (i: number) =>
    supernet.evaluate(architectures[i % architectures.length], createBatch(scoredImages));
  score(0);
  score(1);
  let evaluateS = 0;
  for (let i = 0; i < architectures.length; i++) evaluateS += measureSeconds(() => score(i));
  const nodes = supernet.nodes;
  const peakRss = process.resourceUsage().maxRSS / 1024;
  supernet.dispose();

  const single = createSupernet(1, 1);
  for (let step = 0; step < 3; step++)
    single.train(architectures[step % architectures.length], createBatch(1), 0.025, 1, step);
  let singleS = 0;
  for (let step = 0; step < steps; step++) {
    singleS += measureSeconds(() =>
      single.train(architectures[step % architectures.length], createBatch(1), 0.025, 1, step),
    );
  }
  single.dispose();

  return {
    train_images_per_s: roundToHundredths((batch * steps) / trainS),
    evaluate_images_per_s: roundToHundredths((scoredImages * architectures.length) / evaluateS),
    load_s: roundToHundredths(loadS),
    first_step_s: roundToHundredths(firstStepS),
    step_ms_batch1: roundToHundredths((1000 * singleS) / steps),
    nodes,
    peak_rss_mb: Math.round(peakRss),
    architectures: architectures.length,
  };
}

function saveModel(folder: string, spec: CnnSupernetSpec, architectures: readonly Architecture[]) {
  const { graph, route } = buildCnnSupernetGraph(spec);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'saved_model.pb'), encodeSavedModel(graph));
  const routes = architectures.map(route);
  const feeds = routes.map(({ cases, rows }) => ({ cases: [...cases], rows: [...rows] }));
  const { images, height, width, imageChannels, batchSize } = spec;
  const pixels = images * height * width * imageChannels;
  fs.writeFileSync(
    path.join(folder, 'feeds.json'),
    JSON.stringify({ batch: batchSize, images, pixels, feeds }),
  );
  return { nodes: graph.nodes.length, folder };
}
