import { parse } from 'csv-parse/sync';
import fs from 'node:fs';
import path from 'node:path';
import { nao, timelessLogs, useOwnCache, whenSetUp } from '../support/cli/command';
import { type TextFixture, writeTextFixture } from '../support/data/text-files';
import { temporaryFolder } from '../support/temp-folder';

/*
 * Cases C10, C12 and C14 with the real program: a search for recurrent cells on texts of any spelling and length, and with
 * settings under which the weights explode.
 */

const folder = temporaryFolder();
useOwnCache(folder);

/** Runs a search on the text in the folder `data` of the test's folder. */
function search(data: string, out: string, ...options: string[]): ReturnType<typeof nao> {
  return nao(
    folder(),
    ...['search', '--space', 'rnn', '--preset', 'tiny', '--dataset', 'text', '--data-dir', data],
    ...['--seed', '7', '--out', out, ...options],
  );
}

function text(name: string, options: Partial<TextFixture> = {}, spell?: (lines: string[][]) => string): void {
  writeTextFixture(path.join(folder(), name), options, spell);
}

function rows(run: string, log: string): Record<string, string>[] {
  return parse<Record<string, string>>(fs.readFileSync(path.join(folder(), run, log)), { columns: true });
}

/** Each by itself is a test of the loader. */
const odd = (lines: string[][]): string => `\uFEFF ${lines.map((line) => line.join('  ')).join(' \r\n')}`;

whenSetUp(
  'a text is the same in any spelling, and so is the search on it',
  () => {
    text('LF');
    text('odd', {}, odd);
    const logs = ['LF', 'odd'].map((name) => {
      expect(search(name, `run ${name}`)).toMatchObject({ code: 0 });
      return timelessLogs(path.join(folder(), `run ${name}`));
    });
    expect(Object.keys(logs[0])).toEqual([
      'architectures.csv',
      'controller.csv',
      'figure2a.csv',
      'figure2b.csv',
      'rounds.csv',
      'training.csv',
    ]);
    expect(logs[1]).toEqual(logs[0]);
    const scored = rows('run LF', 'architectures.csv').map((row) => Number(row.shared_valid_perplexity));
    expect(scored).toHaveLength(16);
    // Of 100 words, by a network that knows next to nothing of them.
    for (const perplexity of scored) {
      expect(perplexity).toBeGreaterThan(20);
      expect(perplexity).toBeLessThan(200);
    }
    const lowest = Math.min(...rows('run LF', 'architectures.csv').filter(({ round }) => round === '2').map((row) => Number(row.shared_valid_perplexity))); // prettier-ignore
    const best: unknown = JSON.parse(fs.readFileSync(path.join(folder(), 'run LF', 'best.json'), 'utf8'));
    expect(best).toMatchObject({ metric: 'shared_valid_perplexity', score: lowest, round: 2 });

    const valid = path.join(folder(), 'LF', 'valid.txt');
    fs.writeFileSync(valid, fs.readFileSync(valid, 'utf8').replace(/w\d+\n$/, 'other\n'));
    expect(nao(folder(), 'resume', 'run LF')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^nao: .*LF has changed since this search was stopped/m) as string,
    });
  },
  300_000,
);

describe('a text too short for the settings', () => {
  const PAPER = ['rnn.batchSize=64', 'rnn.bpttSteps=35', 'rnn.evalBatchSize=64', 'rnn.evalTokens=0', 'data.trainTokens=0']; // prettier-ignore
  const settings = PAPER.flatMap((each) => ['--set', each]);

  it.each([
    ['100 words to train on', { train: 100 }, 'the train part of text has 105 tokens, but 64 sequences of 35 steps need 2241: use fewer'], // prettier-ignore
    ['10 words to score on', { valid: 10 }, 'the valid part of text has 21 tokens, but 64 sequences of 1 step need 65: use fewer'], // prettier-ignore
    ['36 words to score on', { valid: 36 }, 'the valid part of text has 42 tokens, but 64 sequences of 1 step need 65: use fewer'], // prettier-ignore
  ])('is refused before anything begins: %s', (_, words, message) => {
    text('short', { words: { train: 20_000, valid: 2_000, test: 2_000, ...words } });
    expect(search('short', 'R', ...settings, '--dry-run')).toMatchObject({
      code: 2,
      out: expect.not.stringContaining('search:') as string,
      err: expect.stringMatching(new RegExp(`^nao: ${message}`, 'm')) as string,
    });
    expect(fs.existsSync(path.join(folder(), 'R'))).toBe(false);
  });

  whenSetUp('is refused so by a search too, and where it is empty', () => {
    text('short', { words: { train: 100, valid: 2_000, test: 2_000 } });
    expect(search('short', 'R', ...settings)).toMatchObject({
      code: 2,
      err: expect.stringContaining('the train part of text has 105 tokens') as string,
    });
    text('empty');
    fs.writeFileSync(path.join(folder(), 'empty', 'valid.txt'), '');
    expect(search('empty', 'R')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^nao: .*valid\.txt/m) as string,
    });
    expect(fs.existsSync(path.join(folder(), 'R'))).toBe(false);
  });

  whenSetUp('is scored to its last token where it is long enough, though shorter than a window', () => {
    text('short', { words: { train: 20_000, valid: 6, test: 6 }, perLine: 6 });
    const run = search('short', 'R', '--set', 'rnn.bpttSteps=9');
    expect(run).toMatchObject({ code: 0 });
    const scored = rows('R', 'architectures.csv');
    // Seven tokens with the line's end, of which the first is not foretold.
    expect(scored.map((row) => row.items_scored)).toEqual(scored.map(() => '6'));
    for (const row of scored) expect(Number(row.shared_valid_perplexity)).toBeGreaterThan(1);
  });
});

describe('weights that explode', () => {
  const explode = (run: string, learningRate: string, clipNorm: string) => {
    text('words');
    const settings = [
      `rnn.learningRate=${learningRate}`,
      `rnn.learningRateEnd=${learningRate}`,
      `rnn.clipNorm=${clipNorm}`,
      'data.trainTokens=1000',
    ];
    return search('words', run, ...settings.flatMap((each) => ['--set', each]));
  };

  whenSetUp('leave steps out and architectures without a score, ranked last, and the search goes on', () => {
    const { code, out } = explode('R', '1e4', '0.25');
    expect(code).toBe(0);
    expect(out).toMatch(/^round 1: [1-9]\d* of 49 training steps .* were skipped/m);
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
      const ranks = (of: typeof scores) => of.filter((row) => row.round === round).map(({ rank }) => Number(rank)); // prettier-ignore
      const last = Math.max(0, ...ranks(scores.filter(({ failure }) => failure === '')));
      for (const rank of ranks(failed)) expect(rank).toBeGreaterThan(last);
    }
    for (const log of Object.values(timelessLogs(path.join(folder(), 'R')))) {
      // No more digits than a number needs, however large it is.
      expect(log).not.toMatch(/\d{22}/);
    }
  });

  whenSetUp('to the last leave no best architecture, which the search says', () => {
    const { code, out } = explode('R', '1e9', '0');
    expect(code).toBe(0);
    expect(rows('R', 'architectures.csv').every(({ failure }) => failure !== '')).toBe(true);
    expect(rows('R', 'training.csv').map((row) => row.train_loss)).toContain('nan');
    expect(fs.existsSync(path.join(folder(), 'R', 'best.json'))).toBe(false);
    expect(out).toMatch(/^searched 11 architectures in 2 rounds, but none has a score in the last round$/m);
    expect(out).not.toContain('best.json');
    expect(out).toMatch(/^next: the column failure of R\/architectures\.csv says why there is no score; other settings may give some$/m); // prettier-ignore
    expect(nao(folder(), 'draw', 'R')).toMatchObject({
      code: 2,
      err: expect.stringContaining('R has no best.json') as string,
    });
  });
});
