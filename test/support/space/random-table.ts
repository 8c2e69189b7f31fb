import fs from 'node:fs';
import { createRandomStream, randomInteger } from '../../../src/random';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';
import { formatBenchmarkText } from './benchmark-text';

/**
 * Writes a table of random cells of NAS-Bench-201, no two of the same network, with validation accuracies in percent.
 *
 * @param test returns a test accuracy
 */
export function writeRandomTable(
  file: string,
  rows: number,
  test: (valid: number, row: number) => number,
): void {
  const space = createNasBench201Space();
  const random = createRandomStream(3, 'table');
  const lines = new Map<string, string>();
  while (lines.size < rows) {
    const cell = space.sample(random);
    const valid = 50 + randomInteger(random, 4000) / 100;
    const line = `${formatBenchmarkText(cell)},${valid},${test(valid, lines.size)}`;
    if (!lines.has(space.canonical(cell))) lines.set(space.canonical(cell), line);
  }
  fs.writeFileSync(file, ['arch,cifar10_valid_12ep,cifar10_test_200ep', ...lines.values(), ''].join('\n'));
}
