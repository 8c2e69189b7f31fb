import fs from 'node:fs';
import path from 'node:path';
import {
  compareAnswers,
  findUnequal,
  getOpTolerance,
  getTrainingTolerance,
} from '../../experiments/benchmarks/gpu/compare';
import { buildOpGraph } from '../../experiments/benchmarks/gpu/op-graph';
import {
  computeHostShare,
  formatReport,
  type GpuReport,
  listFaults,
} from '../../experiments/benchmarks/gpu/report';
import { parseSamples } from '../../experiments/benchmarks/gpu/sampler';
import { TaskRunner } from '../../experiments/benchmarks/gpu/tasks';
import { Graph } from '../../src/graph/graph';
import { conv2d, gatherRows, matmul, relu, square, variable } from '../../src/graph/ops';
import { findGpuProblem } from '../../src/native/device';
import { nao, useOwnCache, whenSetUp } from '../support/cli/command';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);

/** Returns undefined if a GPU is usable, and a text where the native library is not set up. */
function findReason(): string | undefined {
  try {
    return findGpuProblem()?.reason;
  } catch {
    return 'not set up';
  }
}
const withoutGpu = findReason() === undefined ? test.skip : whenSetUp;

withoutGpu('bench gpu exits 3 with a sentence on a machine without a GPU', () => {
  const { code, err } = nao(folder(), 'bench', 'gpu');
  expect(err).toMatch(/^nao: there is no GPU to check, because .+: run it on a machine with one\n$/);
  expect(code).toBe(3);
  expect(fs.readdirSync(folder())).toEqual(['cache']);
});

whenSetUp('bench gpu writes both reports, and a CPU in place of the GPU computes what the CPU does', () => {
  const { code, out, err } = nao(
    folder(),
    'bench',
    'gpu',
    '--device',
    'cpu',
    '--parts',
    'ops',
    '--out',
    'found',
  );
  expect([code, err.replace(/^nao: computing on the CPU.*\n/, '')]).toEqual([0, '']);
  expect(out).toContain('report: found/gpu-report.json');
  const report = JSON.parse(
    fs.readFileSync(path.join(folder(), 'found', 'gpu-report.json'), 'utf8'),
  ) as GpuReport;
  expect(report.ops).toMatchObject({ kind: 'done', result: { failures: [] } });
  expect(report.ops.kind === 'done' && report.ops.result.compared).toBeGreaterThan(500);
  expect(report.training).toEqual({ kind: 'skipped', reason: 'not asked for' });
  expect(fs.readFileSync(path.join(folder(), 'found', 'gpu-report.md'), 'utf8')).toContain(
    'The GPU computes what the CPU computes.',
  );
});

test.each([
  [['--parts', 'op'], /unknown part 'op': did you mean 'ops'/],
  [['--device', 'gpus'], /unknown device 'gpus': did you mean 'gpu'/],
  [['--minutes', '0'], /--minutes/],
])('bench gpu refuses %j', (options, message) => {
  const { code, err } = nao(folder(), 'bench', 'gpu', ...options);
  expect(err).toMatch(message);
  expect(code).toBe(2);
});

describe('compareAnswers', () => {
  const compare = (expected: number[], found: number[], key = 'Sum_1') =>
    compareAnswers({ [key]: expected }, { [key]: found }, getOpTolerance).failures.map((each) => each.key);

  test('tolerates rounding relative to the largest number, and nothing where nothing is rounded', () => {
    expect(compare([100, 1], [100.005, 1])).toEqual([]);
    expect(compare([100, 1], [100.02, 1])).toEqual(['Sum_1']);
    expect(compare([1], [1.001], 'MatMul_1')).toEqual([]);
    expect(compare([1], [1.01], 'MatMul_1')).toEqual(['MatMul_1']);
    expect(compare([1], [1 + 2 ** -23], 'Relu_1')).toEqual(['Relu_1']);
  });

  test('finds results that are missing, have another length or are not a number', () => {
    expect(compareAnswers({ a: [1] }, {}, getOpTolerance).failures).toHaveLength(1);
    expect(compare([1, 2], [1])).toEqual(['Sum_1']);
    expect(compare([1], [NaN])).toEqual(['Sum_1']);
    expect(compare([NaN], [1])).toEqual(['Sum_1']);
    expect(compare([NaN], [NaN])).toEqual([]);
    expect(compare([Infinity], [1])).toEqual(['Sum_1']);
  });

  test('lists the worst tolerated difference of each tolerance', () => {
    const expected = { Sum_1: [1], Sum_2: [1], Relu_3: [1] };
    const found = { Sum_1: [1.00001], Sum_2: [1.00005], Relu_3: [1] };
    const { worst, compared } = compareAnswers(expected, found, getOpTolerance);
    expect([compared, worst.map(({ key }) => key)]).toEqual([3, ['Sum_2', 'Relu_3']]);
  });

  test('is strict with the first loss only', () => {
    const differ = (key: string) =>
      compareAnswers({ [key]: [1] }, { [key]: [1.01] }, getTrainingTolerance).failures.length;
    expect(
      ['cnn child step 1 loss', 'cnn child step 2 loss', 'cnn child step 1 gradient_norm'].map(differ),
    ).toEqual([1, 0, 0]);
  });
});

test('findUnequal compares bits', () => {
  const first = { a: [1, 2], b: [0], c: [NaN], d: [1] };
  expect(findUnequal(first, { a: [1, 2], b: [-0], c: [NaN] })).toEqual(['b', 'd']);
});

describe('buildOpGraph', () => {
  const source = new Graph();
  const [x, y] = [4, 2].map((rows) => source.placeholder(`x${rows}`, [rows, 3], 'float32'));
  square(x);
  square(y);
  for (const each of [x, y]) matmul(each, source.constant([1], [3, 5]));
  relu(conv2d(source.placeholder('images', [1, 8, 8, 3], 'float32'), source.constant([1], [3, 3, 3, 4])));
  gatherRows(variable(source, 'table', [6, 2]), source.placeholder('rows', [2], 'int32'));
  const { ops, feeds, graph } = buildOpGraph([source]);

  test('has one node for each op, and one for each shape of a product or a convolution', () => {
    const counts = new Map<string, number>();
    for (const op of Object.values(ops)) counts.set(op, (counts.get(op) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({
      Square: 1,
      MatMul: 2,
      Conv2D: 1,
      Relu: 1,
      ResourceGather: 1,
      Merge: 3,
    });
  });

  test('takes the smallest of nodes that differ in shape only', () => {
    const squares = graph.nodes.filter(({ op }) => op === 'Square');
    expect(squares.map(({ outputs }) => outputs[0].shape)).toEqual([[2, 3]]);
  });

  test('feeds every input, a variable through its assignment', () => {
    expect(Object.values(feeds).some((value) => value.length === 12)).toBe(true);
    expect(graph.nodes.filter(({ op }) => op === 'AssignVariableOp')).toHaveLength(1);
  });
});

describe('TaskRunner', () => {
  const createRunner = (seconds: number) => {
    let now = 0;
    const runner = new TaskRunner(seconds, () => now);
    return { runner, pass: (by: number) => (now += by) };
  };

  test('gives a task its limit, or the time that is left, and skips it when that is too short', async () => {
    const { runner, pass } = createRunner(100);
    const limits: number[] = [];
    const work = (seconds: number) => {
      limits.push(seconds);
      pass(60);
      return Promise.resolve('result');
    };
    expect(await runner.run(70, work)).toEqual({ kind: 'done', seconds: 60, result: 'result' });
    expect(await runner.run(70, work)).toMatchObject({ kind: 'done' });
    expect(await runner.run(70, work)).toEqual({ kind: 'skipped', reason: 'the time was up' });
    expect(limits).toEqual([70, 40]);
  });

  test('reports a task that fails, and runs the next', async () => {
    const { runner } = createRunner(100);
    expect(await runner.run(10, () => Promise.reject(new Error('no kernel')))).toEqual({
      kind: 'failed',
      seconds: 0,
      reason: 'no kernel',
    });
    expect(await runner.run(10, () => Promise.resolve(1))).toMatchObject({ kind: 'done', result: 1 });
  });
});

describe('the report', () => {
  const tolerance = { name: 'rounded', relative: 1e-4 };
  const wrong = { key: 'Sum_1', difference: 0.5, tolerance };
  const report: GpuReport = {
    machine: { cpu: 'a | b' },
    ops: { kind: 'done', seconds: 1, result: { compared: 9, failures: [wrong], worst: [] } },
    training: { kind: 'done', seconds: 1, result: { compared: 4, failures: [], worst: [] } },
    determinism: { kind: 'done', seconds: 1, result: ['cnn child score'] },
    benchmarks: {
      'ws-cnn': { kind: 'failed', seconds: 7, reason: 'out of memory' },
      controller: {
        kind: 'done',
        seconds: 1,
        result: { figures: { epoch_s: 0.1 }, use: { busy: 0.5, peakMegabytes: 900 } },
      },
      'ws-rnn': { kind: 'skipped', reason: 'the time was up' },
    },
  };

  test('lists what is wrong', () => {
    expect(listFaults(report)).toEqual(['ws-cnn failed', '1 of 9 ops differ from the CPU']);
  });

  test('has a page with every part', () => {
    const page = formatReport(report);
    for (const text of [
      '**ws-cnn failed; 1 of 9 ops differ from the CPU.**',
      '| cpu | a \\| b |',
      '| Sum_1 | 5.0e-1 | 0.0001 (rounded) | **different** |',
      'differ in: cnn child score.',
      'Failed after 7 s: out of memory',
      'Not run: the time was up.',
      '| epoch_s | 0.1 |',
      '| GPU busy | 50 % |',
      '| GPU memory, MB | 900 |',
    ])
      expect(page).toContain(text);
  });

  test('measures the share of the host by a step of one image', () => {
    // 640 images/s in batches of 64: 100 ms a step.
    expect(computeHostShare({ step_ms_batch1: 25, train_images_per_s: 640 }, 64)).toBe(0.25);
    expect(computeHostShare({ step_ms_batch1: 200, train_images_per_s: 640 }, 64)).toBe(1);
    expect(computeHostShare({ epoch_s: 1 }, 64)).toBeUndefined();
  });

  test("reads nvidia-smi's samples from the first kernel on", () => {
    expect(parseSamples('0, 300\n0, 500\n40, 900\n60, 800\n')).toEqual({ busy: 0.5, peakMegabytes: 900 });
    expect(parseSamples('[N/A], 3\n')).toBeUndefined();
  });
});
