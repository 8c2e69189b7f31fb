import type { CnnSpace } from './cnn/cells';
import { PAPER_OPS } from './cnn/factored-ops';
import { createFactoredCnnSpace } from './cnn/factored-space';
import type { CellOp } from './cnn/ops';

/** A published architecture. */
export interface PublishedArchitecture {
  readonly name: string;
  /** Name of the space whose text form `text` is in. */
  readonly space: string;
  readonly text: string;
  /** Publication and reported result. */
  readonly source: string;
}

const NAO = 'Luo, Tian, Qin, Chen, Liu: Neural Architecture Optimization, NeurIPS 2018';

/** Cells reported in papers. */
export const PUBLISHED_ARCHITECTURES: readonly PublishedArchitecture[] = [
  {
    name: 'NAONet',
    space: 'naonet',
    text:
      '0 1 3 1 4 5 2 5 3 1 1 3 0 1 1 1 1 3 0 5 3 4 1 3 1 0 1 0 1 3 ' +
      '0 1 3 1 4 2 0 1 1 0 4 3 1 5 7 0 3 2 0 4 3 2 1 1 1 3 3 0 1 3',
    source: `${NAO}, as its authors released it: CIFAR-10 at 3.18 % test error with N = 6, F = 36, 2.07 % with F = 128 and cutout`,
  },
  {
    name: 'NAONet-WS',
    space: 'cnn',
    text: '0 1 0 4 2 2 1 3 1 0 2 0 2 3 1 3 1 2 0 4 1 1 0 3 2 3 2 3 1 0 0 1 0 4 2 4 2 3 2 3',
    source: `${NAO}, searched with shared weights: CIFAR-10 at 3.53 % test error`,
  },
  {
    name: 'ENAS-micro',
    space: 'cnn',
    text: '0 2 0 0 0 4 0 1 0 4 1 1 1 0 0 1 0 2 1 1 1 0 1 0 0 3 0 2 1 1 3 1 1 0 0 4 0 3 1 1',
    source:
      'Pham, Guan, Zoph, Le, Dean: Efficient Neural Architecture Search via Parameter Sharing, ICML 2018: CIFAR-10 at 2.89 % test error with cutout',
  },
  {
    name: 'NAO-RNN-PTB',
    space: 'rnn',
    text: '0 0 1 0 1 1 1 3 0 4 1 4 1 5 1 1 1 7 1 1 1 1 2',
    source: `${NAO}: Penn Treebank at a test perplexity of 55.9; its published code averages all nodes`,
  },
  {
    name: 'NAO-WS-RNN-PTB',
    space: 'rnn',
    text: '0 0 1 1 1 2 2 1 2 4 1 4 1 4 1 7 1 8 2 1 0 4 1',
    source: `${NAO}, searched with shared weights: Penn Treebank at a test perplexity of 56.3; its published code averages all nodes`,
  },
];

/** The 11 operations of NAO and three more of the released NAONet. */
export const NAONET_OPS: readonly CellOp[] = [...PAPER_OPS, 'avg5', 'conv1x3', 'conv1x7'];

/** Creates the space `cnn11` with NAONet's extra operations. It is only for parsing and building cells, not for search. */
export function createNaonetSpace(nodes: number): CnnSpace {
  return createFactoredCnnSpace('naonet', nodes, NAONET_OPS);
}
