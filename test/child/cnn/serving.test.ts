import fs from 'node:fs';
import path from 'node:path';
import { createNaoCellsNetwork } from '../../../src/child/cnn/nao-cells/network';
import { exportCnnChild, ExportedClassifier } from '../../../src/child/cnn/serving';
import { resolveArchitecture } from '../../../src/run/resolve-architecture';
import { isCnnSpace } from '../../../src/space/cnn/cells';
import { childSpec, withChild } from '../../support/child/cnn';
import { labelsFor, pixelsFor, TINY } from '../../support/supernet/cnn';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();

describe.each(['NAONet', 'NAONet-WS'])('%s, exported', (name) => {
  const given = resolveArchitecture(name);
  if (!isCnnSpace(given.space)) throw new Error(`${name} has no CNN cells`);
  const network = createNaoCellsNetwork(given.space.cells(given.architecture));
  // With odd sides, factorized reductions pad. The auxiliary head is trained, but not exported.
  const spec = { ...childSpec(TINY), height: 9, width: 7, momentum: 0.9, auxiliaryHead: true };
  const pixels = pixelsFor(spec);
  const imageBytes = pixels.length / spec.images;

  /** Trains, exports and moves the export, and returns each image's loss from the child and from the export. */
  function losses(batch: number): { scored: number[]; served: number[]; sums: number[] } {
    const checkpoint = path.join(folder(), 'checkpoint');
    const scored = withChild(spec, network, (child) => {
      for (let step = 0; step < 5; step++) child.train(0.02, Int32Array.of(0, 1, 2, 3), 1, step);
      child.session.run('save', { prefix: checkpoint });
      const images = Array.from({ length: spec.images }, (_, i) => i);
      return images.map((image) => {
        const [same, ...others] = [image, 0, 1, 2];
        return child.evaluate(Float32Array.of(1, 0, 0, 0), Int32Array.of(same, ...others)).loss;
      });
    });
    exportCnnChild(spec, network, checkpoint, path.join(folder(), 'first [1]'));
    const moved = path.join(folder(), 'moved*? [2]');
    fs.renameSync(path.join(folder(), 'first [1]'), moved);
    for (const file of fs.readdirSync(folder())) {
      if (file.startsWith('checkpoint')) fs.rmSync(path.join(folder(), file));
    }
    const served = new ExportedClassifier(moved, [spec.height, spec.width, spec.imageChannels]);
    try {
      const labels = labelsFor(
        spec,
        Int32Array.from({ length: spec.images }, (_, i) => i),
      );
      const all: number[] = [];
      for (let start = 0; start < spec.images; start += batch) {
        const bytes = pixels.slice(start * imageBytes, (start + batch) * imageBytes);
        all.push(...served.classify(bytes).probabilities);
      }
      const of = (image: number) => all.slice(image * spec.classes, (image + 1) * spec.classes);
      return {
        scored,
        served: scored.map((_, image) => -Math.log(of(image)[labels[image]])),
        sums: scored.map((_, image) => of(image).reduce((sum, each) => sum + each, 0)),
      };
    } finally {
      served.dispose();
    }
  }

  test.each([1, 5, 12])('returns the results of the child from raw bytes, %i images at a time', (batch) => {
    const { scored, served, sums } = losses(batch);
    // Some of the losses of random weights are above 60, of which 1e-5 is rounding.
    served.forEach((loss, image) => {
      expect(Math.abs(loss - scored[image])).toBeLessThan(Math.max(5e-5, 1e-5 * scored[image]));
    });
    sums.forEach((sum) => expect(sum).toBeCloseTo(1, 5));
  });
});
