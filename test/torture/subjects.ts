import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { removeColumns } from '../../src/run/csv';
import { removeTimeColumns } from '../../src/run/log-columns';
import { IMAGE_EPOCH_COLUMNS, TEXT_EPOCH_COLUMNS } from '../../src/train/logs';
import { writeImageFixture } from '../support/data/image-files';
import { writeTextFixture } from '../support/data/text-files';
import { writeRandomTable } from '../support/space/random-table';
import { findFaults, runProgram } from './program';

/** A kind of run. */
export interface Subject {
  readonly name: string;
  /** Returns the arguments that start the run. @param seed of the run, if it has one */
  start(out: string, seed?: number): string[];
  /** True if `nao resume` continues it; else the same command does. */
  readonly resumable: boolean;
}

/** Results of an uninterrupted run. */
export interface Twin {
  readonly results: Readonly<Record<string, string>>;
  readonly milliseconds: number;
  /** Size of the run folder. */
  readonly bytes: number;
}

const words = (text: string): string[] => text.split(' ');

function onData(text: string, dataset: 'images' | 'text', folder: string) {
  return (out: string, seed = 7): string[] => [
    ...words(text),
    ...['--device', 'cpu', '--seed', String(seed)],
    ...['--dataset', dataset, '--data-dir', path.join(folder, dataset)],
    ...['--out', out],
  ];
}

const CNN_CELL = '0 0 1 3 2 1 0 4 0 2 1 0 2 3 1 4';

/** Creates the kinds of runs, on the fixtures in a folder. */
function createSubjects(folder: string): Subject[] {
  const table = path.join(folder, 'table.csv');
  const search = (name: string, text: string, dataset: 'images' | 'text'): Subject => ({
    name,
    start: onData(`search --preset tiny ${text}`, dataset, folder),
    resumable: true,
  });
  return [
    search('search ws cnn', '--mode ws --set supernet.firstEpochs=3', 'images'),
    search(
      'search ws rnn',
      '--mode ws --space rnn --set rnn.optimizer=asgd --set rnn.firstEpochs=40 --set rnn.epochsPerRound=40 --set rnn.asgdEpochs=30',
      'text',
    ),
    search('search ws nasbench201', '--mode ws --space nasbench201', 'images'),
    search(
      'search full cnn',
      '--mode full --set space.nodes=1 --set data.validImages=20 --set data.trainImages=64',
      'images',
    ),
    search('search full rnn', '--mode full --space rnn --set full.concurrency=2', 'text'),
    {
      name: 'search table',
      start: (out) => [
        ...words('search --mode table --space nasbench201 --preset tiny --seed 7 --device cpu --table'),
        ...[table, '--out', out],
      ],
      resumable: true,
    },
    {
      name: 'train images',
      start: (out) => [
        ...['train', '--arch', CNN_CELL],
        ...onData('--preset tiny --set child.epochs=20', 'images', folder)(out),
      ],
      resumable: true,
    },
    {
      name: 'train text',
      start: onData('train --arch NAO-RNN-PTB --preset tiny --set rnn.epochs=20', 'text', folder),
      resumable: true,
    },
    {
      name: 'compare',
      start: (out) => [
        ...words(
          'compare --preset tiny --seeds 2 --threads 2 --budget 6 --searchers nao,random,gp,local --table',
        ),
        ...[table, '--out', out],
      ],
      resumable: false,
    },
    {
      name: 'compare-predictors',
      start: (out) => [
        ...words('compare-predictors --predictors nao,gp,ard-gp --train-sizes 10,20 --seeds 2 --threads 1'),
        ...['--set', 'controller.epochs=2', '--table', table, '--out', path.join(out, 'predictors.csv')],
      ],
      resumable: false,
    },
  ];
}

/** The kinds of runs, each with an uninterrupted twin that is run when it is first needed. */
export class Subjects {
  readonly all: readonly Subject[];
  private readonly twins = new Map<string, Promise<Twin>>();

  private constructor(readonly folder: string) {
    this.all = createSubjects(folder);
  }

  /** Writes the fixtures. */
  static async create(folder: string): Promise<Subjects> {
    await writeImageFixture(path.join(folder, 'images'), { perClassTrain: 40, perClassTest: 10 });
    writeTextFixture(path.join(folder, 'text'), {
      words: { train: 400, valid: 200, test: 200 },
      vocabulary: 20,
    });
    writeRandomTable(path.join(folder, 'table.csv'), 120, (valid) => 100 - valid);
    return new Subjects(folder);
  }

  find(name: string): Subject {
    const subject = this.all.find((each) => each.name === name);
    if (subject === undefined) throw new Error(`no kind of run is called ${name}`);
    return subject;
  }

  /** Returns the results of an uninterrupted run. @throws Error if it fails */
  twin(subject: Subject, seed?: number): Promise<Twin> {
    const name = seed === undefined ? subject.name : `${subject.name}, seed ${seed}`;
    const known = this.twins.get(name);
    if (known !== undefined) return known;
    const made = this.runTwin(subject, path.join(this.folder, 'twins', name), seed);
    this.twins.set(name, made);
    made.catch(() => this.twins.delete(name)); // so that the next trial tries again
    return made;
  }

  private async runTwin(subject: Subject, out: string, seed?: number): Promise<Twin> {
    fs.rmSync(out, { recursive: true, force: true });
    fs.mkdirSync(path.dirname(out), { recursive: true });
    if (!subject.resumable) fs.mkdirSync(out);
    const ended = await runProgram(this.folder, subject.start(out, seed));
    const faults = findFaults(ended);
    if (ended.code !== 0 || faults.length > 0) {
      throw new Error(
        `${subject.name} fails without any harm: ${ended.signal ?? `exit code ${String(ended.code)}`}\n${ended.output}`,
      );
    }
    return { results: readResults(out), milliseconds: ended.milliseconds, bytes: measureBytes(out) };
  }
}

/** Keys of measured times, of the lengths and digests of files that hold them, and of the number of checkpoints. */
const TIMED_KEYS = ['seconds', 'logs', 'bytes', 'sha256', 'sequence'];

const TIME_COLUMNS = [
  'seconds',
  ...[...IMAGE_EPOCH_COLUMNS, ...TEXT_EPOCH_COLUMNS].filter(({ time }) => time).map(({ name }) => name),
];

/** Files whose contents have times and speeds. */
const TIMED = /^(report\.html|progress\.json|messages\.log)$/;

/** Files whose number depends on how often a run was stopped: events, and checkpoints but the last. */
const COUNTED = /^(tensorboard|checkpoints)\//;

/** Reads what must be equal in an interrupted run: every file and the last checkpoint, without measured times. */
export function readResults(folder: string): Record<string, string> {
  const results = Object.fromEntries(
    listFiles(folder)
      .filter((file) => !COUNTED.test(file))
      .map((file) => [file, TIMED.test(file) ? '' : readTimeless(path.join(folder, file), folder)]),
  );
  const checkpoints = path.join(folder, 'checkpoints');
  const last = fs.existsSync(checkpoints) ? fs.readdirSync(checkpoints).sort().at(-1) : undefined;
  if (last === undefined) return results;
  for (const file of listFiles(path.join(checkpoints, last))) {
    results[`last checkpoint/${file}`] = readTimeless(path.join(checkpoints, last, file), folder);
  }
  return results;
}

/** Returns the paths of all files in a folder, relative to it. */
export function listFiles(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

function readTimeless(file: string, folder: string): string {
  const bytes = fs.readFileSync(file);
  switch (path.extname(file)) {
    case '.csv':
      return removeColumns(removeTimeColumns(bytes.toString()), (name) => TIME_COLUMNS.includes(name));
    case '.json':
      return JSON.stringify(JSON.parse(bytes.toString()), (key, value: unknown) =>
        TIMED_KEYS.includes(key) ? undefined : value,
      );
    case '.yaml':
      // The first line names the folder, in a command that repeats a training.
      return bytes
        .toString()
        .replaceAll(folder, '')
        .replace(/^ +id: .*/m, '');
    case '.svg':
      return bytes.toString().replaceAll(folder, '');
    default:
      return createHash('sha256').update(bytes).digest('hex');
  }
}

function measureBytes(folder: string): number {
  return listFiles(folder).reduce((sum, file) => sum + fs.statSync(path.join(folder, file)).size, 0);
}

/** Names the files that differ. */
export function findDifferences(
  expected: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>>,
): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  return names.flatMap((name) => {
    if (!(name in found)) return [`difference: ${name} is missing`];
    if (!(name in expected)) return [`difference: ${name} is left over`];
    return expected[name] === found[name]
      ? []
      : [`difference: ${name}: ${describeDifference(expected[name], found[name])}`];
  });
}

/** Characters of two different texts that are shown. */
const SHOWN_CHARACTERS = 80;

/** Shows the first place where texts differ. */
function describeDifference(expected: string, found: string): string {
  const same = [...expected].findIndex((character, i) => character !== found[i]);
  const from = Math.max(0, (same < 0 ? expected.length : same) - SHOWN_CHARACTERS / 2);
  const [twin, run] = [expected, found].map((text) =>
    JSON.stringify(text.slice(from, from + SHOWN_CHARACTERS)),
  );
  return `${twin} in the twin, ${run} here`;
}
