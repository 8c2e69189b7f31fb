import fs from 'node:fs';
import path from 'node:path';
import { FailedError } from '../../src/errors';
import { noopHooks, type ProgressEvent } from '../../src/run/hooks';
import { MESSAGES_FILE, parseProgress, PROGRESS_FILE, recordProgress } from '../../src/run/progress-files';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
const read = (name: string): string => fs.readFileSync(path.join(folder(), name), 'utf8');
const START = Date.parse('2026-01-02T03:04:05.678Z');

test('what a run reports is written into its folder and passed on', async () => {
  const events: ProgressEvent[] = [
    { kind: 'plan', lines: ['search: mode ws', 'two\nlines'] },
    { kind: 'phase', name: 'round 1 of 2: train', total: 2 },
    { kind: 'step', phase: 'round 1 of 2: train', done: 1, total: 2, secondsLeft: 3, note: 'loss 1' },
    { kind: 'log', text: 'a notice' },
    { kind: 'done', lines: ['best: 0 1'], facts: {} },
  ];
  const passed: ProgressEvent[] = [];
  const hooks = { ...noopHooks, progress: (event: ProgressEvent) => passed.push(event) };
  const work = async (recorded: typeof noopHooks): Promise<string> => {
    events.forEach((event) => recorded.progress(event));
    return Promise.resolve('result');
  };
  await expect(recordProgress(folder(), hooks, work, () => START)).resolves.toBe('result');
  expect(passed).toEqual(events);
  expect(read(MESSAGES_FILE).split('\n')).toEqual([
    ...['search: mode ws', 'two lines', 'round 1 of 2: train', 'a notice', 'best: 0 1'].map(
      (text) => `2026-01-02T03:04:05.678Z ${text}`,
    ),
    '',
  ]);
  expect(parseProgress(read(PROGRESS_FILE))).toEqual({
    phase: 'round 1 of 2: train',
    done: 1,
    total: 2,
    secondsLeft: 3,
    note: 'loss 1',
  });
});

test('the last step of a phase is always written, and others not at once again', async () => {
  await recordProgress(folder(), noopHooks, async ({ progress }) => {
    for (let done = 1; done <= 3; done++) {
      progress({ kind: 'step', phase: 'train', done, total: 3 });
      expect(parseProgress(read(PROGRESS_FILE))?.done).toBe(done === 2 ? 1 : done);
    }
    return Promise.resolve();
  });
});

test('the error that ends a run is a message, and is thrown', async () => {
  const error = new FailedError('the loss is nan: lower the learning rate');
  const failing = recordProgress(
    folder(),
    noopHooks,
    () => Promise.reject(error),
    () => START,
  );
  await expect(failing).rejects.toBe(error);
  expect(read(MESSAGES_FILE)).toBe(`2026-01-02T03:04:05.678Z ${error.message}\n`);
});

test('a folder that cannot be written does not end the work', async () => {
  const missing = path.join(folder(), 'missing');
  const result = await recordProgress(missing, noopHooks, ({ progress }) => {
    progress({ kind: 'log', text: 'a' });
    progress({ kind: 'step', phase: 'train', done: 1, total: 1 });
    return Promise.resolve(1);
  });
  expect(result).toBe(1);
  expect(fs.existsSync(missing)).toBe(false);
});

test.each(['', '{', '{"phase":"train"}', 'null'])('the progress file %j is being written', (text) => {
  expect(parseProgress(text)).toBeUndefined();
});
