import fs from 'node:fs';
import path from 'node:path';
import { nao, useOwnCache, whenSetUp } from '../../support/cli/command';
import { parseResult } from '../../support/cli/json';
import { findScoreLine, trainKillResume } from '../../support/cli/killed-training';
import { writeImageFixture } from '../../support/data/image-files';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);
beforeEach(async () => {
  await writeImageFixture(path.join(folder(), 'my images'));
});

const train = (out: string) => [
  'train',
  '--arch',
  '0 0 1 3 2 1 0 4 0 2 1 0 2 3 1 4',
  ...'--preset tiny --seed 5 --dataset images --set child.epochs=40'.split(' '),
  '--data-dir',
  'my images',
  '--out',
  out,
];

whenSetUp(
  'a training killed and resumed has the rows and the score of an uninterrupted one',
  async () => {
    const { score } = await trainKillResume(folder(), train, 40, 'test_accuracy');

    // The score needs the test images alone.
    fs.rmSync(path.join(folder(), 'my images', 'train'), { recursive: true });
    const evaluated = nao(folder(), 'evaluate', 'killed', '--data-dir', 'my images', '--batch', '7');
    expect(evaluated).toMatchObject({ code: 0 });
    expect(findScoreLine(evaluated.out, 'test_accuracy')).toBe(score);
    const again = nao(folder(), 'evaluate', 'killed', '--data-dir', 'my images', '--json');
    const evaluation = parseResult('evaluate', again.out);
    expect(`test_accuracy: ${Number(evaluation.test_accuracy)} (`).toBe(
      score?.slice(0, score.indexOf('(') + 1),
    );

    const written = nao(folder(), 'export', 'killed', '--format', 'pytorch', '--out', 'model.py');
    expect(written).toMatchObject({ code: 0, out: 'model.py\nmodel.safetensors\n' });
    expect(fs.readFileSync(path.join(folder(), 'model.py'), 'utf8')).toContain('def load(');
    expect(fs.readFileSync(path.join(folder(), 'model.safetensors'), 'latin1')).toContain(
      '"stem.norm.running_mean":{"dtype":"F32","shape":[12]',
    );
  },
  240_000,
);

test('draw exits with code 3 if a drawing cannot be written, naming the file', () => {
  const file = path.join('drawings', 'NAONet-normal-cell.svg');
  fs.mkdirSync(path.join(folder(), file), { recursive: true });
  const { code, err } = nao(folder(), 'draw', 'NAONet', '--out', 'drawings');
  expect(err).toMatch(
    /^nao: cannot write the drawing drawings\/NAONet-normal-cell\.svg \(.*\): give another folder with --out\n$/,
  );
  expect(code).toBe(3);
});

test('export prints a genotype that export reads', () => {
  const { code, out } = nao(folder(), 'export', 'NAONet-WS', '--format', 'genotype');
  expect(code).toBe(0);
  expect(nao(folder(), 'export', out, '--format', 'genotype')).toMatchObject({ code: 0, out, err: '' });
});

test.each([
  ['a missing architecture', ['train'], /required option '--arch <what>' not specified/],
  ['an unknown cell', ['train', '--arch', 'NAONets'], /^nao: .*'NAONets'.* did you mean 'NAONet'/],
  [
    'a misspelled setting',
    ['train', '--arch', 'NAONet', '--set', 'child.epoch=3'],
    /did you mean 'child\.epochs'\?$/m,
  ],
  [
    'an unknown preset',
    ['train', '--arch', 'NAONet', '--preset', 'cpu'],
    /^nao: unknown preset 'cpu': .* \(known: paper, child, quick, tiny\)/,
  ],
  ['a folder that is not an export', ['evaluate', 'my images'], /^nao: .*my images\/architecture\.json/],
])('%s is a usage error, without a stack trace', (_, args, message) => {
  const { code, out, err } = nao(folder(), ...args);
  expect(err).toMatch(message);
  expect(err).not.toMatch(/\n\s+at /);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});
