import {
  createPerformancePredictor,
  mapPredictors,
  PREDICTOR_NAMES,
  type PredictorConfigs,
  SEARCH_PREDICTORS,
  type SearchPredictorName,
} from '../../../src/compare/predictors/predictors';
import { loadConfig } from '../../../src/config/load-search';
import type { SearchConfig } from '../../../src/config/schema/search';
import { createRandomStream } from '../../../src/random';
import { createSpace } from '../../../src/space/registry';
import type { Space } from '../../../src/space/space';
import { kendallTau } from '../../../src/statistics/rank-correlation';

/** Loads the settings of a predictor as `nao compare-predictors` does, with a small network. */
function loadPredictorConfig(name: SearchPredictorName, spaceName: string, nodes: number): SearchConfig {
  const { preset, set } = SEARCH_PREDICTORS[name];
  const small = ['embeddingSize=8', 'hiddenSize=16', 'predictorLayers=[]', 'epochs=100', 'batchSize=10'];
  return loadConfig({
    preset,
    set: [...set, `space.nodes=${nodes}`, ...small.map((each) => `controller.${each}`)],
    flags: { mode: 'table', 'space.name': spaceName, 'table.file': 'table.csv', seed: '0' },
  });
}

function loadConfigs(spaceName: string, nodes: number): PredictorConfigs {
  return mapPredictors((name) => loadPredictorConfig(name, spaceName, nodes));
}

/** Scores an architecture by how often its most frequent kind of token occurs: the operation or activation numbered last. */
function countLastToken(space: Space, architecture: readonly number[]): number {
  return space.toTokens(architecture).filter((token) => token === space.vocabulary - 1).length;
}

describe.each([
  ['cnn', 3],
  ['cnn11', 2],
  ['rnn', 6],
  ['nasbench201', 1],
])('space %s', (spaceName, nodes) => {
  const space = createSpace(spaceName, { nodes });
  const random = createRandomStream(1, 'predictors');
  const rows = Array.from({ length: 150 }, () => space.sample(random)).map((architecture) => ({
    architecture,
    score: countLastToken(space, architecture),
  }));

  test.each(PREDICTOR_NAMES)('predictor %s learns a simple score', (name) => {
    const predictor = createPerformancePredictor(name, space, loadConfigs(spaceName, nodes));
    const unseen = rows.slice(80);
    const predictions = predictor.fitPredict(
      rows.slice(0, 80),
      unseen.map(({ architecture }) => architecture),
      1,
    );
    expect(predictions.every(Number.isFinite)).toBe(true);
    const { value = NaN } = kendallTau(
      predictions,
      unseen.map(({ score }) => score),
    );
    expect(value).toBeGreaterThan(0.25);
  });

  test('the predictors of the search differ as their names say', () => {
    const {
      nao,
      'nao-ranks': ranks,
      'nao-pairwise': pairwise,
      'nao-pseudo-labels': pseudoLabels,
      'ard-gp': ardGp,
    } = loadConfigs(spaceName, nodes);
    expect(nao.controller).toMatchObject({
      predictor: 'network',
      targets: 'scores',
      predictorLoss: 'squared-error',
    });
    expect(ranks.controller).toEqual({ ...nao.controller, targets: 'ranks' });
    expect(pseudoLabels.controller).toEqual({ ...ranks.controller, pseudoLabels: 500 });
    expect(pairwise.controller).toEqual({ ...nao.controller, predictorLoss: 'pairwise' });
    expect(ardGp.controller).toMatchObject({ predictor: 'gp', targets: 'ranks' });
  });
});
