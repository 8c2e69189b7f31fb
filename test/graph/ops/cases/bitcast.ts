import { bitcastToUint8 } from '../../../../src/graph/ops/bitcast';
import { cast } from '../../../../src/graph/ops/cast';
import { integers } from '../../../support/graph/compiled';
import type { OpCase } from '../../../support/graph/op-case';

export const bitcastCases: readonly OpCase[] = [
  {
    title: 'returns the bytes of integers, the lowest first',
    covers: 'bitcast.bitcastToUint8',
    inputs: [integers([2], [258, -1])],
    build: ([x]) => cast(bitcastToUint8(x), 'int32'),
    expected: [2, 1, 0, 0, 255, 255, 255, 255],
  },
];
