import { parse } from 'csv-parse/sync';
import fs from 'node:fs';
import path from 'node:path';
import { nao, useOwnCache, whenSetUp } from '../support/cli/command';
import { writeImageFixture } from '../support/data/image-files';
import { writeTextFixture } from '../support/data/text-files';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);

whenSetUp(
  'calibrate trains a sample by itself, keeps both scores, and tells in the report how far they agree',
  async () => {
    await writeImageFixture(path.join(folder(), 'my images'));
    const search = ['search', '--preset', 'tiny', '--dataset', 'images', '--data-dir', 'my images'];
    const one = ['--set', 'search.rounds=1', '--set', 'space.nodes=1', '--seed', '7', '--device', 'cpu'];
    expect(nao(folder(), ...search, ...one, '--out', 'run')).toMatchObject({ code: 0 });

    const calibrate = ['calibrate', 'run', '--preset', 'tiny', '--set', 'child.epochs=2'];
    const first = nao(folder(), ...calibrate, '--architectures', '6');
    expect(first).toMatchObject({ code: 0, err: '' });
    const rows = rowsOf('calibration.csv');
    expect(rows).toHaveLength(6);
    const scored = new Map(rowsOf('architectures.csv').map((row) => [row.id, row]));
    for (const { id, architecture, shared_valid_accuracy: shared, failure } of rows) {
      expect(scored.get(id)).toMatchObject({ architecture, shared_valid_accuracy: shared });
      expect(failure).toBe('');
    }
    expect(new Set(rows.map(({ id }) => id)).size).toBe(6);
    const tau = tauB(rows.map((row) => [Number(row.shared_valid_accuracy), Number(row.valid_accuracy)]));
    const shown = Number.isNaN(tau) ? 'undefined' : tau.toFixed(4);
    expect(first.out).toContain(`Kendall's tau ${shown}, Spearman's rho `);
    expect(first.out).toContain('between shared_valid_accuracy and valid_accuracy, over 6 architectures');
    expect(read('report.html').replaceAll(/\s+/g, ' ')).toContain(
      'over 6 architectures of round 1 that were trained by themselves',
    );

    // Of a smaller sample the same architectures come first, with the same scores.
    expect(nao(folder(), ...calibrate, '--architectures', '2')).toMatchObject({ code: 0 });
    const timeless = (all: readonly Record<string, string>[]) => all.map((row) => ({ ...row, seconds: '' }));
    expect(timeless(rowsOf('calibration.csv'))).toEqual(timeless(rows).slice(0, 2));
  },
  300_000,
);

whenSetUp(
  'so it does with recurrent cells on a text, by their perplexities',
  () => {
    writeTextFixture(path.join(folder(), 'my text'), { words: { train: 400, valid: 200, test: 20 } });
    const search = [
      'search',
      '--space',
      'rnn',
      '--preset',
      'tiny',
      '--dataset',
      'text',
      '--data-dir',
      'my text',
    ];
    const one = ['--set', 'search.rounds=1', '--seed', '7', '--device', 'cpu', '--out', 'run'];
    expect(nao(folder(), ...search, ...one)).toMatchObject({ code: 0 });
    const calibrate = [
      'calibrate',
      'run',
      '--preset',
      'tiny',
      '--architectures',
      '4',
      '--set',
      'rnnChild.epochs=3',
    ];
    const { code, out, err } = nao(folder(), ...calibrate);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(
      'children: 8 hidden units, each trained from scratch for 3 epochs = 18 steps on 121 tokens',
    );
    const rows = rowsOf('calibration.csv');
    expect(rows).toHaveLength(4);
    const pairs = rows.map((row): [number, number] => [
      Number(row.shared_valid_perplexity),
      Number(row.valid_perplexity),
    ]);
    for (const [shared, own] of pairs) {
      expect(shared).toBeGreaterThan(10);
      expect(own).toBeGreaterThan(10);
    }
    expect(out).toContain(`Kendall's tau ${tauB(pairs).toFixed(4)}, Spearman's rho `);
    const report = read('report.html').replaceAll(/\s+/g, ' ');
    expect(report).toContain('shared_valid_perplexity and their own valid_perplexity agree');
  },
  300_000,
);

test('calibrate refuses what is no run folder', () => {
  expect(nao(folder(), 'calibrate', '.')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^nao: \. is no run folder/),
  });
});

/** Kendall's tau-b by its definition, pair by pair. */
function tauB(points: readonly (readonly [number, number])[]): number {
  let [agree, tiedX, tiedY, all] = [0, 0, 0, 0];
  points.forEach(([x, y], i) => {
    for (const [otherX, otherY] of points.slice(0, i)) {
      agree += Math.sign(x - otherX) * Math.sign(y - otherY);
      tiedX += x === otherX ? 1 : 0;
      tiedY += y === otherY ? 1 : 0;
      all += 1;
    }
  });
  return agree / Math.sqrt((all - tiedX) * (all - tiedY));
}

function read(file: string): string {
  return fs.readFileSync(path.join(folder(), 'run', file), 'utf8');
}

function rowsOf(file: string): Record<string, string>[] {
  return parse(read(file), { columns: true });
}
