/**
 * What the paper's networks for recurrent cells have in common, with shared weights or without (NAO, section 4.3, which follows
 * the setup of ENAS). `chosen` marks what neither states.
 */
export const paperLanguageModel = {
  output: 'loose', // NAO 3.1
  batchSequences: 64, // chosen
  unrollTokens: 35, // chosen: customary on Penn Treebank
  learningRate: 10, // NAO 4.3
  weightDecay: 5e-7, // NAO 4.3
  clipNorm: 0.25, // NAO 4.3
  keepEmbedding: 0.8, // NAO 4.3 drops units with variational dropout, without numbers: chosen, here and below
  keepHidden: 0.75,
  keepNodes: 0.9, // up to 12 of them in a row
  keepOutput: 0.5,
} as const;
