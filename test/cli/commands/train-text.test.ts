import fs from 'node:fs';
import path from 'node:path';
import { nao, useOwnCache, whenSetUp } from '../../support/cli/command';
import { findScoreLine, trainKillResume } from '../../support/cli/killed-training';
import { textFixtureDefaults, writeTextFixture } from '../../support/data/text-files';
import { temporaryFolder } from '../../support/temp-folder';
import { removeEpochTimeColumns } from '../../support/train/epoch-columns';

const folder = temporaryFolder();
useOwnCache(folder);
beforeEach(() => {
  const words = { train: 400, valid: 200, test: 200 };
  const text = path.join(folder(), 'my text');
  writeTextFixture(text, { ...textFixtureDefaults, words, vocabulary: 20 });
  // The test part equals the validation part, so the exported model must reach the validation score.
  fs.copyFileSync(path.join(text, 'valid.txt'), path.join(text, 'test.txt'));
});

const train = (out: string) => [
  ...'train --arch NAO-RNN-PTB --preset tiny --seed 5 --dataset text'.split(' '),
  ...'--set rnn.epochs=30 --set data.trainTokens=0'.split(' '),
  '--data-dir',
  'my text',
  '--out',
  out,
];

whenSetUp(
  'a training on text killed and resumed writes the bytes of an uninterrupted one, and its export scores the same',
  async () => {
    const { rows, score } = await trainKillResume(folder(), train, 30, 'test_perplexity');
    for (const weights of ['best', 'last', 'export/variables']) {
      expect(readBytes('killed', weights)).toEqual(readBytes('whole run', weights));
    }

    const evaluated = nao(folder(), 'evaluate', 'killed', '--data-dir', 'my text');
    expect(evaluated).toMatchObject({ code: 0 });
    expect(findScoreLine(evaluated.out, 'test_perplexity')).toBe(score);
    const resultFile = path.join(folder(), 'killed', 'result.json');
    const result = JSON.parse(fs.readFileSync(resultFile, 'utf8')) as Record<string, number>;
    expect(result.test_perplexity / result.valid_perplexity).toBeCloseTo(1, 4);
    const best = Math.min(...column(rows, 'valid_perplexity'));
    expect(result.valid_perplexity).toBe(best);
    expect(best).toBeLessThan(column(rows, 'valid_perplexity')[0]);

    fs.mkdirSync(path.join(folder(), 'test alone'));
    fs.copyFileSync(path.join(folder(), 'my text/test.txt'), path.join(folder(), 'test alone/test.txt'));
    const alone = nao(folder(), 'evaluate', 'killed', '--data-dir', 'test alone');
    expect(alone).toMatchObject({ code: 0 });
    expect(findScoreLine(alone.out, 'test_perplexity')).toBe(score);

    expect(nao(folder(), 'evaluate', 'killed', '--data-dir', 'test alone', '--resize', '7')).toMatchObject({
      code: 2,
      err: "nao: --resize has no effect on the text 'text': leave it out\n",
    });
    fs.writeFileSync(path.join(folder(), 'other.txt'), 'one two three\n'.repeat(40));
    const other = nao(folder(), 'evaluate', 'killed', '--data-dir', 'other.txt');
    expect(other.code).toBe(2);
    expect(other.err).toMatch(/vocabulary.*\d+ words.*text.*5 words/);

    const words = path.join(folder(), 'killed/export/vocabulary.txt');
    fs.writeFileSync(words, fs.readFileSync(words, 'utf8').split('\n').slice(1).join('\n'));
    const damaged = nao(folder(), 'evaluate', 'killed', '--data-dir', 'test alone');
    expect(damaged.code).toBe(2);
    expect(damaged.err).toMatch(/vocabulary\.txt (is damaged|has \d+ words, but the model \d+): /);
  },
  240_000,
);

whenSetUp(
  'a finished training on text with more epochs writes the bytes of one that had them from the start',
  () => {
    const withEpochs = (out: string, epochs: number) => [...train(out), '--set', `rnn.epochs=${epochs}`];
    expect(nao(folder(), ...withEpochs('six', 6))).toMatchObject({ code: 0 });
    expect(nao(folder(), ...withEpochs('four', 4))).toMatchObject({ code: 0 });
    const config = path.join(folder(), 'four', 'config.yaml');
    fs.writeFileSync(config, fs.readFileSync(config, 'utf8').replace('epochs: 4', 'epochs: 6'));
    expect(nao(folder(), 'resume', 'four')).toMatchObject({ code: 0 });
    const rows = (run: string) =>
      removeEpochTimeColumns(fs.readFileSync(path.join(folder(), run, 'epochs.csv'), 'utf8'));
    expect(rows('four')).toBe(rows('six'));
    for (const weights of ['best', 'last', 'export/variables']) {
      expect(readBytes('four', weights)).toEqual(readBytes('six', weights));
    }
    fs.writeFileSync(config, fs.readFileSync(config, 'utf8').replace('epochs: 6', 'epochs: 5'));
    expect(nao(folder(), 'resume', 'four')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^nao: setting 'rnn\.epochs' is 5, but .* give at least 6\n$/m) as string,
    });
    for (const option of ['--rounds=3', '--table=table.csv', '--queue=redis://localhost']) {
      expect(nao(folder(), 'resume', 'four', option)).toEqual({
        code: 2,
        out: '',
        err: `nao: ${option.split('=')[0]} is for searches, but four is a training run: leave it out\n`,
      });
    }
  },
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
    /^nao: a convolutional cell cannot be trained on the text 'ptb': give an image data set \(/,
  ],
  [
    'a setting of images for a text',
    ['train', '--arch', 'NAO-RNN-PTB', '--set', 'child.epochs=3'],
    /^nao: unknown setting 'child\.epochs': did you mean 'rnn\.epochs'\?$/m,
  ],
  [
    'averaging that never begins',
    ['train', '--arch', 'NAO-RNN-PTB', '--preset', 'tiny', '--set', 'rnn.asgdStartEpoch=4'],
    /^nao: setting 'rnn\.asgdStartEpoch' is 4, more than 'rnn\.epochs' \(3\)/,
  ],
])('%s is a usage error, without a stack trace', (_, args, message) => {
  const { code, out, err } = nao(folder(), ...args);
  expect(err).toMatch(message);
  expect(err).not.toMatch(/\n\s+at /);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});

function column(rows: string, name: string): number[] {
  const [head, ...rest] = rows
    .trim()
    .split('\n')
    .map((row) => row.split(','));
  return rest.map((row) => Number(row[head.indexOf(name)]));
}

function readBytes(run: string, subfolder: string): Record<string, string> {
  const dir = path.join(folder(), run, subfolder);
  return Object.fromEntries(
    fs.readdirSync(dir).map((file) => [file, fs.readFileSync(path.join(dir, file), 'base64')]),
  );
}
