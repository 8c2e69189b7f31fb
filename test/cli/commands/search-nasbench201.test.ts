import fs from 'node:fs';
import path from 'node:path';
import { nao, useOwnCache, whenSetUp } from '../../support/cli/command';
import { writeImageFixture } from '../../support/data/image-files';
import { temporaryFolder } from '../../support/temp-folder';

/* Searches that train networks of NAS-Bench-201, and look up the result in a table. */

const folder = temporaryFolder();
useOwnCache(folder);
beforeEach(() => writeImageFixture(path.join(folder(), 'images')));

const IMAGES =
  '--dataset images --data-dir images --device cpu --set data.validImages=20 --set data.trainImages=64';

/** The whole table. The accuracy of a cell is made of its operations, the test accuracy one more. */
function writeTable(): void {
  const cells = Array.from({ length: 5 ** 6 }, (_, i) => i.toString(5).padStart(6, '0').split('').join(' '));
  const rows = cells.map((text) => [text, toAccuracy(text), toAccuracy(text) + 1].join(','));
  const columns = 'arch,cifar10_valid_12ep,cifar10_test_200ep';
  fs.writeFileSync(path.join(folder(), 'table.csv'), [columns, ...rows, ''].join('\n'));
}

function toAccuracy(text: string): number {
  return Number(text.replaceAll(' ', '')) / 1e6;
}

for (const mode of ['ws', 'full']) {
  whenSetUp(`mode ${mode} ends with the test accuracy of what it found`, () => {
    writeTable();
    const request = `search --mode ${mode} --space nasbench201 --preset tiny --seed 7 --table table.csv --out run ${IMAGES}`;
    const { code, out, err } = nao(folder(), ...request.split(' '));
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    const [, best = ''] = /^best: ([\d ]+)$/m.exec(out) ?? [];
    const [, metric] = /cifar10_test_200ep ([\d.]+), queried after the search/.exec(out) ?? [];
    expect(Number(metric)).toBeCloseTo(toAccuracy(best) + 1, 9);
  });
}

whenSetUp('a table that cannot be read is refused before the search', () => {
  const request = `search --mode ws --space nasbench201 --preset tiny --table none.csv --out run ${IMAGES}`;
  const { code, err } = nao(folder(), ...request.split(' '));
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('none.csv') as string });
  expect(fs.existsSync(path.join(folder(), 'run', 'architectures.csv'))).toBe(false);
});

whenSetUp('a cell is trained, exported and tested', () => {
  const request = `train --space nasbench201 --preset tiny --seed 7 --out run ${IMAGES} --arch`;
  const { code, out, err } = nao(
    folder(),
    ...request.split(' '),
    '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|none~1|nor_conv_1x1~2|',
  );
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/test_accuracy: [\d.]+/);
  expect(fs.existsSync(path.join(folder(), 'run', 'export', 'saved_model.pb'))).toBe(true);
});
