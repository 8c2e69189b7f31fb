import type { CnnChildSettings } from '../schema/child';

/** A child in NAO's search (Luo et al. 2018, section 4.1). `chosen` marks values that NAO does not state. */
export const paperCnnChild: CnnChildSettings = {
  cellsPerStack: 3, // NAO 4.1: N = 3 in search
  channels: 32, // NAO 4.1: F = 32
  cellOutput: 'concatenated', // NAO 3.1
  batchSize: 128, // NAO 4.1
  epochs: 25, // NAO 4.1
  learningRate: 0.024, // NAO 4.1
  learningRateEnd: 0, // NAO 4.1: a single cosine
  momentum: 0.9, // NAO 4.1
  nesterov: false, // NAO 4.1 mentions momentum only
  weightDecay: 5e-4, // NAO 4.1
  clipNorm: 5, // chosen: as ENAS
  dropPathKeep: 0.9, // chosen: NAO 4.1 drops paths, without a number
  scheduledDropPath: false, // chosen: the training is short
  dropoutKeep: 1, // chosen
  auxiliaryWeight: 0, // chosen: a small network needs none
  labelSmoothing: 0, // chosen
  cropPaddingPixels: 4, // NAO 4.1: crops of 32x32 out of 40x40
  horizontalFlip: true, // NAO 4.1
  cutoutPixels: 0, // NAO 4.1: in the final training only
  evalBatchSize: 100, // chosen: divides 5,000 and 10,000
};

/**
 * A child of NAS-Bench-201 (Dong and Yang, ICLR 2020, section 2.1 and table 1) with the training of 12 epochs whose validation
 * accuracy a search queries.
 */
export const nasBench201Child = {
  cellsPerStack: 5,
  channels: 16,
  batchSize: 256,
  epochs: 12,
  learningRate: 0.1,
  learningRateEnd: 0,
  nesterov: true,
  weightDecay: 5e-4,
  clipNorm: 0, // the benchmark does not clip
  dropPathKeep: 1, // the network has no drop-path
  scheduledDropPath: false,
  cutoutPixels: 0, // crops and flips only
} as const satisfies Partial<CnnChildSettings>;
