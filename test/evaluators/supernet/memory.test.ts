import { EnvironmentError } from '../../../src/errors';
import {
  assertSupernetFits,
  describeMemory,
  ESTIMATE_ERROR,
  estimateSupernetMemory,
  type SupernetMemorySize,
} from '../../../src/evaluators/supernet/memory';
import type { Graph } from '../../../src/graph/graph';
import { countElements } from '../../../src/graph/tensor';
import { buildCnnSupernetGraph } from '../../../supernet/cnn/graph';
import { TINY } from '../../support/supernet/cnn';

const SIZE: SupernetMemorySize = {
  cellsPerStack: 1,
  channels: 20,
  space: { name: 'cnn', nodes: 5 },
  batchSize: 64,
  scoredImages: 64,
  height: 32,
  width: 32,
  recompute: false,
  imageBytes: 0,
  weightCopies: 2,
};
const estimate = (changes: Partial<SupernetMemorySize>) => estimateSupernetMemory({ ...SIZE, ...changes });

/** Peaks of resident memory in MB, as measured by `nao bench scaling`: docs/benchmarks.md. */
const MEASURED: readonly [Partial<SupernetMemorySize>, number][] = [
  [
    { channels: 4, space: { name: 'cnn', nodes: 2 }, batchSize: 4, scoredImages: 4, height: 16, width: 16 },
    519,
  ],
  [{ channels: 8, batchSize: 16, scoredImages: 16 }, 741],
  [{ batchSize: 32, scoredImages: 32 }, 1107],
  [{ batchSize: 16, scoredImages: 128 }, 915],
  [{ batchSize: 16, scoredImages: 500 }, 1317],
  [{}, 1379],
  [{ channels: 12, scoredImages: 500 }, 1064],
  [{ channels: 40, batchSize: 32, scoredImages: 32 }, 1683],
  [{ cellsPerStack: 2, scoredImages: 100 }, 2012],
  [{ cellsPerStack: 3, scoredImages: 100 }, 2505],
  [{ cellsPerStack: 3, scoredImages: 500 }, 2271],
  [{ cellsPerStack: 6, scoredImages: 100 }, 4132],
  [{ channels: 8, batchSize: 16, scoredImages: 16, recompute: true }, 660],
  [{ channels: 40, batchSize: 32, scoredImages: 32, recompute: true }, 1316],
  [{ recompute: true }, 1152],
  [{ cellsPerStack: 2, scoredImages: 100, recompute: true }, 1486],
  [{ cellsPerStack: 3, scoredImages: 100, recompute: true }, 1885],
  [{ cellsPerStack: 6, scoredImages: 100, recompute: true }, 2968],
  // The space nasbench201 with 50,000 images, held once where a search holds them three times.
  ...[
    [1, 16, 16, 64, 500, 577],
    [3, 16, 16, 64, 500, 632],
    [5, 16, 16, 64, 500, 725],
    [3, 16, 32, 64, 500, 988],
    [5, 16, 32, 64, 500, 1221],
    [5, 32, 32, 64, 500, 1896],
    [5, 16, 32, 256, 500, 2705],
    [1, 64, 32, 64, 500, 2121],
    [3, 16, 32, 64, 2000, 1867],
  ].map(
    ([cellsPerStack, channels, side, batchSize, scoredImages, measured]): [
      Partial<SupernetMemorySize>,
      number,
    ] => [
      {
        space: { name: 'nasbench201', nodes: 5 },
        cellsPerStack,
        channels,
        batchSize,
        scoredImages,
        height: side,
        width: side,
        imageBytes: 50000 * side * side,
      },
      measured,
    ],
  ),
];

test.each(MEASURED)('the estimate for %j is within its error of the measured %i MB', (changes, measured) => {
  const error = estimate(changes) / (measured * 1e6) - 1;
  expect(Math.abs(error)).toBeLessThanOrEqual(ESTIMATE_ERROR);
});

test.each([
  [{ cellsPerStack: 2 }],
  [{ channels: 40 }],
  [{ batchSize: 128 }],
  [{ scoredImages: 1000 }],
  [{ height: 64 }],
  [{ imageBytes: 150e6 }],
  [{ weightCopies: 3 }],
])('the estimate grows with %j', (changes) => {
  expect(estimate(changes)).toBeGreaterThan(estimate({}));
});

test.each(['cnn', 'nasbench201'])(
  'the weights that the estimate counts in %s are most of those of the graph',
  (name) => {
    const space = { name, nodes: 5 };
    const { graph } = buildCnnSupernetGraph({
      ...TINY,
      space,
      cellsPerStack: 2,
      channels: 16,
      auxiliaryHead: false,
    });
    const counted = (copies: number) =>
      estimate({
        cellsPerStack: 2,
        channels: 16,
        space,
        weightCopies: copies,
        batchSize: 1,
        scoredImages: 1,
      });
    const ratio = (counted(1) - counted(0)) / 4 / countWeights(graph);
    expect(ratio).toBeGreaterThan(0.7);
    expect(ratio).toBeLessThanOrEqual(1);
  },
);

/** Counts the numbers of all weights, without momentum and images. */
function countWeights(graph: Graph): number {
  return graph.nodes
    .filter(({ op, name }) => op === 'VarHandleOp' && /^(fixed|bank\d+)$/.test(name))
    .reduce((sum, { attributes: { shape } }) => sum + ('shape' in shape ? countElements(shape.shape) : 0), 0);
}

const FREE = 4e9;
const assertFits = (bytes: number, { recompute = false, name = 'cnn' } = {}) => {
  assertSupernetFits({ space: { name, nodes: 5 }, supernet: { recompute } }, bytes, FREE);
};

test('a search is refused if it needs more than is free, with what to change', () => {
  expect(() => assertFits(FREE / (1 - ESTIMATE_ERROR))).not.toThrow();
  expect(() => assertFits(9.1e9)).toThrow(EnvironmentError);
  expect(() => assertFits(9.1e9)).toThrow(
    'the search needs about 9.1 GB of memory, but 4.0 GB are free: set supernet.recompute=true, or lower supernet.batchSize, supernet.channels or supernet.cellsPerStack',
  );
});

test.each([{ recompute: true }, { name: 'nasbench201' }])('%j: recomputing is not advised', (settings) => {
  expect(() => assertFits(9.1e9, settings)).toThrow(
    '4.0 GB are free: lower supernet.batchSize, supernet.channels or supernet.cellsPerStack',
  );
});

test('the plan states the estimate', () => {
  expect(describeMemory(2.66e9)).toBe('memory: about 2.7 GB at the peak, if computed on the CPU');
});
