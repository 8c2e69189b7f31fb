import { workerData } from 'node:worker_threads';
import { permutation, stream } from '../random';
import { spaceByName } from '../space/registry';
import { kendallTau } from '../statistics/rank-correlation';
import { serveOrders } from '../threads/serve';
import type { Measurement, Order } from './measurement';
import { type Learner, type LearnerName, openLearner, type Settings } from './predictors';
import { readTargets } from './table-columns';

const settings = workerData as Settings;
const space = spaceByName(settings.paper.space.name, settings.paper.space);
const targets = readTargets(settings.paper, space);
const opened = new Map<LearnerName, Learner>();

serveOrders((order: Order): Measurement => {
  const { predictor, seed } = order;
  const learner = opened.get(predictor) ?? openLearner(predictor, space, settings);
  opened.set(predictor, learner);
  const rows = targets.find(({ column }) => column === order.target)?.rows ?? [];
  const shuffled = permutation(stream(seed, 'rank-rows'), rows.length);
  const foretold = learner.foretell(
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
