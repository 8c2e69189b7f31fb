import { acceptJob } from '../../src/jobs/accepted-job';
import { computeJobKey } from '../../src/jobs/job-key';
import { sampleJob } from '../support/jobs/sample';

const job = sampleJob('steps', { log: 'log' });
const key = computeJobKey(job);

test('a job of the right form and id is accepted', () => {
  const stored = { job, isCancelled: false };
  expect(acceptJob(key, stored)).toEqual({ stored });
});

test.each<[string, unknown, string]>([
  [key, undefined, 'the job is refused (Invalid input'],
  [key, { job: { ...job, seed: 'x' }, isCancelled: false }, 'the job is refused (job.seed: Invalid input'],
  [key, { job }, 'the job is refused (isCancelled: Invalid input'],
  ['../../etc', { job, isCancelled: false }, 'the job is refused (its id is not the hash of its contents)'],
  [key, { job: { ...job, seed: 6 }, isCancelled: false }, 'the job is refused (its id is not the hash'],
])('a job with the id %s and the data %j is refused in one sentence', (id, data, begin) => {
  const accepted = acceptJob(id, data);
  const refusal = 'refusal' in accepted ? accepted.refusal : '';
  expect(refusal.slice(0, begin.length)).toBe(begin);
  expect(refusal).toMatch(/^[^\n]+: submit it by a search of the version of nao that the worker runs$/);
});
