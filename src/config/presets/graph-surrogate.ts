import type { PresetOverrides } from './preset';

/**
 * Changes a preset to choose by a Gaussian process on the architecture's graph instead of the controller's predictor. Works in every
 * space. The preset's own settings win. docs/lab-notebook.md has the effect of each setting on NAS-Bench-201.
 */
export function withGraphSurrogate({ controller, search, ...others }: PresetOverrides): PresetOverrides {
  return {
    ...others,
    controller: { predictor: 'gp', targets: 'ranks', ...controller },
    search: {
      acquisitionSamples: 5000, // a space that can be enumerated has all its architectures as candidates
      ucbBeta: 1,
      ...search,
    },
  };
}
