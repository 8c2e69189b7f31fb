import type { OpCase } from '../../../support/graph/op-case';
import { addCases } from './add';
import { argMaxCases } from './arg-max';
import { batchMatmulCases } from './batch-matmul';
import { batchNormCases } from './batch-norm';
import { biasAddCases } from './bias-add';
import { bitcastCases } from './bitcast';
import { broadcastSumCases } from './broadcast-sum';
import { castCases } from './cast';
import { compareCases } from './compare';
import { concatSplitCases } from './concat-split';
import { conv2dCases } from './conv2d';
import { crossEntropyCases } from './cross-entropy';
import { customGradientCases } from './custom-gradient';
import { depthwiseConv2dCases } from './depthwise-conv2d';
import { divCases } from './div';
import { gatherCases } from './gather';
import { identityCases } from './identity';
import { l2LossCases } from './l2-loss';
import { lerpCases } from './lerp';
import { logicalCases } from './logical';
import { matmulCases } from './matmul';
import { maxCases } from './max';
import { meanCases } from './mean';
import { minMaxCases } from './min-max';
import { mulCases } from './mul';
import { negCases } from './neg';
import { oneHotCases } from './one-hot';
import { padSliceCases } from './pad-slice';
import { poolCases } from './pool';
import { reshapeCases } from './reshape';
import { selectCases } from './select';
import { softmaxCases } from './softmax';
import { stackUnstackCases } from './stack-unstack';
import { subCases } from './sub';
import { transposeCases } from './transpose';
import { unaryCases } from './unary';
import { unsortedSegmentSumCases } from './unsorted-segment-sum';

/** The cases of all ops. Inputs with an `expected` result are small enough to follow by hand. */
const CPU_CASES: readonly OpCase[] = [
  ...addCases,
  ...argMaxCases,
  ...batchMatmulCases,
  ...batchNormCases,
  ...biasAddCases,
  ...bitcastCases,
  ...broadcastSumCases,
  ...castCases,
  ...compareCases,
  ...concatSplitCases,
  ...conv2dCases,
  ...crossEntropyCases,
  ...customGradientCases,
  ...depthwiseConv2dCases,
  ...divCases,
  ...gatherCases,
  ...identityCases,
  ...l2LossCases,
  ...lerpCases,
  ...logicalCases,
  ...matmulCases,
  ...maxCases,
  ...meanCases,
  ...minMaxCases,
  ...mulCases,
  ...negCases,
  ...oneHotCases,
  ...padSliceCases,
  ...poolCases,
  ...reshapeCases,
  ...selectCases,
  ...softmaxCases,
  ...stackUnstackCases,
  ...subCases,
  ...transposeCases,
  ...unaryCases,
  ...unsortedSegmentSumCases,
];

/** Functions that build other nodes for other kernels than those of a CPU. */
const BY_TARGET = {
  gpu: [
    'batch-norm.batchNorm',
    'batch-norm.batchNormWithStatistics',
    'depthwise-conv2d.depthwiseConv2d',
    'pool.averagePool',
  ],
  'cpu-avx2': ['pool.maxPool'],
} as const;

export const CASES: readonly OpCase[] = [
  ...CPU_CASES,
  ...(['gpu', 'cpu-avx2'] as const).flatMap((target) =>
    CPU_CASES.filter(({ covers }) => BY_TARGET[target].some((name) => name === covers)).map(
      (each): OpCase => ({
        ...each,
        title: `${each.title}, for ${target}`,
        options: { target },
      }),
    ),
  ),
];
