import fs from 'node:fs';
import { prepareEnvironment } from '../../../src/native/environment';
import { createRandomStream, randomInteger } from '../../../src/random';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { CnnSupernet } from '../../../supernet/cnn';
import { createCnnSupernetSpec } from '../support/specs';
import { findMedian, measureSeconds } from '../support/timing';
import type { Point, PointFigures } from './points';

/*
 * A program that measures a supernet of one size, given as JSON, and prints its figures as JSON. Each size needs a process of its
 * own, because the peak of memory is one of the process.
 */
prepareEnvironment();
process.stdout.write(JSON.stringify(measure(JSON.parse(process.argv[2]) as Point)));

function measure({ cells, channels, nodes, batch, scored, side, steps }: Point): PointFigures {
  const random = createRandomStream(1, 'scaling');
  const size = { cellsPerStack: cells, channels, batchSize: batch, evalBatchSize: scored };
  const spec = createCnnSupernetSpec(size, { augment: true, auxiliaryHead: true }, { nodes, side });
  const pixels = Uint8Array.from({ length: spec.images * side * side * 3 }, () => randomInteger(random, 256));
  const images = (count: number) => ({
    indices: Int32Array.from({ length: count }, (_, i) => i),
    labels: Int32Array.from({ length: count }, () => randomInteger(random, 10)),
  });
  const space = createCnnSpace(nodes);
  const [trained, evaluated] = [images(batch), images(scored)];
  let supernet: CnnSupernet | undefined;
  const loadSeconds = measureSeconds(() => (supernet = new CnnSupernet(spec, pixels, 1)));
  if (supernet === undefined) throw new Error('no supernet');
  const { train, evaluate } = {
    train: (net: CnnSupernet, step: number) => net.train(space.sample(random), trained, 0.025, 1, step),
    evaluate: (net: CnnSupernet) => net.evaluate(space.sample(random), evaluated),
  };
  const net = supernet;
  const firstStepSeconds = measureSeconds(() => train(net, 0));
  evaluate(net);
  const durations = Array.from({ length: steps }, (_, i) => measureSeconds(() => train(net, i + 1)));
  const scores = Array.from({ length: steps }, () => measureSeconds(() => evaluate(net)));
  return {
    step_ms: 1000 * findMedian(durations),
    score_ms: 1000 * findMedian(scores),
    load_s: loadSeconds + firstStepSeconds,
    graph_nodes: net.nodes,
    peak_mb: readPeakMegabytes(),
  };
}

/** Returns the largest resident memory of the process, in MB of 10^6 bytes. */
function readPeakMegabytes(): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))?.[1];
  return (Number(kilobytes) * 1024) / 1e6;
}
