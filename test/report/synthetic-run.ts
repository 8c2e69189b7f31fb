import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Random, stream } from '../../src/random';
import { cnnSpace } from '../../src/space/cnn';

export function temporaryRun(files: Readonly<Record<string, string>>, name = 'run'): string {
  const folder = mkdtempSync(path.join(tmpdir(), `nao report ü ${name}-`));
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  return folder;
}

export const CONFIG = `
mode: ws
seed: 11
space: { name: cnn, nodes: 5 }
data: { dataset: fashion-mnist }
search: { rounds: 3, pool: 40 }
`;

export const ARCHITECTURE_COLUMNS =
  'round,id,origin,parent_id,step_size,architecture,predicted,shared_valid_accuracy,loss,items_scored,failure,seconds,rank';
export const TRAINING_COLUMNS =
  'round,epoch,step,learning_rate,train_loss,train_accuracy,images,images_per_s,seconds';
export const CONTROLLER_COLUMNS =
  'round,epoch,loss,predictor_loss,reconstruction_loss,pairwise_accuracy,kendall_tau,held_out,hamming_distance,seconds';
export const ROUND_COLUMNS =
  'round,pool_size,scored,best_id,best_score,mean_score,top10_mean_score,random_mean_score,controller_mean_score,' +
  'kendall_tau_predicted_measured,spearman_predicted_measured,n_predicted,new_architectures,random_fill,train_loss,' +
  'images_per_s,seconds';

const ROUNDS = 3;
const POOL = 40;
const NEW_PER_ROUND = 20;
const STEPS_PER_ROUND = 300;

/** A whole run of three rounds. Later rounds replace the oldest architectures by the controller's and random ones. */
export function wholeRun(): Record<string, string> {
  const random = stream(11, 'synthetic run');
  const space = cnnSpace(5);
  const text = () => space.format(space.sample(random));
  let nextId = 0;
  const newcomer = (round: number, origin: string, parent: string) => ({
    id: nextId++,
    origin,
    parent,
    text: text(),
    quality: 0.6 + 0.05 * random() + (origin === 'controller' ? 0.03 * round : 0),
  });

  let pool = Array.from({ length: POOL }, () => newcomer(0, 'seed', ''));
  const architectures = [ARCHITECTURE_COLUMNS];
  const training = [TRAINING_COLUMNS];
  const controller = [CONTROLLER_COLUMNS];
  const rounds = [ROUND_COLUMNS];
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) {
      const fresh = Array.from({ length: NEW_PER_ROUND }, (_, i) =>
        i < 15 ? newcomer(round, 'controller', String(pool[i].id)) : newcomer(round, 'random', ''),
      );
      pool = [...pool.slice(0, POOL - NEW_PER_ROUND), ...fresh];
    }
    for (let step = 0; step < STEPS_PER_ROUND; step++) {
      const done = round * STEPS_PER_ROUND + step + 1;
      const loss = 2.3 / (1 + done / 150) + 0.1 * random();
      training.push(
        `${round},${Math.floor(done / 100)},${done},${(0.05 / (1 + step / 50)).toFixed(5)},${loss},${1 - loss / 2.4},${done * 64},80,${done}`,
      );
    }
    const scored = pool
      .map((one) => ({ ...one, score: one.quality + 0.05 * round + noise(random, 0.01) }))
      .sort((a, b) => b.score - a.score);
    scored.forEach((one, i) => {
      const predicted = one.origin === 'controller' ? one.score + noise(random, 0.02) : '';
      architectures.push(
        `${round},${one.id},${one.origin},${one.parent},,${one.text},${predicted},${one.score},${2 - one.score},5000,,1.5,${i + 1}`,
      );
    });
    for (let epoch = 10; epoch <= 200; epoch += 10) {
      const loss = 1 / (1 + epoch / 20);
      controller.push(
        `${round},${epoch},${loss},${loss / 3},${loss / 2},${0.5 + epoch / 1000},${epoch / 500},10,${8 * loss},${epoch}`,
      );
    }
    const mean = scored.reduce((sum, { score }) => sum + score, 0) / POOL;
    const tau = round === 0 ? ',,0' : `0.4${round},0.5${round},${NEW_PER_ROUND - 5}`;
    rounds.push(
      `${round},${POOL},${POOL},${scored[0].id},${scored[0].score},${mean},${mean + 0.02},${mean - 0.01},${round === 0 ? '' : mean + 0.01},${tau},${round === 0 ? 0 : 15},${round === 0 ? 0 : 5},1.2,80,1800.5`,
    );
    pool = scored;
  }
  return {
    'config.yaml': CONFIG,
    'architectures.csv': lines(architectures),
    'training.csv': lines(training),
    'controller.csv': lines(controller),
    'rounds.csv': lines(rounds),
  };
}

export function lines(rows: readonly string[]): string {
  return rows.map((row) => `${row}\r\n`).join('');
}

function noise(random: Random, width: number): number {
  return width * (random() - 0.5);
}
