import fs from 'node:fs';
import path from 'node:path';
import { nao, useOwnCache, whenSetUp } from '../support/cli/command';
import { scoreLine, trainKillResume } from '../support/cli/killed-training';
import { textFixtureDefaults, writeTextFixture } from '../support/data/text-files';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);
beforeEach(() => {
  const words = { train: 400, valid: 200, test: 200 };
  const text = path.join(folder(), 'my text');
  writeTextFixture(text, { ...textFixtureDefaults, words, vocabulary: 20 });
  // What is held out is what is tested on, so that the exported model must score what the training scored.
  fs.copyFileSync(path.join(text, 'valid.txt'), path.join(text, 'test.txt'));
});

const train = (out: string) => [
  ...['train', '--arch', 'NAO-RNN-PTB', '--preset', 'tiny', '--seed', '5', '--dataset', 'text'],
  ...['--data-dir', 'my text', '--set', 'rnn.epochs=30', '--set', 'data.trainTokens=0', '--out', out],
];

whenSetUp(
  'a training on a text that is killed and resumed writes the same bytes as one left alone, and its export scores the same',
  async () => {
    const { rows, score } = await trainKillResume(folder(), train, 30, 'test_perplexity');
    for (const kept of ['best', 'last', 'export/variables']) {
      expect(bytes('killed', kept)).toEqual(bytes('whole run', kept));
    }

    const evaluated = nao(folder(), 'evaluate', 'killed', '--data-dir', 'my text');
    expect(evaluated).toMatchObject({ code: 0 });
    expect(scoreLine(evaluated.out, 'test_perplexity')).toBe(score);
    const result = JSON.parse(fs.readFileSync(path.join(folder(), 'killed', 'result.json'), 'utf8')) as Record<string, number>; // prettier-ignore
    expect(result.test_perplexity / result.valid_perplexity).toBeCloseTo(1, 4);
    const best = Math.min(...column(rows, 'valid_perplexity'));
    expect(result.valid_perplexity).toBe(best);
    expect(best).toBeLessThan(column(rows, 'valid_perplexity')[0]);

    fs.writeFileSync(path.join(folder(), 'other.txt'), 'one two three\n'.repeat(40));
    const other = nao(folder(), 'evaluate', 'killed', '--data-dir', 'other.txt');
    expect(other.code).toBe(2);
    expect(other.err).toMatch(/has another vocabulary \(\d+ words\) than text \(5 words\)/);
  },
  240_000,
);

test.each([
  [
    'a recurrent cell on images',
    ['train', '--arch', 'NAO-RNN-PTB', '--dataset', 'cifar10'],
    /^nao: a recurrent cell cannot be trained on the images 'cifar10': give a text \(/,
  ],
  [
    'a convolutional cell on a text',
    ['train', '--arch', 'NAONet', '--dataset', 'ptb'],
    /^nao: a convolutional cell cannot be trained on the text 'ptb': give images \(/,
  ],
  [
    'a setting of images for a text',
    ['train', '--arch', 'NAO-RNN-PTB', '--set', 'child.epochs=3'],
    /^nao: unknown setting 'child\.epochs': did you mean 'rnn\.epochs'\?$/m,
  ],
  [
    'an average that never begins',
    ['train', '--arch', 'NAO-RNN-PTB', '--preset', 'tiny', '--set', 'rnn.asgdStartEpoch=4'],
    /^nao: setting 'rnn\.asgdStartEpoch' is 4, more than 'rnn\.epochs', which is 3/,
  ],
])('%s is wrong usage, without a trace', (_, args, message) => {
  const { code, out, err } = nao(folder(), ...args);
  expect(err).toMatch(message);
  expect(err).not.toMatch(/\n\s+at /);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});

function column(rows: string, name: string): number[] {
  const [head, ...rest] = rows.trim().split('\n').map((row) => row.split(',')); // prettier-ignore
  return rest.map((row) => Number(row[head.indexOf(name)]));
}

function bytes(run: string, inside: string): Record<string, string> {
  const at = path.join(folder(), run, inside);
  return Object.fromEntries(
    fs.readdirSync(at).map((file) => [file, fs.readFileSync(path.join(at, file), 'base64')]),
  );
}
