import { InterruptedError, StoppedError } from '../../src/errors';
import type { ProgressEvent, StopSignal } from '../../src/run/hooks';
import { PhaseReporter, runSteps, type StepLoopOptions, type SteppedRun } from '../../src/run/step-loop';

/** Counts to ten. Records the step count at each checkpoint. */
class Counter implements SteppedRun {
  count = 0;
  readonly checkpoints: number[] = [];

  get finished(): boolean {
    return this.count === 10;
  }

  step() {
    this.count += 1;
    return { position: `after step ${this.count} of 10`, checkpointDue: this.count % 4 === 0 };
  }

  saveCheckpoint(): void {
    this.checkpoints.push(this.count);
  }
}

function createOptions(stopRequested: () => StopSignal | undefined, maxHours = 0): StepLoopOptions {
  let seconds = 0;
  return { hooks: { stopRequested }, maxHours, resumeCommand: 'nao resume runs/a', clock: () => seconds++ };
}

test('runSteps takes all steps and writes the checkpoints that are due', async () => {
  const counter = new Counter();
  await runSteps(
    counter,
    createOptions(() => undefined),
  );
  expect(counter.count).toBe(10);
  expect(counter.checkpoints).toEqual([4, 8]);
});

test.each([
  [3, [3]],
  [4, [4]],
])('runSteps writes one checkpoint at a stop after step %i', async (stopStep, checkpoints) => {
  const counter = new Counter();
  const options = createOptions(() => (counter.count >= stopStep ? 'SIGINT' : undefined));
  const end = runSteps(counter, options);
  await expect(end).rejects.toThrow(InterruptedError);
  await expect(end).rejects.toThrow(`after step ${stopStep} of 10`);
  expect(counter.checkpoints).toEqual(checkpoints);
});

test('runSteps ignores a stop after the last step', async () => {
  const counter = new Counter();
  await runSteps(
    counter,
    createOptions(() => (counter.finished ? 'SIGINT' : undefined)),
  );
  expect(counter.finished).toBe(true);
});

test('runSteps stops when maxHours have passed', async () => {
  const counter = new Counter();
  const limited = createOptions(() => undefined, 4 / 3600);
  await expect(runSteps(counter, limited)).rejects.toThrow(StoppedError);
  expect(counter.count).toBeLessThan(10);
  expect(counter.checkpoints.at(-1)).toBe(counter.count);
});

test('runSteps lets timers run between short steps', async () => {
  const counter = new Counter();
  let countAtTimer = NaN;
  setTimeout(() => (countAtTimer = counter.count), 0);
  const slowStep = counter.step.bind(counter);
  counter.step = () => {
    const end = performance.now() + 5;
    while (performance.now() < end);
    return slowStep();
  };
  await runSteps(
    counter,
    createOptions(() => undefined),
  );
  expect(countAtTimer).toBeLessThan(10);
});

test('PhaseReporter reports a phase once until its name changes', () => {
  const events: ProgressEvent[] = [];
  const phases = new PhaseReporter({ progress: (event) => events.push(event) });
  for (const name of ['train', 'train', 'score']) phases.report(name, 3);
  expect(events).toEqual([
    { kind: 'phase', name: 'train', total: 3 },
    { kind: 'phase', name: 'score', total: 3 },
  ]);
});
