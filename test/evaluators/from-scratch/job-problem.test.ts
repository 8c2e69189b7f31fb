import fs from 'node:fs';
import path from 'node:path';
import { loadConfig } from '../../../src/config/load-search';
import {
  createTextChildJobData,
  findChildJobProblem,
  TEXT_CHILD_JOB,
} from '../../../src/evaluators/from-scratch/job';
import type { Job } from '../../../src/jobs/job-queue';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();
const at = (...parts: string[]): string => path.join(folder(), ...parts);

/** Creates the job of a child on the text of a folder. */
function createJob(dir: string, changes: object = {}): Job {
  const config = loadConfig({
    preset: 'tiny',
    flags: { mode: 'full', 'space.name': 'rnn', 'data.dataset': 'text', 'data.dir': dir, seed: '1' },
  });
  const created = createTextChildJobData(config, 'digest', 1);
  // The settings make the path absolute; a job of another program need not have.
  const data = { ...created, data: { ...created.data, dir }, ...changes };
  return { kind: TEXT_CHILD_JOB, run: 'run', architecture: '0 0 1', seed: 1, data: data };
}

beforeEach(() => {
  fs.mkdirSync(at('data', 'ptb'), { recursive: true });
  fs.mkdirSync(at('data-2'));
  fs.symlinkSync(at('data-2'), at('data', 'link'));
});

test('jobs within the data folder, and all jobs without one, have no problem', () => {
  for (const dir of [at('data'), at('data', 'ptb'), at('data', 'missing')])
    expect(findChildJobProblem(createJob(dir), at('data'))).toBeUndefined();
  expect(findChildJobProblem(createJob('/etc'), undefined)).toBeUndefined();
});

test.each([['data-2'], ['.'], ['data/../data-2'], ['data/link'], ['data/link/..']])(
  'data in %s are outside of the data folder',
  (name) => {
    const dir = `${folder()}/${name}`;
    const job = createJob(dir);
    expect(findChildJobProblem(job, at('data'))).toMatch(
      /^data\.dir .* is outside of the worker's data folder .*: move the data there or give another --data-dir$/,
    );
  },
);

test('a job of another form or kind is of another version of nao', () => {
  expect(findChildJobProblem(createJob('', { threads: 0 }), undefined)).toMatch(
    /\(threads: .*\): run the same/,
  );
  expect(findChildJobProblem(createJob('', { extra: 1 }), undefined)).toMatch(/extra.*\): run the same/);
  expect(findChildJobProblem({ ...createJob(''), kind: 'shell' }, undefined)).toBe(
    "another version of nao submitted it (unknown kind 'shell'): run the same version on all machines",
  );
});
