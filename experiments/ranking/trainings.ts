/** A way to train shared weights. */
export interface Training {
  readonly name: string;
  /** Changes to preset cpu of space nasbench201, as `--set` of the command line. */
  readonly set: readonly string[];
}

/** Runs of about ten minutes on 2 CPU cores: one round, whose weights score few cells before the calibration. */
const SHORT: readonly string[] = ['search.rounds=1', 'search.poolSize=200', 'supernet.firstEpochs=60'];

/** Training as in NAO's search, in the same time. */
const PAPER: readonly string[] = [
  'supernet.sampling=pool',
  'supernet.learningRate=0.05',
  'supernet.learningRateEnd=0.001',
  'supernet.learningRateDecay=cosine',
  'supernet.learningRateSpan=round',
  'supernet.weightDecay=5e-4',
  'supernet.dropoutKeep=0.9',
];

/** The trainings that are compared. Each of the later ones differs from preset cpu in one way. */
export const TRAININGS: readonly Training[] = [
  { name: 'paper', set: [...SHORT, ...PAPER] },
  { name: 'cpu', set: SHORT },
  { name: 'sampling-pool', set: [...SHORT, 'supernet.sampling=pool'] },
  { name: 'sampling-space', set: [...SHORT, 'supernet.sampling=space'] },
  { name: 'sampling-fair', set: [...SHORT, 'supernet.sampling=fair'] },
  { name: 'decay-cosine', set: [...SHORT, 'supernet.learningRateDecay=cosine'] },
  { name: 'average-5', set: [...SHORT, 'supernet.averageEpochs=5'] },
  { name: 'score-loss', set: [...SHORT, 'supernet.score=loss'] },
  { name: 'statistics-40', set: [...SHORT, 'supernet.statisticsBatches=40'] },
  // Networks and images of other sizes, with as many epochs as take the same time.
  { name: 'cells-3', set: [...SHORT, 'supernet.cellsPerStack=3', 'supernet.firstEpochs=24'] },
  { name: 'channels-8', set: [...SHORT, 'supernet.channels=8', 'supernet.firstEpochs=90'] },
  {
    name: 'pixels-32',
    set: [...SHORT, 'data.resizePixels=0', 'supernet.cropPaddingPixels=4', 'supernet.firstEpochs=26'],
  },
  { name: 'fine-tuning-25', set: [...SHORT, 'supernet.fineTuneSteps=25'] },
];
