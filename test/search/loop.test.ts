import { InterruptedError, StoppedError } from '../../src/errors';
import type { ProgressEvent, RunHooks, StopSignal } from '../../src/run/hooks';
import { type LoopOptions, restoreWeights, runLoop, saveSearchCheckpoint } from '../../src/search/loop';
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

interface World {
  readonly disk: Disk;
  readonly rows: Rows;
  readonly events: ProgressEvent[];
  readonly checkpoints: string[];
  best?: unknown;
}

function world(): World {
  return { disk: new Map(), rows: collectRows(), events: [], checkpoints: [] };
}

/** A search in a world whose clock goes on by a second with every look at it. */
function parts(
  { disk, rows, events, checkpoints, ...written }: World,
  config: SearchSettings,
  stopAt: (stepsSeen: number) => StopSignal | undefined = () => undefined,
  from?: string,
): LoopOptions & { written: { best?: unknown } } {
  const evaluator = fakeEvaluator(space, { drift: true, steps: 30, disk });
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

async function failure(work: Promise<void>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a search driven to its end', () => {
  it('shows each phase with its total, every step, and leaves the best', async () => {
    const here = world();
    const whole = parts(here, settings());
    await runLoop(whole);
    const phases = here.events.flatMap((event) =>
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
    const steps = here.events.filter((event) => event.kind === 'step');
    expect(steps[29]).toMatchObject({ phase: 'round 1 of 3: train', done: 30, total: 30, secondsLeft: 0 });
    expect(steps[2]).toMatchObject({ speed: { perSecond: 4, items: 'fakes' }, secondsLeft: 27 });
    expect(whole.written.best).toEqual(whole.search.best());
    expect(whole.search.best()).toBeDefined();
  });

  it('saves at the intervals and at the end of every phase', async () => {
    const here = world();
    await runLoop(parts(here, settings({ run: { checkpointEverySteps: 12, checkpointEveryScores: 100 } })));
    const first = here.checkpoints
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
    expect((JSON.parse(here.checkpoints.at(-1) ?? '') as SearchState).phase).toBe('done');
  });

  it('tells the time left once training, then once scoring has been measured', async () => {
    const here = world();
    await runLoop(parts(here, settings({ search: { poolSize: 25 } })));
    const said = here.events.flatMap((event) => (event.kind === 'say' ? [event.text] : []));
    // 70 of 90 training steps of a second each are left; then 60 and 25 + 25 + 5 scores.
    expect(said).toEqual([
      'at the speed so far, the search takes about 2 minutes more for the training alone',
      'at the speed so far, the search takes about 2 minutes more for training and scoring',
    ]);
  });
});

describe('a stop', () => {
  it('asked for before the first step ends the search at once, unless it is over', async () => {
    const here = world();
    const stopped = await failure(runLoop(parts(here, settings(), () => 'SIGHUP')));
    expect(stopped).toBeInstanceOf(StoppedError);
    expect((stopped as Error).message).toBe(
      "stopped by SIGHUP before the next step, everything is saved: continue with 'nao resume runs/a'",
    );
    expect(here.events).toEqual([]);

    await runLoop(parts(here, settings()));
    const over = parts(here, settings(), () => 'SIGHUP', here.checkpoints.at(-1));
    expect(await failure(runLoop(over))).toBeUndefined();
  });

  it.each([
    [
      'SIGINT',
      InterruptedError,
      130,
      /^interrupted after train 7 of 30 in round 1, everything is saved: continue with/,
    ],
    [
      'SIGTERM',
      StoppedError,
      75,
      /^stopped by SIGTERM after train 7 of 30 in round 1, .*'nao resume runs\/a'$/,
    ],
  ] as const)(
    '%s saves and ends with its exit code, and the rest is the same',
    async (signal, type, code, text) => {
      const expected = world();
      await runLoop(parts(expected, settings()));

      const here = world();
      const stopped = await failure(
        runLoop(parts(here, settings(), (seen) => (seen >= 7 ? signal : undefined))),
      );
      expect(stopped).toBeInstanceOf(type);
      expect(stopped).toMatchObject({ exitCode: code, message: expect.stringMatching(text) as string });
      await runLoop(parts(here, settings(), undefined, here.checkpoints.at(-1)));
      expect(here.rows.architectureRows).toEqual(expected.rows.architectureRows);
      expect(here.rows.trainingRows).toEqual(expected.rows.trainingRows);
      expect(here.rows.controllerRows).toEqual(expected.rows.controllerRows);
      expect(here.rows.roundRows).toEqual(expected.rows.roundRows);
    },
  );

  it('after the hours of run.maxHours, with the best of what is scored so far', async () => {
    const here = world();
    const limited = parts(here, settings({ run: { maxHours: 0.03 } }));
    const stopped = await failure(runLoop(limited));
    expect(stopped).toBeInstanceOf(StoppedError);
    expect((stopped as Error).message).toMatch(
      /^stopped after \w+ \d+ of \d+ in round 1, run\.maxHours \(0\.03\) is reached: /,
    );
    expect(limited.search.best()).toEqual(limited.written.best);
    expect(limited.written.best).toMatchObject({ round: 1 });
  });

  it('asked for at the last step changes nothing', async () => {
    const here = world();
    const all = parts(here, settings(), (seen) => (seen >= 126 ? 'SIGINT' : undefined));
    const outcome = await failure(runLoop(all));
    const steps = here.events.filter(({ kind }) => kind === 'step').length;
    expect(steps).toBe(126);
    expect(outcome).toBeUndefined();
  });
});

it('a checkpoint holds the controller only once it has weights', () => {
  const here = world();
  const fresh = parts(here, settings());
  saveSearchCheckpoint(fresh);
  expect([...here.disk.keys()]).toEqual(['/evaluator']);
});
