import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRandomStream, type Random } from '../../../src/random';
import { writeReport } from '../../../src/report/report';
import { createCnnSpace } from '../../../src/space/cnn/space';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Writes the files into a new temporary folder, which is removed after the tests of the file. @returns its path */
export function temporaryRun(files: Readonly<Record<string, string>>, name = 'run'): string {
  const folder = mkdtempSync(path.join(tmpdir(), `nao report ü ${name}-`));
  folders.push(folder);
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  return folder;
}

/** Writes the report of a run with these files. @returns the page */
export async function writePage(files: Readonly<Record<string, string>>): Promise<string> {
  return readFileSync(await writeReport(temporaryRun(files)), 'utf8');
}

export const CONFIG = `
mode: ws
seed: 11
space: { name: cnn, nodes: 5 }
data: { dataset: fashion-mnist }
search: { rounds: 3, poolSize: 40 }
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

/** Creates a complete run of three rounds. Later rounds replace half of the pool with controller and random ones. */
export function wholeRun(): Record<string, string> {
  const random = createRandomStream(11, 'synthetic run');
  const space = createCnnSpace(5);
  const text = () => space.format(space.sample(random));
  let nextId = 0;
  const createCandidate = (round: number, origin: string, parent: string) => ({
    id: nextId++,
    origin,
    parent,
    text: text(),
    quality: 0.6 + 0.05 * random() + (origin === 'controller' ? 0.03 * round : 0),
  });

  let pool = Array.from({ length: POOL }, () => createCandidate(0, 'random', ''));
  const architectures = [ARCHITECTURE_COLUMNS];
  const training = [TRAINING_COLUMNS];
  const controller = [CONTROLLER_COLUMNS];
  const rounds = [ROUND_COLUMNS];
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) {
      const fresh = Array.from({ length: NEW_PER_ROUND }, (_, i) =>
        i < 15
          ? createCandidate(round, 'controller', String(pool[i].id))
          : createCandidate(round, 'random', ''),
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

/** Joins rows with CSV line ends. */
export function lines(rows: readonly string[]): string {
  return rows.map((row) => `${row}\r\n`).join('');
}

function noise(random: Random, width: number): number {
  return width * (random() - 0.5);
}

/** Creates a complete run with the files of `nao calibrate --table`: 1,000 cells with true values in the order of their scores. */
export function tableCalibratedRun(): Record<string, string> {
  return {
    ...wholeRun(),
    'table-calibration.csv': [
      'architecture,parameters,shared_valid_accuracy,test',
      ...Array.from({ length: 1000 }, (_, i) => `${i} 0,${i % 7},${i / 1000},${i / 10}`),
      '',
    ].join('\n'),
    'table-calibration-summary.csv': [
      'table_column,direction,ranked_by,ranked_direction,cells,kendall_tau,spearman_rho,pairwise_accuracy,top1,top1_percentile,top10_mean,' +
        'top10_best,random_mean,random10_best,table_best',
      'test,maximize,shared_valid_accuracy,maximize,1000,1,1,1,99.9,1,99.45,99.9,49.95,90.9,99.9',
      'test,maximize,parameters,maximize,1000,,0.25,0.5,49,0.5,49,90,49.95,90.9,99.9',
      '',
    ].join('\n'),
  };
}

/** Creates a short table search, whose controllers are trained on growing sets. */
export function tableRun(): Record<string, string> {
  const random = createRandomStream(12, 'synthetic table run');
  const architectures = [ARCHITECTURE_COLUMNS.replace('shared_valid_accuracy', 'cifar10_valid_12ep')];
  const controller = [CONTROLLER_COLUMNS];
  const rounds = [ROUND_COLUMNS.replace('images_per_s', 'rows_per_s')];
  let best = 0;
  for (let round = 1; round <= 4; round++) {
    for (let i = 0; i < 20; i++) {
      const id = (round - 1) * 20 + i;
      const text = Array.from({ length: 6 }, () => Math.floor(5 * random())).join(' ');
      const score = 70 + 4 * round + 10 * random();
      best = Math.max(best, score);
      const [origin, predicted] = round === 1 ? ['random', ''] : ['controller', score + noise(random, 4)];
      architectures.push(`${round},${id},${origin},,,${text},${predicted},${score},,0,,0.001,${i + 1}`);
    }
    controller.push(
      `${round},300,0.1,0.05,0.2,${0.6 + round / 20},${round / 10},${4 * round},${2 / round},12`,
    );
    rounds.push(
      `${round},${20 * round},20,${20 * round - 1},${best},80,85,,,0.3,0.4,${round === 1 ? 0 : 20},20,0,,,3`,
    );
  }
  return {
    'config.yaml':
      'mode: table\nseed: 3\nspace: { name: nasbench201, nodes: 5 }\nsearch: { rounds: 4 }\n' +
      'table: { file: /a/folder/with/a/rather/long/name/nasbench201-cifar10.csv.gz, direction: maximize }',
    'architectures.csv': lines(architectures),
    'controller.csv': lines(controller),
    'rounds.csv': lines(rounds),
    'best.json': JSON.stringify({
      architecture: architectures[1].split(',')[5],
      reported: { name: 'cifar10_test_200ep', value: 94.1 },
    }),
  };
}

/** Creates a search for a recurrent cell in its second round. */
export function recurrentRun(): Record<string, string> {
  const cell = '0 0 1 1 1 2 2 1 2 4 1 4 1 4 1 7 1 8 2 1 0 4 1';
  return {
    'config.yaml': 'mode: ws\nseed: 5\nspace: { name: rnn, nodes: 12 }\ndata: { dataset: ptb }',
    'architectures.csv': lines([
      ARCHITECTURE_COLUMNS.replace('shared_valid_accuracy', 'shared_valid_perplexity'),
      `1,0,random,,,${cell},,1612.5,7.4175,73760,,2,2`,
      `1,1,random,,,1 ${cell.slice(2)},,580.25,6.3635,73760,,2,1`,
      `2,2,controller,1,10,2 ${cell.slice(2)},575.5,560.25,6.32,73760,,2,1`,
    ]),
    'training.csv': lines([
      TRAINING_COLUMNS.replace('images,images_per_s', 'tokens,tokens_per_s'),
      '1,1,1,10,9.2,,2240,5500,0.4',
      '1,1,2,10,9.1,,2240,5500,0.4',
    ]),
  };
}

/** Creates a search whose small recurrent cell gives a narrow drawing. */
export function smallRecurrentRun(): Record<string, string> {
  return {
    'config.yaml': 'mode: ws\nseed: 6\nspace: { name: rnn, nodes: 4 }\ndata: { dataset: moby-dick }',
    'architectures.csv': lines([
      ARCHITECTURE_COLUMNS.replace('shared_valid_accuracy', 'shared_valid_perplexity'),
      '1,0,random,,,3 0 0 0 0 1 1,,27.8,3.3,5000,,2,1',
    ]),
  };
}

/** Creates a training on images that has ended. */
export function trainingRun(): Record<string, string> {
  const predictions = Array.from(
    { length: 60 },
    (_, i) => `${i},${i % 3},${i % 7 < 2 ? (i + 1) % 3 : i % 3},0.7,`,
  );
  return {
    'config.yaml':
      'task: train\nseed: 3\narchitecture: { name: "", space: cnn, text: 0 1 0 4 2 2 1 3 0 1 0 4 2 2 1 3 }\n' +
      'data: { dataset: cifar10 }\nchild: { epochs: 2 }\n',
    'epochs.csv': lines([
      'epoch,step,learning_rate,drop_path_keep,train_loss,train_accuracy,valid_loss,valid_accuracy,images_per_s,seconds',
      '1,10,0.1,1,2,0.25,1.5,0.5,80,30',
      '2,20,0.05,1,1,0.5,1.25,0.625,80,30',
    ]),
    'result.json': '{"test_accuracy": 0.7, "epoch": 2, "valid_accuracy": 0.625}',
    'test-predictions.csv': lines(['image,label,predicted,probability,picture', ...predictions]),
  };
}
