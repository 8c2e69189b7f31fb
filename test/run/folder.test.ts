import fs from 'node:fs';
import path from 'node:path';
import { loadConfig } from '../../src/config/load-search';
import { loadTrainConfig } from '../../src/config/load-train';
import { EnvironmentError, InputError } from '../../src/errors';
import { hasBest, readBest } from '../../src/run/best';
import { assertUnused, makeNumberedFolder, readSearchRun, RunFolder } from '../../src/run/folder';
import { removeTimeColumns } from '../../src/run/log-columns';
import { describeEnvironmentDifferences } from '../../src/run/record';
import { readNaoVersion } from '../../src/run/version';
import { RECORD } from '../support/run/record';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
const run = (): string => path.join(folder(), 'deep', 'R');
const config = loadConfig({ preset: 'tiny', set: ['supernet.weightDecay=1e-4'], flags: { seed: '7' } });

function contents(): Record<string, string> {
  return Object.fromEntries(
    fs.readdirSync(run()).map((file) => [file, fs.readFileSync(path.join(run(), file), 'utf8')]),
  );
}

test('create writes all settings and the record', () => {
  const created = RunFolder.create(run(), config, RECORD);
  created.close();
  expect(readSearchRun(run())).toEqual({ config, record: RECORD });
  expect(fs.readFileSync(path.join(run(), 'config.yaml'), 'utf8')).toMatch(/^seed: 7$/m);
  expect(fs.readdirSync(run())).toEqual(['config.yaml']);
});

test("a run's config.yaml is a settings file", () => {
  RunFolder.create(run(), config, RECORD).close();
  const again = loadConfig({ preset: 'paper', files: [path.join(run(), 'config.yaml')] });
  expect(again).toEqual(config);
});

test('a folder with a line end in its name leaves the config.yaml of a training readable', () => {
  const architecture = { name: 'NAONet', space: 'cnn', text: '0 0 1 3 2 1 0 4 0 2 1 0 2 3 1 4' };
  const training = loadTrainConfig(architecture, { preset: 'tiny', flags: { seed: '7' } });
  const odd = path.join(folder(), 'R\nseed: 8\r\u001b[31m');
  RunFolder.create(odd, training, RECORD).close();
  const opened = RunFolder.openTraining(odd);
  opened.runFolder.close();
  expect(opened.config).toEqual(training);
});

test('openSearch reads settings and record of a stopped run', () => {
  RunFolder.create(run(), config, RECORD).close();
  const opened = RunFolder.openSearch(run());
  expect(opened.config).toEqual(config);
  expect(opened.runFolder.record).toEqual(RECORD);
  opened.runFolder.close();
});

test('create rejects a folder with a run and leaves it unchanged', () => {
  RunFolder.create(run(), config, RECORD).close();
  const before = contents();
  expect(() => RunFolder.create(run(), config, RECORD)).toThrow(
    new InputError(
      `${run()} already contains a run: continue it with 'nao resume ${run()}', or give another folder with --out`,
    ),
  );
  expect(contents()).toEqual(before);
});

test('a run folder in use is rejected', () => {
  const first = RunFolder.create(run(), config, RECORD);
  const before = contents();
  expect(() => RunFolder.create(run(), config, RECORD)).toThrow(/is using this run folder/);
  expect(() => RunFolder.openSearch(run())).toThrow(/is using this run folder/);
  expect(contents()).toEqual(before);
  first.close();
  RunFolder.openSearch(run()).runFolder.close();
});

test('folders with other files, and files, are rejected', () => {
  fs.writeFileSync(path.join(folder(), 'thesis.tex'), '');
  expect(() => assertUnused(folder())).toThrow(
    `${folder()} is not empty: give a new or empty folder with --out`,
  );
  expect(() => assertUnused(path.join(folder(), 'thesis.tex'))).toThrow(/is a file/);
  expect(() => RunFolder.openSearch(folder())).toThrow(
    `${folder()} is not a run folder (no config.yaml): give a folder that 'nao search' or 'nao train' wrote`,
  );
});

test('temporary files of a lock do not count as other files', () => {
  fs.writeFileSync(path.join(folder(), 'lock.4711'), '');
  expect(() => assertUnused(folder())).not.toThrow();
  RunFolder.create(folder(), config, RECORD).close();
  expect(readSearchRun(folder()).config).toEqual(config);
});

test('a process that was killed at its start or while it wrote leaves nothing behind', () => {
  // No process has the id 99999999, which is above Linux's limit.
  const orphans = ['config.yaml.99999999.partial', 'lock.99999999', 'lock.99999999.dead'];
  const leave = (...names: string[]): void =>
    names.forEach((name) => fs.writeFileSync(path.join(run(), name), ''));
  fs.mkdirSync(run(), { recursive: true });
  leave(...orphans);
  RunFolder.create(run(), config, RECORD).close();
  expect(fs.readdirSync(run())).toEqual(['config.yaml']);

  const others = `report.html.${process.pid}.partial`; // a report that another thread writes
  leave(...orphans, 'best.json.99999999.partial', 'my.partial', others);
  RunFolder.openSearch(run()).runFolder.close();
  expect(fs.readdirSync(run()).sort()).toEqual(['config.yaml', 'my.partial', others].sort());
});

test('a damaged config.yaml is rejected with its name', () => {
  RunFolder.create(run(), config, RECORD).close();
  const file = path.join(run(), 'config.yaml');
  const text = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, text.replace('lambda:', 'lamda:'));
  expect(() => readSearchRun(run())).toThrow(
    new InputError(
      `${file} was written by another revision of nao ${RECORD.nao}, or was changed since (unknown setting 'controller.lamda': did you mean 'controller.lambda'?): use that version, or start a new run with this one`,
    ),
  );
  fs.writeFileSync(file, text.replace(/lambda:.*/, 'lambda: x'));
  expect(() => readSearchRun(run())).toThrow(
    `${file}: setting 'controller.lambda' is 'x': it must be a number`,
  );
  fs.writeFileSync(file, text.replace(/recorded:[^]*/, ''));
  expect(() => readSearchRun(run())).toThrow(/lacks 'recorded'/);
});

test.each([
  ['lacks a setting', /^ *lambda:.*\n/m, "setting 'controller.lambda' is missing"],
  ['lacks a record entry', /^ *cpuFingerprint:.*\n/m, 'recorded has other entries'],
])('a config.yaml of another version that %s is rejected with that version', (_, line, difference) => {
  const old = { ...RECORD, nao: '0.0.9', revision: '0123456789abcdef' };
  RunFolder.create(run(), config, old).close();
  const file = path.join(run(), 'config.yaml');
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(line, ''));
  const error = new InputError(
    `${file} was written by nao 0.0.9, commit 0123456789ab, not nao ${readNaoVersion()} (${difference}): use that version, or start a new run with this one`,
  );
  expect(() => readSearchRun(run())).toThrow(error);
  expect(() => RunFolder.openSearch(run())).toThrow(error);
});

test('writeBest replaces best.json, with a warning about the score', () => {
  const created = RunFolder.create(run(), config, RECORD);
  expect(() => readBest(run())).toThrow(/has no best\.json: wait/);
  const best = {
    id: 3,
    architecture: '0 1',
    metric: 'shared_valid_accuracy',
    score: 0.5,
    round: 2,
    origin: 'random',
  };
  created.writeBest(best);
  created.writeBest({ ...best, id: 4 });
  expect(readBest(run())).toMatchObject({ ...best, id: 4 });
  expect(fs.readFileSync(path.join(run(), 'best.json'), 'utf8')).toContain(
    'it is not the score of the trained',
  );
  const file = path.join(run(), 'best.json');
  const remedy = `write it again with 'nao resume ${run()}'`;
  fs.writeFileSync(file, JSON.stringify({ ...best, origin: undefined }));
  expect(() => readBest(run())).toThrow(`${file} does not have the format of this version of nao: ${remedy}`);
  fs.writeFileSync(file, '{"id": 3');
  expect(() => readBest(run())).toThrow(`${file} is damaged: ${remedy}`);
  created.removeBest();
  expect(hasBest(run())).toBe(false);
  created.removeBest();
  created.close();
});

test('columns are named after the metric and the items', () => {
  const created = RunFolder.create(run(), config, RECORD);
  const logs = created.openLogs({ metric: 'shared_valid_perplexity', items: 'tokens' }, () => 0);
  logs.training({ round: 1, step: 1, items: 2240, items_per_s: 5600, seconds: 0.4 });
  logs.architecture({ id: 0, score: 612.5, items_scored: 73760 });
  logs.round({ round: 1, items_per_s: 5500 });
  logs.close();
  created.close();
  const [training, architectures, rounds] = contentsOf('training.csv', 'architectures.csv', 'rounds.csv');
  expect(training).toBe(
    'round,epoch,step,learning_rate,train_loss,train_accuracy,tokens,tokens_per_s,seconds\n1,,1,,,,2240,5600,0.4\n',
  );
  expect(architectures).toMatch(/,predicted,shared_valid_perplexity,loss,.*\n,0,,,,,,612\.5,,73760,/);
  expect(rounds).toMatch(/,train_loss,tokens_per_s,seconds\n1,.*,5500,\n$/);
  expect(removeTimeColumns(training)).toBe(
    'round,epoch,step,learning_rate,train_loss,train_accuracy,tokens\n1,,1,,,,2240\n',
  );
});

test('truncateTo restores the logs of a checkpoint', () => {
  const created = RunFolder.create(run(), config, RECORD);
  const logs = created.openLogs({ metric: 'shared_valid_accuracy', items: 'images' }, () => 0);
  logs.round({ round: 1, best_score: 0.5 });
  logs.architecture({ round: 1, id: 0, score: 0.25 });
  const positions = logs.flush();
  const before = contentsOf(
    'rounds.csv',
    'architectures.csv',
    'training.csv',
    'tensorboard/events.out.tfevents.0.nao',
  );
  logs.round({ round: 2, best_score: 0.6 });
  logs.training({ round: 2, step: 1, train_loss: 2 });
  logs.close();
  fs.appendFileSync(path.join(run(), 'architectures.csv'), '12,0.');
  const resumed = created.openLogs({ metric: 'shared_valid_accuracy', items: 'images' }, () => 0);
  resumed.truncateTo(positions, () => undefined);
  resumed.close();
  created.close();
  expect(
    contentsOf('rounds.csv', 'architectures.csv', 'training.csv', 'tensorboard/events.out.tfevents.0.nao'),
  ).toEqual(before);
  expect(before[1]).toBe(
    'round,id,origin,parent_id,step_size,architecture,predicted,shared_valid_accuracy,loss,items_scored,failure,seconds,rank,parameters,multiply_adds\n' +
      '1,0,,,,,,0.25,,,,,,,\n',
  );
});

function contentsOf(...files: string[]): string[] {
  return files.map((file) => fs.readFileSync(path.join(run(), file), 'latin1'));
}

test('makeNumberedFolder creates the next free number', () => {
  const runs = path.join(folder(), 'runs');
  const next = () => path.relative(runs, makeNumberedFolder(runs, 'quick'));
  expect([next(), next()]).toEqual(['quick-1', 'quick-2']);
  fs.writeFileSync(path.join(runs, 'quick-3'), '');
  expect(next()).toBe('quick-4');
  RunFolder.create(path.join(runs, 'quick-4'), config, RECORD).close();
});

test('makeNumberedFolder throws an EnvironmentError if it cannot create the folder', () => {
  fs.writeFileSync(path.join(folder(), 'runs'), '');
  expect(() => makeNumberedFolder(path.join(folder(), 'runs'), 'quick')).toThrow(EnvironmentError);
});

test('describeEnvironmentDifferences names each difference', () => {
  expect(describeEnvironmentDifferences(RECORD, { ...RECORD, revision: 'later' })).toEqual([]);
  expect(describeEnvironmentDifferences(RECORD, { ...RECORD, threads: 4 })).toEqual([
    'this run was started with another number of threads (2, now 4): the last digits of its results may differ',
  ]);
});
