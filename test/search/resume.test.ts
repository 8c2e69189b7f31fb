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

interface Mode {
  readonly drift: boolean;
  readonly steps: number;
}

/** What a checkpoint holds: state as text, the rows' positions, and the weights of both models on the disk. */
interface Checkpoint {
  readonly state: string;
  readonly positions: number[];
  readonly disk: Disk;
}

interface Process {
  readonly search: NaoSearch;
  save(): Checkpoint;
}

/** A process begins: with nothing but the settings and, where it resumes, the checkpoint and the logs cut back to it. */
function begin(config: SearchSettings, mode: Mode, logs: Rows, from?: Checkpoint): Process {
  const disk: Disk = new Map(from?.disk);
  const evaluator = fakeEvaluator(space, { ...mode, disk });
  const controller = fakeController(space, { disk });
  const saved = from && (JSON.parse(from.state) as SearchState);
  if (from !== undefined && saved !== undefined) {
    evaluator.restore('evaluator');
    if (saved.controllerTrained) controller.restore('controller');
    lists(logs).forEach((list, i) => list.splice(from.positions[i]));
  }
  const parts = { config, space, evaluator, controller, rows: logs, log: () => undefined, clock: () => 0 };
  const search = createNaoSearch(parts, saved);
  return {
    search,
    save() {
      evaluator.save('evaluator');
      if (search.state.controllerTrained) controller.save('controller');
      const positions = lists(logs).map((list) => list.length);
      return { state: JSON.stringify(search.state), positions, disk: new Map(disk) };
    },
  };
}

function lists(logs: Rows): unknown[][] {
  return [logs.trainingRows, logs.controllerRows, logs.architectureRows, logs.roundRows];
}

interface Outcome {
  readonly logs: unknown[][];
  readonly best: unknown;
  readonly steps: number;
}

function uninterrupted(config: SearchSettings, mode: Mode): Outcome {
  const logs = collectRows();
  const { search } = begin(config, mode, logs);
  let steps = 0;
  for (; !search.finished; steps++) search.step();
  return { logs: lists(logs), best: search.best(), steps };
}

/** Killed after so many steps, each time resumed from the last checkpoint that was due. */
function killed(config: SearchSettings, mode: Mode, livesInSteps: readonly number[]): Omit<Outcome, 'steps'> {
  const logs = collectRows();
  let checkpoint: Checkpoint | undefined;
  for (const life of livesInSteps) {
    const { search, save } = begin(config, mode, logs, checkpoint);
    checkpoint ??= save();
    for (let step = 0; step < life && !search.finished; step++) {
      if (search.step().checkpointDue) checkpoint = save();
    }
  }
  const { search } = begin(config, mode, logs, checkpoint);
  while (!search.finished) search.step();
  return { logs: lists(logs), best: search.best() };
}

const MODES: [string, Mode][] = [
  ['scores that stay', { drift: false, steps: 0 }],
  ['scores that drift', { drift: true, steps: 5 }],
];

describe.each(MODES)('with %s', (_, mode) => {
  it('a search stopped at any step and resumed there logs the same', () => {
    const config = settings();
    const { steps, ...expected } = uninterrupted(config, mode);
    for (let stop = 0; stop <= steps; stop++) {
      const logs = collectRows();
      const first = begin(config, mode, logs);
      for (let step = 0; step < stop; step++) first.search.step();
      const second = begin(config, mode, logs, first.save());
      while (!second.search.finished) second.search.step();
      expect({ logs: lists(logs), best: second.search.best() }).toEqual(expected);
    }
  });

  it('a search killed again and again, rows past the checkpoint and all, logs the same', () => {
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
          const { logs, best } = uninterrupted(config, mode);
          expect(killed(config, mode, lives)).toEqual({ logs, best });
        },
      ),
      { numRuns: 60 },
    );
  });
});

it('the state is plain JSON after every step', () => {
  const { search } = begin(settings(), { drift: true, steps: 3 }, collectRows());
  while (!search.finished) {
    search.step();
    expect(JSON.parse(JSON.stringify(search.state))).toEqual(search.state);
  }
});
