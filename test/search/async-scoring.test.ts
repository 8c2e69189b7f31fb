import { InterruptedError } from '../../src/errors';
import type { AsyncScoring, Evaluator } from '../../src/evaluators/evaluator';
import { type LoopOptions, runLoop } from '../../src/search/loop';
import { createNaoSearch } from '../../src/search/nao/nao-search';
import type { SearchState } from '../../src/search/nao/state';
import type { Architecture } from '../../src/space/space';
import { digitSpace } from '../support/search/digits';
import { collectRows, fakeController, fakeEvaluator, type Rows, settings } from '../support/search/fakes';

/*
 * Scores that are made elsewhere and arrive when they like.
 */

const space = digitSpace(6, 9);
const config = settings({ run: { checkpointEveryScores: 1 } });

/** Scores arrive in the order that `pick` chooses among what is under way, one each time the search would wait. */
class Elsewhere implements AsyncScoring {
  readonly begun: string[] = [];
  readonly arrived = new Set<string>();
  hasStopped = false;

  constructor(private readonly pick: (open: readonly string[]) => string) {}

  async prepare(architectures: readonly Architecture[]): Promise<void> {
    const texts = architectures.map((architecture) => space.format(architecture));
    for (const text of texts) if (!this.begun.includes(text)) this.begun.push(text);
    while (!this.arrived.has(texts[0])) {
      if (this.hasStopped) await new Promise(() => undefined);
      this.arrived.add(this.pick(this.begun.filter((text) => !this.arrived.has(text))));
      await Promise.resolve();
    }
  }

  progressText(): string {
    return 'two under way';
  }
}

interface World {
  readonly rows: Rows;
  readonly elsewhere: Elsewhere;
  readonly parts: LoopOptions;
  /** The last checkpoint. */
  saved(): SearchState;
}

function world(elsewhere: Elsewhere, from?: SearchState): World {
  const rows = collectRows();
  const fake = fakeEvaluator(space);
  const evaluator: Evaluator = {
    ...fake,
    asyncScoring: elsewhere,
    score(architecture) {
      expect(elsewhere.arrived).toContain(space.format(architecture));
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
  const parts: LoopOptions = {
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
  return { rows, elsewhere, parts, saved: () => JSON.parse(saved) as SearchState };
}

const first = (open: readonly string[]): string => open[0];
const last = (open: readonly string[]): string => open[open.length - 1];

test('the search is the same in whatever order scores arrive, and asks for each architecture once', async () => {
  const [inOrder, backwards] = [first, last].map((pick) => world(new Elsewhere(pick)));
  await runLoop(inOrder.parts);
  await runLoop(backwards.parts);
  expect(inOrder.rows.architectureRows).toHaveLength(8 + 3 + 3);
  expect(backwards.rows).toEqual(expect.objectContaining({ architectureRows: inOrder.rows.architectureRows, roundRows: inOrder.rows.roundRows })); // prettier-ignore
  expect(new Set(backwards.elsewhere.begun).size).toBe(backwards.elsewhere.begun.length);
});

test('all that a round scores is begun before the first score is there', () => {
  const { elsewhere, parts } = world(new Elsewhere(first));
  const waiting = parts.search.getPending();
  expect(waiting).toMatchObject({ round: 0, phase: 'score', done: 0, total: 8 });
  expect(elsewhere.begun).toHaveLength(8);
});

test('a search that waits stops when it is asked to, saved, and goes on from there to the same end', async () => {
  const whole = world(new Elsewhere(first));
  await runLoop(whole.parts);

  const elsewhere = new Elsewhere(first);
  const stopped = world(elsewhere);
  const progress = jest.spyOn(stopped.parts.hooks, 'progress').mockImplementation((event) => {
    // The third score is there: the fourth never comes.
    if (event.kind === 'step' && event.done === 3) elsewhere.hasStopped = true;
  });
  // Between two steps nobody asks for a stop, only while it waits.
  jest.spyOn(stopped.parts.hooks, 'stopRequested').mockImplementation(() => {
    const isWaiting = progress.mock.calls.some(([event]) => event.kind === 'step' && event.note === 'two under way'); // prettier-ignore
    return isWaiting ? 'SIGINT' : undefined;
  });
  const end = runLoop(stopped.parts);
  await expect(end).rejects.toThrow(InterruptedError);
  await expect(end).rejects.toThrow(/^interrupted with 3 of 8 scored in round 1, everything is saved/);

  const saved = stopped.saved();
  expect(saved).toMatchObject({ phase: 'score', index: 3 });
  const resumed = world(new Elsewhere(last), saved);
  await runLoop(resumed.parts);
  expect(resumed.rows.architectureRows).toEqual(whole.rows.architectureRows);
});

test('what makes a score impossible to wait for ends the search', async () => {
  const elsewhere = new Elsewhere(first);
  jest.spyOn(elsewhere, 'prepare').mockRejectedValue(new Error('closed'));
  await expect(runLoop(world(elsewhere).parts)).rejects.toThrow('closed');
});
