import fc from 'fast-check';
import { createNaoSearch, type NaoSearch } from '../../src/search/nao/nao-search';
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

const space = digitSpace(6, 7);

/** Kind of evaluator, and its training steps per round. */
interface Mode {
  readonly rescores: boolean;
  readonly steps: number;
}

/** A checkpoint: the state as text, the positions of the logs, and the weights of both models. */
interface Checkpoint {
  readonly state: string;
  readonly positions: number[];
  readonly disk: Disk;
}

/** A simulated process that runs a search. */
interface Process {
  readonly search: NaoSearch;
  save(): Checkpoint;
}

/** Starts a process. Given a checkpoint, cuts the logs back to it and resumes from it. */
function startProcess(config: SearchSettings, mode: Mode, logs: Rows, from?: Checkpoint): Process {
  const disk: Disk = new Map(from?.disk);
  const evaluator = fakeEvaluator(space, { ...mode, disk });
  const controller = fakeController(space, { disk });
  const saved = from && (JSON.parse(from.state) as SearchState);
  if (from !== undefined && saved !== undefined) {
    evaluator.restore('evaluator');
    if (saved.controllerTrained) controller.restore('controller');
    getRowLists(logs).forEach((list, i) => list.splice(from.positions[i]));
  }
  const parts = { config, space, evaluator, controller, rows: logs, log: () => undefined, clock: () => 0 };
  const search = createNaoSearch(parts, saved);
  return {
    search,
    save() {
      evaluator.save('evaluator');
      if (search.state.controllerTrained) controller.save('controller');
      const positions = getRowLists(logs).map((list) => list.length);
      return { state: JSON.stringify(search.state), positions, disk: new Map(disk) };
    },
  };
}

function getRowLists(logs: Rows): unknown[][] {
  return [logs.trainingRows, logs.controllerRows, logs.architectureRows, logs.roundRows];
}

/** Logs and result of a finished search. */
interface Outcome {
  readonly logs: unknown[][];
  readonly best: unknown;
  readonly steps: number;
}

function runUninterrupted(config: SearchSettings, mode: Mode): Outcome {
  const logs = collectRows();
  const { search } = startProcess(config, mode, logs);
  let steps = 0;
  for (; !search.finished; steps++) search.step();
  return { logs: getRowLists(logs), best: search.best(), steps };
}

/**
 * Kills a search after each of these numbers of steps and resumes it from the last checkpoint that was due.
 */
function runWithKills(
  config: SearchSettings,
  mode: Mode,
  livesInSteps: readonly number[],
): Omit<Outcome, 'steps'> {
  const logs = collectRows();
  let checkpoint: Checkpoint | undefined;
  for (const life of livesInSteps) {
    const { search, save } = startProcess(config, mode, logs, checkpoint);
    checkpoint ??= save();
    for (let step = 0; step < life && !search.finished; step++) {
      if (search.step().checkpointDue) checkpoint = save();
    }
  }
  const { search } = startProcess(config, mode, logs, checkpoint);
  while (!search.finished) search.step();
  return { logs: getRowLists(logs), best: search.best() };
}

const MODES: [string, Mode][] = [
  ['stationary scores', { rescores: false, steps: 0 }],
  ['a pool rescored each round', { rescores: true, steps: 5 }],
];

describe.each(MODES)('with %s', (_, mode) => {
  test.each([0, 6])(
    'a search stopped at any step and resumed logs the same rows (%i pseudo labels)',
    (pseudoLabels) => {
      const config = settings({ controller: { pseudoLabels } });
      const { steps, ...expected } = runUninterrupted(config, mode);
      for (let stop = 0; stop <= steps; stop++) {
        const logs = collectRows();
        const first = startProcess(config, mode, logs);
        for (let step = 0; step < stop; step++) first.search.step();
        const second = startProcess(config, mode, logs, first.save());
        while (!second.search.finished) second.search.step();
        expect({ logs: getRowLists(logs), best: second.search.best() }).toEqual(expected);
      }
    },
  );

  test('a search killed repeatedly, with rows past the checkpoint, logs the same rows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(40), { maxLength: 5 }),
        fc.nat(1000),
        fc.record({ every: fc.integer({ min: 1, max: 9 }), newPerRound: fc.integer({ min: 1, max: 9 }) }),
        (lives, seed, { every, newPerRound }) => {
          const config = settings({
            seed,
            search: { newPerRound },
            run: { checkpointEverySteps: every, checkpointEveryEpochs: every, checkpointEveryScores: every },
          });
          const { logs, best } = runUninterrupted(config, mode);
          expect(runWithKills(config, mode, lives)).toEqual({ logs, best });
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe.each(MODES)('more rounds, with %s:', (_, mode) => {
  test('a search continued at any step equals one that had them from the start', () => {
    const few = settings({ search: { rounds: 2 } });
    const many = settings({ search: { rounds: 4 } });
    const { steps, ...expected } = runUninterrupted(many, mode);
    const stepsOfFew = runUninterrupted(few, mode).steps;
    expect(stepsOfFew).toBeLessThan(steps);
    for (let stop = 1; stop <= stepsOfFew; stop++) {
      const logs = collectRows();
      const first = startProcess(few, mode, logs);
      for (let step = 0; step < stop; step++) first.search.step();
      // The row of a last round is cut off before the round continues.
      if (first.search.finished) logs.roundRows.pop();
      const second = startProcess(many, mode, logs, first.save());
      while (!second.search.finished) second.search.step();
      expect({ logs: getRowLists(logs), best: second.search.best() }).toEqual(expected);
    }
  });
});

test('the search state is plain JSON after every step', () => {
  const { search } = startProcess(settings(), { rescores: true, steps: 3 }, collectRows());
  while (!search.finished) {
    search.step();
    expect(JSON.parse(JSON.stringify(search.state))).toEqual(search.state);
  }
});
