import { parse } from 'csv-parse/sync';
import fs from 'node:fs';
import path from 'node:path';
import { nao, readTimelessLogs, useOwnCache, whenSetUp } from '../../support/cli/command';
import { type TextFixture, writeTextFixture } from '../../support/data/text-files';
import { temporaryFolder } from '../../support/temp-folder';

/*
 * Searches for recurrent cells on texts of unusual formatting and length, and with settings under which weights explode.
 */

const folder = temporaryFolder();
useOwnCache(folder);

/** Runs a search on the text in the subfolder `data`. */
function search(data: string, out: string, ...options: string[]): ReturnType<typeof nao> {
  return nao(
    folder(),
    ...'search --space rnn --preset tiny --dataset text --seed 7'.split(' '),
    '--data-dir',
    data,
    '--out',
    out,
    ...options,
  );
}

function writeText(
  name: string,
  options: Partial<TextFixture> = {},
  spell?: (lines: string[][]) => string,
): void {
  writeTextFixture(path.join(folder(), name), options, spell);
}

function rows(run: string, log: string): Record<string, string>[] {
  return parse<Record<string, string>>(fs.readFileSync(path.join(folder(), run, log)), { columns: true });
}

/** Formats a text with a byte order mark, extra spaces and CRLF; the loader's tests cover each alone. */
const formatOddly = (lines: string[][]): string =>
  `\uFEFF ${lines.map((line) => line.join('  ')).join(' \r\n')}`;

whenSetUp(
  'a search gives the same logs however the text is formatted',
  () => {
    writeText('LF');
    writeText('odd', {}, formatOddly);
    const logs = ['LF', 'odd'].map((name) => {
      expect(search(name, `run ${name}`)).toMatchObject({ code: 0 });
      return readTimelessLogs(path.join(folder(), `run ${name}`));
    });
    expect(Object.keys(logs[0])).toEqual([
      'architectures.csv',
      'children.csv',
      'controller.csv',
      'figure2a.csv',
      'figure2b.csv',
      'rounds.csv',
      'training.csv',
    ]);
    expect(logs[1]).toEqual(logs[0]);
    const scored = rows('run LF', 'architectures.csv').map((row) => Number(row.shared_valid_perplexity));
    expect(scored).toHaveLength(16);
    // The vocabulary has 100 words, and the network is almost untrained.
    for (const perplexity of scored) {
      expect(perplexity).toBeGreaterThan(20);
      expect(perplexity).toBeLessThan(200);
    }
    const secondRound = rows('run LF', 'architectures.csv').filter(({ round }) => round === '2');
    const lowest = Math.min(...secondRound.map((row) => Number(row.shared_valid_perplexity)));
    const best: unknown = JSON.parse(fs.readFileSync(path.join(folder(), 'run LF', 'best.json'), 'utf8'));
    expect(best).toMatchObject({ metric: 'shared_valid_perplexity', score: lowest, round: 2 });

    const valid = path.join(folder(), 'LF', 'valid.txt');
    fs.writeFileSync(valid, fs.readFileSync(valid, 'utf8').replace(/w\d+\n$/, 'other\n'));
    expect(nao(folder(), 'resume', 'run LF', '--rounds', '3')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^nao: .*LF has changed since/m) as string,
    });
  },
  300_000,
);

describe('a text too short for the settings', () => {
  const settings = [
    'rnn.batchSize=64',
    'rnn.bpttSteps=35',
    'rnn.evalBatchSize=64',
    'rnn.evalTokens=0',
    'data.trainTokens=0',
  ].flatMap((setting) => ['--set', setting]);

  whenSetUp('is rejected by a search, as is an empty text', () => {
    writeText('short', { words: { train: 100, valid: 2_000, test: 2_000 } });
    expect(search('short', 'R', ...settings)).toMatchObject({
      code: 2,
      err: expect.stringContaining('train part of text has 105 tokens') as string,
    });
    writeText('empty');
    fs.writeFileSync(path.join(folder(), 'empty', 'valid.txt'), '');
    expect(search('empty', 'R')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^nao: .*valid\.txt/m) as string,
    });
    expect(fs.existsSync(path.join(folder(), 'R'))).toBe(false);
  });

  whenSetUp('is scored to its last token if it is long enough but shorter than a BPTT window', () => {
    writeText('short', { words: { train: 20_000, valid: 6, test: 6 }, perLine: 6 });
    const run = search('short', 'R', '--set', 'rnn.bpttSteps=9');
    expect(run).toMatchObject({ code: 0 });
    const scored = rows('R', 'architectures.csv');
    // Seven tokens including the line end, of which the first is not predicted.
    expect(scored.map((row) => row.items_scored)).toEqual(scored.map(() => '6'));
    for (const row of scored) expect(Number(row.shared_valid_perplexity)).toBeGreaterThan(1);
  });
});

describe('weights that explode', () => {
  const explode = (run: string, learningRate: string, clipNorm: string) => {
    writeText('words');
    const settings = [
      `rnn.learningRate=${learningRate}`,
      `rnn.learningRateEnd=${learningRate}`,
      `rnn.clipNorm=${clipNorm}`,
      'data.trainTokens=1000',
    ];
    return search('words', run, ...settings.flatMap((setting) => ['--set', setting]));
  };

  whenSetUp(
    'skip steps and leave architectures without a score ranked last, while the search continues',
    () => {
      const { code, err } = explode('R', '1e4', '0.25');
      expect(code).toBe(0);
      expect(err).toMatch(/^round 1: .*[1-9]\d* of 49 training steps/m);
      expect(rows('R', 'training.csv')).toHaveLength(98);
      expect(rows('R', 'rounds.csv').map(({ scored }) => scored)).toEqual(['8', '8']);
      const scores = rows('R', 'architectures.csv');
      const failed = scores.filter(({ failure }) => failure !== '');
      expect(failed.length).toBeGreaterThan(0);
      for (const row of failed) {
        expect(row.failure).toMatch(/^shared_valid_perplexity is (NaN|Infinity)$/);
        expect(row.shared_valid_perplexity).toBe('');
      }
      for (const round of ['1', '2']) {
        const ranks = (subset: typeof scores) =>
          subset.filter((row) => row.round === round).map(({ rank }) => Number(rank));
        const last = Math.max(0, ...ranks(scores.filter(({ failure }) => failure === '')));
        for (const rank of ranks(failed)) expect(rank).toBeGreaterThan(last);
      }
      for (const log of Object.values(readTimelessLogs(path.join(folder(), 'R')))) {
        // Large numbers are written with an exponent.
        expect(log).not.toMatch(/\d{22}/);
      }
    },
  );

  whenSetUp('in every architecture leave no best architecture, which the search reports', () => {
    const { code, out, err } = explode('R', '1e9', '0');
    expect(code).toBe(0);
    expect(rows('R', 'architectures.csv').every(({ failure }) => failure !== '')).toBe(true);
    expect(rows('R', 'training.csv').map((row) => row.train_loss)).toContain('nan');
    expect(fs.existsSync(path.join(folder(), 'R', 'best.json'))).toBe(false);
    expect(out).toMatch(/\b11 architectures .*in 2 rounds, but none has a score/m);
    expect(out).not.toContain('best.json');
    expect(err).toMatch(/^next: see the column failure of R\/architectures\.csv/m);
    expect(nao(folder(), 'draw', 'R')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/R .*best\.json/) as string,
    });
  });
});
