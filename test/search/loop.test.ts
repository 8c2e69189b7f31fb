import { InterruptedError, StoppedError } from '../../src/errors';
import type { ProgressEvent, RunHooks, StopSignal } from '../../src/run/hooks';
import { restoreWeights } from '../../src/search/checkpoint';
import { type LoopOptions, runLoop, saveSearchCheckpoint } from '../../src/search/loop';
import { createNaoSearch } from '../../src/search/nao/nao-search';
import type { SearchSettings } from '../../src/search/nao/phase';
import type { SearchState } from '../../src/search/nao/state';
import { digitSpace } from '../support/search/digits';
import {
  collectRows,
  type Disk,
  fakeController,
  fakeEvaluator,
  type Rows,
  settings,
} from '../support/search/fakes';

const space = digitSpace(6, 9);

/** Everything that outlives a process, and the events seen so far. */
interface Storage {
  readonly disk: Disk;
  readonly rows: Rows;
  readonly events: ProgressEvent[];
  readonly checkpoints: string[];
  best?: unknown;
}

function createStorage(): Storage {
  return { disk: new Map(), rows: collectRows(), events: [], checkpoints: [] };
}

/** Creates the options of a loop. Its clock advances by a second with every call. */
function createOptions(
  { disk, rows, events, checkpoints, ...written }: Storage,
  config: SearchSettings,
  stopAt: (stepsSeen: number) => StopSignal | undefined = () => undefined,
  from?: string,
): LoopOptions & { written: { best?: unknown } } {
  const evaluator = fakeEvaluator(space, { rescores: true, steps: 30, disk });
  const controller = fakeController(space, { disk });
  const saved = from === undefined ? undefined : (JSON.parse(from) as SearchState);
  if (saved !== undefined) {
    restoreWeights({ evaluator, controller }, saved, '/');
  }
  let seconds = 0;
  const clock = (): number => seconds++;
  const search = createNaoSearch(
    { config, space, evaluator, controller, rows, log: () => undefined, clock: () => 0 },
    saved,
  );
  const hooks: RunHooks = {
    progress: (event) => events.push(event),
    stopRequested: () => stopAt(events.filter(({ kind }) => kind === 'step').length),
  };
  const store = {
    writeCheckpoint(state: SearchState, saveWeights: (folder: string) => void) {
      saveWeights('/');
      checkpoints.push(JSON.stringify(state));
    },
    writeBest(best: unknown) {
      written.best = best;
    },
  };
  return {
    config,
    search,
    evaluator,
    controller,
    store,
    hooks,
    clock,
    resumeCommand: 'nao resume runs/a',
    written,
  };
}

/** Resolves to the error of a promise. */
async function catchError(work: Promise<void>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('runLoop without a stop', () => {
  test('reports each phase with its total and every step, and writes the best architecture', async () => {
    const storage = createStorage();
    const options = createOptions(storage, settings());
    await runLoop(options);
    const phases = storage.events.flatMap((event) =>
      event.kind === 'phase' ? [[event.name, event.total]] : [],
    );
    expect(phases.slice(0, 5)).toEqual([
      ['round 1 of 3: train', 30],
      ['round 1 of 3: score', 8],
      ['round 1 of 3: learn', 5],
      ['round 1 of 3: propose', 1],
      ['round 2 of 3: train', 30],
    ]);
    expect(phases).toHaveLength(10);
    const steps = storage.events.filter((event) => event.kind === 'step');
    expect(steps[29]).toMatchObject({ phase: 'round 1 of 3: train', done: 30, total: 30, secondsLeft: 0 });
    expect(steps[2]).toMatchObject({ speed: { perSecond: 4, items: 'fakes' }, secondsLeft: 27 });
    expect(options.written.best).toEqual(options.search.best());
    expect(options.search.best()).toBeDefined();
  });

  test('writes a checkpoint at the intervals and at the end of every phase', async () => {
    const storage = createStorage();
    await runLoop(
      createOptions(storage, settings({ run: { checkpointEverySteps: 12, checkpointEveryScores: 100 } })),
    );
    const first = storage.checkpoints
      .map((text) => JSON.parse(text) as SearchState)
      .filter(({ round }) => round === 0);
    expect(first.map(({ phase, index }) => [phase, index])).toEqual([
      ['train', 12],
      ['train', 24],
      ['score', 0],
      ['learn', 0],
      ['learn', 2],
      ['learn', 4],
      ['propose', 0],
    ]);
    expect((JSON.parse(storage.checkpoints.at(-1) ?? '') as SearchState).phase).toBe('done');
  });

  test('logs the time left after training and again after scoring is measured', async () => {
    const storage = createStorage();
    await runLoop(createOptions(storage, settings({ search: { poolSize: 25 } })));
    const logged = storage.events.flatMap((event) => (event.kind === 'log' ? [event.text] : []));
    // Steps take a second. 70 of 90 training steps are left; later 60, and 25 + 25 + 5 scores.
    expect(logged).toEqual([
      'estimated time left: 2 minutes for training alone',
      'estimated time left: 2 minutes for training and scoring',
    ]);
  });
});

describe('runLoop with a stop', () => {
  test('ends before the first step, unless the search is finished', async () => {
    const storage = createStorage();
    const stopped = await catchError(runLoop(createOptions(storage, settings(), () => 'SIGHUP')));
    expect(stopped).toBeInstanceOf(StoppedError);
    expect((stopped as Error).message).toMatch(
      /^stopped by SIGHUP before the next step.*'nao resume runs\/a'/,
    );
    expect(storage.events).toEqual([]);

    await runLoop(createOptions(storage, settings()));
    const finished = createOptions(storage, settings(), () => 'SIGHUP', storage.checkpoints.at(-1));
    expect(await catchError(runLoop(finished))).toBeUndefined();
  });

  test.each([
    ['SIGINT', InterruptedError, 130, /^interrupted after train 7 of 30 in round 1/],
    [
      'SIGTERM',
      StoppedError,
      75,
      /^stopped by SIGTERM after train 7 of 30 in round 1, .*'nao resume runs\/a'$/,
    ],
  ] as const)(
    '%s writes a checkpoint and throws the error of its exit code, and the resumed search logs the same rows',
    async (signal, type, code, text) => {
      const expected = createStorage();
      await runLoop(createOptions(expected, settings()));

      const storage = createStorage();
      const stopped = await catchError(
        runLoop(createOptions(storage, settings(), (seen) => (seen >= 7 ? signal : undefined))),
      );
      expect(stopped).toBeInstanceOf(type);
      expect(stopped).toMatchObject({ exitCode: code, message: expect.stringMatching(text) as string });
      await runLoop(createOptions(storage, settings(), undefined, storage.checkpoints.at(-1)));
      expect(storage.rows.architectureRows).toEqual(expected.rows.architectureRows);
      expect(storage.rows.trainingRows).toEqual(expected.rows.trainingRows);
      expect(storage.rows.controllerRows).toEqual(expected.rows.controllerRows);
      expect(storage.rows.roundRows).toEqual(expected.rows.roundRows);
    },
  );

  test('ends after run.maxHours with the best architecture so far', async () => {
    const storage = createStorage();
    const limited = createOptions(storage, settings({ run: { maxHours: 0.04 } }));
    const stopped = await catchError(runLoop(limited));
    expect(stopped).toBeInstanceOf(StoppedError);
    expect((stopped as Error).message).toMatch(
      /^stopped after \w+ \d+ of \d+ in round 1, run\.maxHours \(0\.04\) is reached/,
    );
    expect(limited.search.best()).toEqual(limited.written.best);
    expect(limited.written.best).toMatchObject({ round: 1 });
  });

  test('finishes the search if the stop comes at the last step', async () => {
    const storage = createStorage();
    const options = createOptions(storage, settings(), (seen) => (seen >= 126 ? 'SIGINT' : undefined));
    const error = await catchError(runLoop(options));
    const steps = storage.events.filter(({ kind }) => kind === 'step').length;
    expect(steps).toBe(126);
    expect(error).toBeUndefined();
  });
});

test('saveSearchCheckpoint saves the controller only once it is trained', () => {
  const storage = createStorage();
  const options = createOptions(storage, settings());
  saveSearchCheckpoint(options);
  expect([...storage.disk.keys()]).toEqual(['/evaluator']);
});
