import { workerData } from 'node:worker_threads';
import { createRandomStream, randomPermutation } from '../../random';
import { createSpace } from '../../space/registry';
import { kendallTau } from '../../statistics/rank-correlation';
import { serveTasks } from '../../threads/serve';
import type { Measurement, PredictorTask } from './measurement';
import {
  createPerformancePredictor,
  type PerformancePredictor,
  type PredictorConfigs,
  type PredictorName,
} from './predictors';
import { readTargetColumns } from './table-columns';

const settings = workerData as PredictorConfigs;
const space = createSpace(settings.nao.space.name, settings.nao.space);
const targets = readTargetColumns(settings.nao, space);
const predictorsByName = new Map<PredictorName, PerformancePredictor>();

serveTasks((order: PredictorTask): Measurement => {
  const { predictor, seed } = order;
  const learner = predictorsByName.get(predictor) ?? createPerformancePredictor(predictor, space, settings);
  predictorsByName.set(predictor, learner);
  const rows = targets.find(({ column }) => column === order.target)?.rows ?? [];
  const shuffled = randomPermutation(createRandomStream(seed, 'rank-rows'), rows.length);
  const foretold = learner.fitPredict(
    [...shuffled.slice(0, order.train_size)].map((i) => rows[i]),
    rows.map(({ architecture }) => architecture),
    seed,
  );
  const { value, n } = kendallTau(
    foretold,
    rows.map(({ score }) => score),
  );
  return { ...order, kendall_tau: value, cells: n };
});
