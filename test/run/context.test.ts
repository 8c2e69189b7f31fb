import { InterruptedError, StoppedError } from '../../src/errors';
import { createRunContext, loadDataset, noopContext } from '../../src/run/context';
import { noopHooks, type StopSignal } from '../../src/run/hooks';

function load(error: Error, signal?: StopSignal): Promise<unknown> {
  const context = createRunContext({ ...noopHooks, stopRequested: () => signal }, 'before it began');
  return loadDataset({ dataset: 'images' }, context, () => Promise.reject(error));
}

test.each([
  ['before the request', undefined],
  ['after the request', 'SIGINT'],
] as const)('a fetch that Ctrl-C ended %s interrupts the program', async (_, signal) => {
  const error = new InterruptedError('interrupted while npm fetched');
  await expect(load(error, signal)).rejects.toThrow(new InterruptedError('interrupted before it began'));
});

test('another stop or failure keeps its own sentence', async () => {
  await expect(load(new Error('no network'), 'SIGTERM')).rejects.toThrow(
    new StoppedError('stopped by SIGTERM before it began'),
  );
  await expect(load(new Error('no network'))).rejects.toThrow('no network');
});

test('without a program to stop, the error of the fetch is kept', async () => {
  const error = new InterruptedError('interrupted while npm fetched');
  await expect(loadDataset({ dataset: 'images' }, noopContext, () => Promise.reject(error))).rejects.toBe(
    error,
  );
});
