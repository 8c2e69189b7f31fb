import { InterruptedError } from '../../src/errors';
import type { AsyncScoring, Evaluator } from '../../src/evaluators/evaluator';
import { type LoopOptions, runLoop } from '../../src/search/loop';
import { createNaoSearch } from '../../src/search/nao/nao-search';
import type { SearchState } from '../../src/search/nao/state';
import type { Architecture } from '../../src/space/space';
import { digitSpace } from '../support/search/digits';
import { collectRows, fakeController, fakeEvaluator, type Rows, settings } from '../support/search/fakes';

const space = digitSpace(6, 9);
const config = settings({ run: { checkpointEveryScores: 1 } });

/** Asynchronous scoring whose results arrive in the order of `pick`, one each time the search would wait. */
class FakeAsyncScoring implements AsyncScoring {
  readonly started: string[] = [];
  readonly arrived = new Set<string>();
  hasStopped = false;

  constructor(private readonly pick: (pending: readonly string[]) => string) {}

  async prepare(architectures: readonly Architecture[]): Promise<void> {
    const texts = architectures.map((architecture) => space.format(architecture));
    for (const text of texts) if (!this.started.includes(text)) this.started.push(text);
    while (!this.arrived.has(texts[0])) {
      if (this.hasStopped) await new Promise(() => undefined);
      this.arrived.add(this.pick(this.started.filter((text) => !this.arrived.has(text))));
      await Promise.resolve();
    }
  }

  progressText(): string {
    return 'two running';
  }
}

/** A search loop with observable parts. */
interface TestLoop {
  readonly rows: Rows;
  readonly scoring: FakeAsyncScoring;
  readonly options: LoopOptions;
  /** Returns the state of the last checkpoint. */
  saved(): SearchState;
}

function createTestLoop(scoring: FakeAsyncScoring, from?: SearchState): TestLoop {
  const rows = collectRows();
  const fake = fakeEvaluator(space);
  const evaluator: Evaluator = {
    ...fake,
    asyncScoring: scoring,
    score(architecture) {
      expect(scoring.arrived).toContain(space.format(architecture));
      return fake.score(architecture);
    },
  };
  const controller = fakeController(space);
  controller.initialize(3);
  const search = createNaoSearch(
    { config, space, evaluator, controller, rows, log: () => undefined, clock: () => 0 },
    from,
  );
  let saved = '';
  const options: LoopOptions = {
    config,
    search,
    evaluator,
    controller,
    store: {
      writeCheckpoint: (state) => {
        saved = JSON.stringify(state);
      },
      writeBest: () => undefined,
    },
    hooks: { progress: () => undefined, stopRequested: () => undefined },
    clock: () => 0,
    resumeCommand: 'nao resume runs/a',
  };
  return { rows, scoring, options, saved: () => JSON.parse(saved) as SearchState };
}

const first = (pending: readonly string[]): string => pending[0];
const last = (pending: readonly string[]): string => pending[pending.length - 1];

test('the order in which scores arrive does not change the search, and each architecture is submitted once', async () => {
  const [inOrder, backwards] = [first, last].map((pick) => createTestLoop(new FakeAsyncScoring(pick)));
  await runLoop(inOrder.options);
  await runLoop(backwards.options);
  expect(inOrder.rows.architectureRows).toHaveLength(8 + 3 + 3);
  expect(backwards.rows.architectureRows).toEqual(inOrder.rows.architectureRows);
  expect(backwards.rows.roundRows).toEqual(inOrder.rows.roundRows);
  expect(new Set(backwards.scoring.started).size).toBe(backwards.scoring.started.length);
});

test('all scores of a round are started before the first one arrives', () => {
  const { scoring, options } = createTestLoop(new FakeAsyncScoring(first));
  const pending = options.search.getPending();
  expect(pending).toMatchObject({ round: 0, phase: 'score', done: 0, total: 8 });
  expect(scoring.started).toHaveLength(8);
});

test('a stop during a wait saves a checkpoint, and the resumed search ends with the same rows', async () => {
  const whole = createTestLoop(new FakeAsyncScoring(first));
  await runLoop(whole.options);

  const scoring = new FakeAsyncScoring(first);
  const stopped = createTestLoop(scoring);
  const progress = jest.spyOn(stopped.options.hooks, 'progress').mockImplementation((event) => {
    // After the third score, the fourth never arrives.
    if (event.kind === 'step' && event.done === 3) scoring.hasStopped = true;
  });
  // The stop is requested during the wait only, not between two steps.
  jest.spyOn(stopped.options.hooks, 'stopRequested').mockImplementation(() => {
    const notes = progress.mock.calls.map(([event]) => (event.kind === 'step' ? event.note : undefined));
    return notes.includes('two running') ? 'SIGINT' : undefined;
  });
  const end = runLoop(stopped.options);
  await expect(end).rejects.toThrow(InterruptedError);
  await expect(end).rejects.toThrow(/^interrupted with 3 of 8 scored in round 1/);

  const saved = stopped.saved();
  expect(saved).toMatchObject({ phase: 'score', index: 3 });
  const resumed = createTestLoop(new FakeAsyncScoring(last), saved);
  await runLoop(resumed.options);
  expect(resumed.rows.architectureRows).toEqual(whole.rows.architectureRows);
});

test('an error of the asynchronous scoring ends the search', async () => {
  const scoring = new FakeAsyncScoring(first);
  jest.spyOn(scoring, 'prepare').mockRejectedValue(new Error('closed'));
  await expect(runLoop(createTestLoop(scoring).options)).rejects.toThrow('closed');
});
