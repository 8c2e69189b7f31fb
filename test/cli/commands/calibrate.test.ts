import { parse } from 'csv-parse/sync';
import fs from 'node:fs';
import path from 'node:path';
import { RunFolder } from '../../../src/run/folder';
import { findMessages, nao, runAndInterrupt, useOwnCache, whenSetUp } from '../../support/cli/command';
import { parseResult } from '../../support/cli/json';
import { searchTinyText } from '../../support/cli/tiny-search';
import { writeImageFixture } from '../../support/data/image-files';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);

whenSetUp(
  'calibrate trains a sample from scratch, writes both scores and reports their rank correlation',
  async () => {
    await writeImageFixture(path.join(folder(), 'my images'));
    const search = ['search', '--preset', 'tiny', '--dataset', 'images', '--data-dir', 'my images'];
    const one = ['--set', 'search.rounds=1', '--set', 'space.nodes=1', '--seed', '7', '--device', 'cpu'];
    expect(nao(folder(), ...search, ...one, '--out', 'run')).toMatchObject({ code: 0 });

    const calibrate = ['calibrate', 'run', '--preset', 'tiny', '--set', 'child.epochs=2'];
    const first = nao(folder(), ...calibrate, '--architectures', '6');
    expect({ code: first.code, messages: findMessages(first.err) }).toEqual({ code: 0, messages: '' });
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
    expect(first.out).toContain('between shared_valid_accuracy and valid_accuracy over 6 architectures');
    expect(read('report.html').replaceAll(/\s+/g, ' ')).toContain(
      'Calibration: 6 architectures of round 1 were also trained from scratch.',
    );

    // Stopped after some of them, it trains the others.
    fs.rmSync(path.join(folder(), 'run', 'calibration.csv'));
    fs.rmSync(path.join(folder(), 'run', 'calibration-trainings.csv'));
    const more = [...calibrate, '--architectures', '6'];
    const started = () => fs.existsSync(path.join(folder(), 'run', 'calibration.csv'));
    const { code, err } = await runAndInterrupt(folder(), more, started);
    expect({ code, err }).toMatchObject({
      code: 130,
      err: expect.stringContaining('with the same command') as string,
    });
    const kept = rowsOf('calibration.csv');
    expect(kept.length).toBeLessThan(6);
    expect(nao(folder(), ...more)).toMatchObject({ code: 0 });
    expect(rowsOf('calibration.csv').slice(0, kept.length)).toEqual(kept); // with the seconds of their training
    const timeless = (all: readonly Record<string, string>[]) => all.map((row) => ({ ...row, seconds: '' }));
    const all = rowsOf('calibration.csv');
    expect(timeless(all)).toEqual(timeless(rows));

    // A smaller sample is a prefix of the larger one, with the same scores.
    const second = nao(folder(), ...calibrate, '--architectures', '2', '--json');
    expect(parseResult('calibrate', second.out)).toMatchObject({ run: 'run', metric: 'valid_accuracy' });
    expect(timeless(rowsOf('calibration.csv'))).toEqual(timeless(rows).slice(0, 2));

    // Other settings are another training.
    const other = nao(folder(), ...calibrate, '--architectures', '2', '--set', 'data.trainImages=16');
    expect(other).toMatchObject({ code: 0 });
    expect(rowsOf('calibration.csv').map((row) => row.valid_loss)).not.toEqual(
      rows.slice(0, 2).map((row) => row.valid_loss),
    );

    // Neither loses a training: the first sample needs none again.
    expect(nao(folder(), ...more)).toMatchObject({ code: 0 });
    expect(rowsOf('calibration.csv')).toEqual(all); // with the seconds of their training
    expect(nao(folder(), ...calibrate, '--set', 'supernet.channels=8')).toMatchObject({
      code: 2,
      err: expect.stringContaining(
        '--set changes supernet.channels, which has no effect on children',
      ) as string,
    });
    expect(nao(folder(), ...calibrate, '--set', 'run.device=gpu')).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /^nao: --set changes run\.device, .* or run\.checkpointEverySteps only$/m,
      ) as string,
    });
  },
  300_000,
);

whenSetUp(
  'calibrate trains recurrent cells from scratch and correlates perplexities',
  () => {
    searchTinyText(folder());
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
    const { runFolder } = RunFolder.openSearch(path.join(folder(), 'run'));
    expect(nao(folder(), ...calibrate)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^nao: process \d+ is using this run folder \(run\/lock\)/) as string,
    });
    runFolder.close();
    const { code, out, err } = nao(folder(), ...calibrate);
    expect({ code, messages: findMessages(err) }).toEqual({ code: 0, messages: '' });
    expect(err).toMatch(/^children: 8 hidden units, .* 3 epochs = 18 steps on 121 tokens/m);
    const rows = rowsOf('calibration.csv');
    expect(rows).toHaveLength(4);
    const pairs = rows.map((row): [number, number] => [
      Number(row.shared_valid_perplexity),
      Number(row.valid_perplexity),
    ]);
    for (const [shared, standalone] of pairs) {
      expect(shared).toBeGreaterThan(10);
      expect(standalone).toBeGreaterThan(10);
    }
    expect(out).toContain(`Kendall's tau ${tauB(pairs).toFixed(4)}, Spearman's rho `);
    const report = read('report.html').replaceAll(/\s+/g, ' ');
    expect(report).toContain('Between shared_valid_perplexity and valid_perplexity');
  },
  300_000,
);

test('calibrate rejects a folder that is not a run folder', () => {
  expect(nao(folder(), 'calibrate', '.')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^nao: \. is no/),
  });
});

/** Computes Kendall's tau-b by its definition, pair by pair. */
function tauB(points: readonly (readonly [number, number])[]): number {
  let [difference, tiedX, tiedY, all] = [0, 0, 0, 0];
  points.forEach(([x, y], i) => {
    for (const [otherX, otherY] of points.slice(0, i)) {
      difference += Math.sign(x - otherX) * Math.sign(y - otherY);
      tiedX += x === otherX ? 1 : 0;
      tiedY += y === otherY ? 1 : 0;
      all += 1;
    }
  });
  return difference / Math.sqrt((all - tiedX) * (all - tiedY));
}

function read(file: string): string {
  return fs.readFileSync(path.join(folder(), 'run', file), 'utf8');
}

function rowsOf(file: string): Record<string, string>[] {
  return parse(read(file), { columns: true });
}
