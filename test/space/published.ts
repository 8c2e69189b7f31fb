/** Cells from papers, in the text form of the CNN space with five nodes. */

/** NAO with weight sharing (Luo et al. 2018): CIFAR-10 at 3.53 % test error. */
export const NAONET_WS = '0 1 0 4 2 2 1 3 1 0 2 0 2 3 1 3 1 2 0 4 1 1 0 3 2 3 2 3 1 0 0 1 0 4 2 4 2 3 2 3';

/** ENAS micro search (Pham et al. 2018): CIFAR-10 at 2.89 % test error, with cutout. */
export const ENAS_MICRO = '0 2 0 0 0 4 0 1 0 4 1 1 1 0 0 1 0 2 1 1 1 0 1 0 0 3 0 2 1 1 3 1 1 0 0 4 0 3 1 1';
