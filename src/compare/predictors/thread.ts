import { workerData } from 'node:worker_threads';
import { createRandomStream, randomPermutation } from '../../random';
import { createSpace } from '../../space/registry';
import { kendallTau } from '../../statistics/rank-correlation';
import { serveTasks } from '../../threads/serve';
import type { Measurement, MeasurementSettings, PredictorTask } from './measurement';
import { createPerformancePredictor, type PerformancePredictor, type PredictorName } from './predictors';
import { readTargetColumns } from './table-columns';

const { configs, heldOut } = workerData as MeasurementSettings;
const space = createSpace(configs.nao.space.name, configs.nao.space);
const targets = readTargetColumns(configs.nao, space);
const predictors = new Map<PredictorName, PerformancePredictor>();

serveTasks((task: PredictorTask): Measurement => {
  const rows = targets.find(({ column }) => column === task.target)?.rows ?? [];
  const shuffled = randomPermutation(createRandomStream(task.seed, 'rank-rows'), rows.length);
  const selectRows = (from: number, to: number) => [...shuffled.slice(from, to)].map((i) => rows[i]);
  const ranked = heldOut === 0 ? rows : selectRows(rows.length - heldOut, rows.length);
  const predictions = getPredictor(task.predictor).fitPredict(
    selectRows(0, task.train_size),
    ranked.map(({ architecture }) => architecture),
    task.seed,
  );
  const { value, n } = kendallTau(
    predictions,
    ranked.map(({ score }) => score),
  );
  return { ...task, kendall_tau: value, cells: n };
});

function getPredictor(name: PredictorName): PerformancePredictor {
  const predictor = predictors.get(name) ?? createPerformancePredictor(name, space, configs);
  predictors.set(name, predictor);
  return predictor;
}
