/** Cells from papers, in the text forms of their spaces. */

/** Convolutional cells of five nodes. */

/** NAO with weight sharing (Luo et al. 2018): CIFAR-10 at 3.53 % test error. */
export const NAONET_WS = '0 1 0 4 2 2 1 3 1 0 2 0 2 3 1 3 1 2 0 4 1 1 0 3 2 3 2 3 1 0 0 1 0 4 2 4 2 3 2 3';

/** ENAS micro search (Pham et al. 2018): CIFAR-10 at 2.89 % test error, with cutout. */
export const ENAS_MICRO = '0 2 0 0 0 4 0 1 0 4 1 1 1 0 0 1 0 2 1 1 1 0 1 0 0 3 0 2 1 1 3 1 1 0 0 4 0 3 1 1';

/** Recurrent cells, as published: without node 0's activation, which is tanh. Twelve nodes, on Penn Treebank. */

/** NAO (Luo et al. 2018): 55.9 test perplexity. */
export const NAO_RNN = '0 1 0 1 1 1 3 0 4 1 4 1 5 1 1 1 7 1 1 1 1 2';

/** NAO with weight sharing (Luo et al. 2018): 56.3 test perplexity. */
export const NAO_WS_RNN = '0 1 1 1 2 2 1 2 4 1 4 1 4 1 7 1 8 2 1 0 4 1';
