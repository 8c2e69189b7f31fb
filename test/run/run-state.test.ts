import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { loadConfig } from '../../src/config/load-search';
import { RunFolder } from '../../src/run/folder';
import { acquireLock, findLockHolder } from '../../src/run/lock';
import type { LogPositions } from '../../src/run/log-files';
import { findRunFolders, listRuns, readRunState } from '../../src/run/run-state';
import { RECORD } from '../support/run/record';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
const at = (...parts: string[]): string => path.join(folder(), ...parts);

const config = loadConfig({ preset: 'tiny', set: ['search.rounds=2'], flags: { seed: '7' } });

/** Writes a search with one finished round and a checkpoint in this phase. @returns its folder, still locked */
function writeSearch(name: string, phase: string): RunFolder {
  const run = RunFolder.create(at(name), config, RECORD);
  const logs = run.openLogs({ metric: 'shared_valid_accuracy', items: 'images' });
  logs.round({ round: 1, pool_size: 4 });
  saveCheckpoint(run, logs.flush(), phase);
  logs.close();
  run.writeBest({
    id: 3,
    architecture: '0 1',
    metric: 'shared_valid_accuracy',
    score: 0.5,
    round: 1,
    origin: 'random',
  });
  return run;
}

function saveCheckpoint(run: RunFolder, logs: LogPositions, phase: string): void {
  run.checkpoints.write({ settings: {}, logs, search: { phase } }, () => undefined);
}

/** Writes the folder of a training that is not running. */
function writeTraining(name: string, files: Readonly<Record<string, string>>): void {
  fs.mkdirSync(at(name), { recursive: true });
  const config =
    'task: train\nseed: 3\narchitecture: { space: cnn }\ndata: { dataset: cifar10 }\nchild: { epochs: 4 }\n';
  for (const [file, text] of Object.entries({ 'config.yaml': config, ...files })) {
    fs.writeFileSync(at(name, file), text);
  }
}

test('a search is running while it is locked', () => {
  const run = writeSearch('a', 'score');
  expect(readRunState(at('a'))).toEqual({
    folder: at('a'),
    task: 'search',
    status: 'running',
    holder: `process ${process.pid}`,
    damage: undefined,
    mode: 'ws',
    space: 'cnn',
    data: config.data.dataset,
    seed: 7,
    progress: { unit: 'round', done: 1, total: 2 },
    best: { metric: 'shared_valid_accuracy', value: 0.5 },
    changedAt: fs.statSync(at('a', 'rounds.csv')).mtimeMs,
  });
  run.close();
  expect(readRunState(at('a'))).toMatchObject({ status: 'stopped', holder: undefined });
});

test('a search without a lock is finished if its last checkpoint is', () => {
  writeSearch('a', 'done').close();
  expect(readRunState(at('a'))).toMatchObject({ status: 'finished', damage: undefined });
});

test('a search whose checkpoints were deleted is finished once all its rounds are', () => {
  const run = writeSearch('a', 'done');
  fs.rmSync(at('a', 'checkpoints'), { recursive: true });
  run.close();
  expect(readRunState(at('a'))).toMatchObject({ status: 'stopped' });
  fs.appendFileSync(at('a', 'rounds.csv'), fs.readFileSync(at('a', 'rounds.csv'), 'utf8').split('\n')[1]);
  expect(readRunState(at('a'))).toMatchObject({ status: 'stopped', progress: { done: 1 } });
  fs.appendFileSync(at('a', 'rounds.csv'), '\n');
  expect(readRunState(at('a'))).toMatchObject({ status: 'finished', progress: { done: 2 } });
});

test('a search that was killed before its first log is stopped', () => {
  RunFolder.create(at('a'), config, RECORD).close();
  expect(readRunState(at('a'))).toMatchObject({
    status: 'stopped',
    progress: { unit: 'round', done: 0, total: 2 },
    best: undefined,
    changedAt: undefined,
  });
});

const DAMAGES: [string, (file: (name: string) => string) => void, RegExp][] = [
  ['no config.yaml', (file) => fs.rmSync(file('config.yaml')), /config\.yaml is missing: restore/],
  [
    'an invalid config.yaml',
    (file) => fs.writeFileSync(file('config.yaml'), 'a: [\nrecorded:\n'),
    /cannot read the settings in .*config\.yaml, line 2/,
  ],
  ['a shorter log', (file) => fs.truncateSync(file('rounds.csv'), 9), /rounds\.csv has 9 bytes, fewer than/],
  [
    'a changed log',
    (file) =>
      fs.writeFileSync(file('rounds.csv'), fs.readFileSync(file('rounds.csv'), 'utf8').replace('4', '5')),
    /rounds\.csv is damaged in its first/,
  ],
  ['a missing log', (file) => fs.rmSync(file('training.csv')), /training\.csv has 0 bytes/],
  ['a damaged best.json', (file) => fs.writeFileSync(file('best.json'), '{'), /best\.json is damaged/],
  [
    'damaged checkpoints',
    (file) => fs.writeFileSync(path.join(file('checkpoints'), '00000001', 'state.json'), '{}'),
    /all checkpoints in .*checkpoints are damaged/,
  ],
];

test.each(DAMAGES)('a search with %s is damaged, unless it is running', (_, damage, message) => {
  const run = writeSearch('a', 'learn');
  damage((name) => at('a', name));
  expect(readRunState(at('a'))).toMatchObject({ status: 'running', damage: undefined });
  run.close();
  const state = readRunState(at('a'));
  expect(state).toMatchObject({ status: 'damaged', task: 'search', progress: { unit: 'round' } });
  expect(state?.damage).toMatch(message);
});

test('a training is finished once it has a result, and shows its best validation score before', () => {
  const rows = 'epoch,valid_accuracy\n1,0.5\n2,0.75\n3,0.7\n';
  writeTraining('a', { 'epochs.csv': `${rows}4,0.8` });
  expect(readRunState(at('a'))).toMatchObject({
    task: 'train',
    status: 'stopped',
    mode: undefined,
    space: 'cnn',
    progress: { unit: 'epoch', done: 3, total: 4 },
    best: { metric: 'valid_accuracy', value: 0.75 },
  });
  writeTraining('a', { 'epochs.csv': rows, 'result.json': '{"test_accuracy": 0.7, "epoch": 2}' });
  expect(readRunState(at('a'))).toMatchObject({
    status: 'finished',
    best: { metric: 'test_accuracy', value: 0.7 },
  });
  writeTraining('a', { 'epochs.csv': 'epoch,valid_perplexity\n1,90\n2,80\n3,85\n' });
  fs.rmSync(at('a', 'result.json'));
  expect(readRunState(at('a'))).toMatchObject({ best: { metric: 'valid_perplexity', value: 80 } });
});

test('runs are found in all folders and by links, and other folders are not', () => {
  for (const name of ['b-10', 'b-2', path.join('deep', 'c')])
    RunFolder.create(at(name), config, RECORD).close();
  writeTraining('training', { 'epochs.csv': '' });
  fs.mkdirSync(at('hydra'));
  fs.writeFileSync(at('hydra', 'config.yaml'), 'optimizer: adam\n');
  fs.mkdirSync(at('logs'));
  fs.writeFileSync(at('logs', 'epochs.csv'), 'epoch\n');
  fs.mkdirSync(at('.hidden'));
  fs.symlinkSync(at('training'), at('.hidden', 'x'));
  fs.symlinkSync(at('b-2'), at('z'));
  fs.symlinkSync(folder(), at('logs', 'circle'));
  expect(findRunFolders(folder())).toEqual([at('b-2'), at('b-10'), at('deep', 'c'), at('training')]);
  expect(listRuns(folder()).map((run) => run.task)).toEqual(['search', 'search', 'search', 'train']);
  expect(findRunFolders(at('b-2'))).toEqual([at('b-2')]);
});

test('a folder that is no run, or does not exist, has no state', () => {
  expect(readRunState(folder())).toBeUndefined();
  expect(readRunState(at('missing'))).toBeUndefined();
  expect(listRuns(at('missing'))).toEqual([]);
});

test('the lock of a dead process is not held; one of another container is while it has a heartbeat', () => {
  const lock = at('lock');
  expect(findLockHolder(lock)).toBeUndefined();
  const release = acquireLock(lock);
  const own = JSON.parse(fs.readFileSync(lock, 'utf8')) as object;
  expect(findLockHolder(lock)).toBe(`process ${process.pid}`);
  release();
  fs.writeFileSync(lock, JSON.stringify({ ...own, pid: spawnSync('true').pid, started: '1' }));
  expect(findLockHolder(lock)).toBeUndefined();
  const write = (changes: object): void => fs.writeFileSync(lock, JSON.stringify({ ...own, ...changes }));
  write({ pid: 5, namespace: 'pid:[1]', started: '1' });
  expect(findLockHolder(lock)).toBe('process 5 of another container');
  write({ pid: 5, namespace: 'pid:[1]', started: '1', boot: 'other', host: 'far' });
  expect(findLockHolder(lock)).toBe("process 5 on machine 'far'");
  const old = new Date(Date.now() - 60_000);
  fs.utimesSync(lock, old, old);
  expect(findLockHolder(lock)).toBeUndefined();
});
