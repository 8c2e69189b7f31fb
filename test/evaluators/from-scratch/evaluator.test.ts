import fs from 'node:fs';
import path from 'node:path';
import { resolvePreset } from '../../../src/config/presets/by-name';
import type { SearchConfig } from '../../../src/config/schema/search';
import type { Evaluator } from '../../../src/evaluators/evaluator';
import { createFromScratchEvaluator } from '../../../src/evaluators/from-scratch/evaluator';
import { createImageChildJobData, IMAGE_CHILD_JOB } from '../../../src/evaluators/from-scratch/job';
import { createDeferred, type Deferred } from '../../../src/jobs/deferred';
import type { Job, JobOutcome, Json } from '../../../src/jobs/job-queue';
import { createCnnSpace } from '../../../src/space/cnn/space';
import type { Architecture } from '../../../src/space/space';
import { testEvaluator } from '../../conformance/evaluator';
import { temporaryFolder } from '../../support/temp-folder';

const config: SearchConfig = { ...resolvePreset('tiny', 'cnn', 'full'), mode: 'full', seed: 5 };
const space = createCnnSpace(1);
const [a, b, c]: Architecture[] = ['0 0 1 1 0 0 1 1', '0 2 1 1 0 0 1 1', '0 3 1 1 0 0 1 1'].map((text) =>
  space.parse(text),
);
const folder = temporaryFolder();

/** A backend whose children end when `end` is called. */
class FakeBackend {
  readonly jobs: Omit<Job, 'run'>[] = [];
  private readonly outcomes: Deferred<JobOutcome>[] = [];

  submit(job: Omit<Job, 'run'>) {
    const outcome = createDeferred<JobOutcome>();
    this.jobs.push(job);
    this.outcomes.push(outcome);
    return Promise.resolve({ outcome: outcome.promise });
  }

  progressText(): string {
    return '12 % under way';
  }

  end(child: number, outcome: JobOutcome): void {
    this.outcomes[child].resolve(outcome);
  }
}

function evaluatorAt(backend: Pick<FakeBackend, 'submit' | 'progressText'>): Evaluator {
  return createFromScratchEvaluator({
    children: {
      plan: {
        metric: { name: 'valid_accuracy', direction: 'maximize' },
        rescoresEachRound: false,
        stepsPerEpoch: 0,
        trainingSteps: () => 0,
      },
      unit: 'images',
      dataDigest: 'd1',
      kind: IMAGE_CHILD_JOB,
      createData: (threads) => createImageChildJobData(config, 'd1', threads),
      digestInputs: () => 'inputs',
    },
    space,
    seed: config.seed,
    threads: 2,
    backend,
  });
}

function prepare(evaluator: Evaluator, ...architectures: Architecture[]): Promise<void> {
  if (evaluator.asyncScoring === undefined) throw new Error('the evaluator has no asynchronous scoring');
  return evaluator.asyncScoring.prepare(architectures);
}

const CURVE = [{ step: 1, loss: 3 }];

function done(score: number): JobOutcome {
  const result: Json = { score, loss: 2, items: 40, divergence: null, seconds: 9, curve: CURVE };
  return { kind: 'done', result };
}

test('a job has all data that its child depends on', async () => {
  const backend = new FakeBackend();
  const ready = prepare(evaluatorAt(backend), a);
  await Promise.resolve();
  backend.end(0, done(0.5));
  await ready;
  expect(backend.jobs).toEqual([
    {
      kind: IMAGE_CHILD_JOB,
      architecture: '0 0 1 1 0 0 1 1',
      seed: 5,
      data: {
        space: { name: 'cnn', nodes: 2 },
        data: {
          dataset: 'fashion-mnist',
          dir: '',
          resizePixels: 0,
          validImages: 40,
          trainImages: 80,
          digest: 'd1',
        },
        child: config.child,
        threads: 2,
        checkpointEverySteps: 3,
      },
    },
  ]);
});

test('each child is submitted once, and scored once it has ended, in any order', async () => {
  const backend = new FakeBackend();
  const evaluator = evaluatorAt(backend);
  const ready = prepare(evaluator, a, b, c);
  await new Promise(setImmediate);
  expect(backend.jobs).toHaveLength(3);
  expect(() => evaluator.score(b)).toThrow('before prepare resolved');
  backend.end(2, done(0.25));
  backend.end(0, done(0.5));
  await ready;
  expect(evaluator.score(a)).toEqual({ value: 0.5, loss: 2, itemsScored: 40, seconds: 9, curve: CURVE });
  const next = prepare(evaluator, b, c);
  backend.end(1, done(0.125));
  await next;
  await prepare(evaluator, c);
  expect([b, c].map((each) => evaluator.score(each).value)).toEqual([0.125, 0.25]);
  expect(backend.jobs).toHaveLength(3);
});

test('a child that diverged or could not be trained has a failure and no value', async () => {
  const backend = new FakeBackend();
  const evaluator = evaluatorAt(backend);
  const ready = prepare(evaluator, b, a);
  await new Promise(setImmediate);
  const divergence = 'the training loss became NaN in step 3 of 5';
  backend.end(1, { kind: 'failed', reason: 'no room on the disk' });
  backend.end(0, {
    kind: 'done',
    result: { score: null, loss: null, items: 40, divergence, seconds: 2, curve: CURVE },
  });
  await ready;
  await prepare(evaluator, a);
  expect(evaluator.score(a)).toEqual({ value: NaN, itemsScored: 0, failure: 'no room on the disk' });
  expect(evaluator.score(b)).toEqual({
    value: NaN,
    itemsScored: 0,
    failure: divergence,
    seconds: 2,
    curve: CURVE,
  });
});

test('finished children are kept in a checkpoint; the others are submitted again', async () => {
  const backend = new FakeBackend();
  const evaluator = evaluatorAt(backend);
  void prepare(evaluator, a, b);
  await new Promise(setImmediate);
  backend.end(1, done(0.75));
  await new Promise(setImmediate);
  const prefix = path.join(folder(), 'evaluator');
  evaluator.save(prefix);

  const after = new FakeBackend();
  const resumed = evaluatorAt(after);
  resumed.restore(prefix);
  const ready = prepare(resumed, a, b);
  await new Promise(setImmediate);
  expect(after.jobs.map(({ architecture }) => architecture)).toEqual([space.format(a)]);
  after.end(0, done(0.5));
  await ready;
  await prepare(resumed, b);
  expect(resumed.score(b).value).toBe(0.75);
});

test('a checkpoint is the same in whatever order children end', async () => {
  const save = async (first: number, second: number): Promise<string> => {
    const backend = new FakeBackend();
    const evaluator = evaluatorAt(backend);
    void prepare(evaluator, a, b);
    await new Promise(setImmediate);
    for (const child of [first, second]) {
      backend.end(child, done(child));
      await new Promise(setImmediate);
    }
    const prefix = path.join(folder(), `${first} first`);
    evaluator.save(prefix);
    return fs.readFileSync(`${prefix}.json`, 'utf8');
  };
  expect(await save(1, 0)).toBe(await save(0, 1));
});

/** A backend whose children end at once. */
function instantBackend(train: (architecture: string) => JobOutcome) {
  return {
    submit: ({ architecture }: Omit<Job, 'run'>) =>
      Promise.resolve({ outcome: Promise.resolve(train(architecture)) }),
    progressText: () => 'starting',
  };
}

testEvaluator('training from scratch', {
  space,
  pool: [a, b, c],
  open: () => evaluatorAt(instantBackend((architecture) => done(Number(architecture[2]) / 10))),
  openFailing: () => evaluatorAt(instantBackend(() => ({ kind: 'failed', reason: 'no room on the disk' }))),
});
