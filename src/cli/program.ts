import { Command, Option } from 'commander';
import { readNaoVersion } from '../run/version';
import type { CalibrateOptions } from './calibrate';
import type { CompareOptions } from './compare';
import type { RankOptions } from './compare-predictors';
import type { DataOptions } from './data';
import type { EvaluateOptions } from './evaluate';
import type { CurveOptions } from './learning-curve';
import type { SearchOptions } from './search';
import type { TrainOptions } from './train';
import type { WorkerCommandOptions } from './worker';

// Each command's file is loaded when the command runs: --help has to answer at once, and loads commander alone.

const SPACES = ['cnn', 'rnn', 'cnn11', 'nasbench201'];

const QUEUE_HELP =
  'of mode full: Redis server whose workers train the children, redis://[:PASSWORD@]HOST[:PORT]; default: NAO_QUEUE; without it they are trained here'; // prettier-ignore

/** The command line of `nao`. Actions throw what they fail with. */
export function createProgram(): Command {
  const nao = new Command('nao')
    .description('Finds neural network cells: Neural Architecture Optimization with shared weights.')
    .version(readNaoVersion())
    .exitOverride()
    .showHelpAfterError('(nao --help tells what there is)')
    .enablePositionalOptions()
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 failed, 2 wrong usage, settings or input, 3 something is missing here,\n' +
        '75 stopped and resumable, 130 interrupted after a checkpoint.',
    );
  addSearch(nao);
  addResume(nao);
  addTrain(nao);
  addEvaluate(nao);
  addWorker(nao);
  addDraw(nao);
  addReport(nao);
  addCurve(nao);
  addCalibrate(nao);
  addData(nao);
  addDoctor(nao);
  addSetup(nao);
  addCompare(nao);
  addRank(nao);
  addBench(nao);
  return nao;
}

function addSearch(nao: Command): void {
  nao
    .command('search')
    .description('Search for cells.')
    .addOption(
      new Option('--mode <mode>', 'how architectures are scored: ws, weights shared in one network; table, a CSV of scores (table.file); full, each trained by itself') // prettier-ignore
        .choices(['ws', 'table', 'full']),
    )
    .addOption(
      new Option('--space <name>', 'search space: cnn, cells for images; rnn, a cell for text; cnn11, cells of 11 operations; nasbench201, cells of the benchmark') // prettier-ignore
        .choices(SPACES),
    )
    .option(
      '--dataset <name>',
      'of space cnn: fashion-mnist, cifar10, cifar100 or images (train/<class>/, test/<class>/); ' +
        'of space rnn: ptb, wikitext-2, moby-dick or text (train.txt, valid.txt, test.txt)',
    )
    .option('--data-dir <path>', "folder, archive or text of the data; default: the data set's own download")
    .option('--table <file>', 'CSV of architectures and scores (may be gzipped), for mode table')
    .addOption(
      new Option('--preset <name>', 'settings to start from: quick, minutes; cpu, about 2 hours on 2 cores; paper, about 10 hours on a GPU; tiny, seconds, for tests') // prettier-ignore
        .default('quick'),
    )
    .option('--config <file>', 'YAML file of settings, over the preset; may be repeated', collect)
    .option(
      '--set <name=value>',
      'one setting, such as search.rounds=4, over the files; may be repeated',
      collect,
    )
    .option('--seed <n>', 'whole number that all randomness comes from; default: one is drawn')
    .option('--device <device>', 'auto, cpu or gpu')
    .option('--max-hours <hours>', 'stop after that time, to be resumed')
    .option('--out <dir>', 'run folder, new or empty; default: runs/<preset>-<number>')
    .option('--queue <url>', QUEUE_HELP)
    .option('--dry-run', 'print the plan and end')
    .action(async (options: SearchOptions) => {
      await (await import('./search.js')).runSearchCommand(options);
    });
}

function addResume(nao: Command): void {
  nao
    .command('resume')
    .description('Go on with a search or a training that was stopped.')
    .argument('<dir>', 'its run folder')
    .option('--max-hours <hours>', 'stop after that time, to be resumed again')
    .option('--queue <url>', QUEUE_HELP)
    .action(async (dir: string, options: { maxHours?: string; queue?: string }) => {
      await (await import('./resume.js')).runResumeCommand(dir, options);
    });
}

function addTrain(nao: Command): void {
  nao
    .command('train')
    .description('Train one architecture to the end, export it and score it on the test part.')
    .requiredOption(
      '--arch <what>',
      "a published cell such as NAONet-WS, an architecture's text, a file with it, or a run folder (its best)",
    ) // prettier-ignore
    .addOption(
      new Option('--space <name>', 'space of the text, where its length does not tell').choices([
        'cnn',
        'cnn11',
      ]),
    ) // prettier-ignore
    .option(
      '--dataset <name>',
      'of cells for images: fashion-mnist, cifar10, cifar100 or images (train/<class>/, test/<class>/); ' +
        'of recurrent cells: ptb, wikitext-2, moby-dick or text (train.txt, valid.txt, test.txt)',
    )
    .option('--data-dir <path>', "folder, archive or text of the data; default: the data set's own download")
    .addOption(
      new Option('--preset <name>', 'settings to start from: quick, minutes; child, as in the search of the paper; paper, its final training, for a GPU; tiny, seconds, for tests') // prettier-ignore
        .default('quick'),
    )
    .option('--config <file>', 'YAML file of settings, over the preset; may be repeated', collect)
    .option(
      '--set <name=value>',
      'one setting, such as child.epochs=10, over the files; may be repeated',
      collect,
    )
    .option('--seed <n>', 'whole number that all randomness comes from; default: one is drawn')
    .option('--device <device>', 'auto, cpu or gpu')
    .option('--max-hours <hours>', 'stop after that time, to be resumed')
    .option('--out <dir>', 'run folder, new or empty; default: runs/train-<preset>-<number>')
    .action(async (options: TrainOptions) => {
      await (await import('./train.js')).runTrainCommand(options);
    });
}

function addEvaluate(nao: Command): void {
  nao
    .command('evaluate')
    .description('Score an exported model.')
    .argument('<dir>', 'what nao train exported, or its run folder')
    .option('--dataset <name>', 'data set; default: the one that it was trained on')
    .option('--data-dir <path>', "folder or archive of the data; default: the data set's own download")
    .option('--resize <pixels>', 'side to which images of other sizes are resized', '0')
    .addOption(new Option('--part <part>', 'part to score on').choices(['test', 'train']).default('test'))
    .option(
      '--batch <n>',
      'images at a time, on which the score does not depend (default: 100); of a text columns side by side, on which it does: the default is what it was trained with',
    )
    .addOption(new Option('--device <device>', 'device').choices(['auto', 'cpu', 'gpu']).default('auto'))
    .action(async (what: string, options: EvaluateOptions) => {
      await (await import('./evaluate.js')).runEvaluateCommand(what, options);
    });
}

function addWorker(nao: Command): void {
  nao
    .command('worker')
    .description('Train children for searches of mode full, until a signal comes.')
    .option(
      '--queue <url>',
      'Redis server, redis://[:PASSWORD@]HOST[:PORT]; default: NAO_QUEUE of the environment',
    )
    .option('--gpus <numbers>', 'a process for each of these GPUs, such as 0,1')
    .option('--concurrency <n>', 'children at a time in a process', '1')
    .option('--checkpoints <dir>', 'folder for checkpoints, shared or not; default: in the cache')
    .option('--lock-seconds <s>', 'time after which the job of a dead worker is free again', '30')
    .action(async (options: WorkerCommandOptions) => {
      await (await import('./worker.js')).runWorkerCommand(options);
    });
}

function addDraw(nao: Command): void {
  nao
    .command('draw')
    .description('Draw cells as SVG.')
    .argument(
      '<what>',
      "an architecture's text, a file with one a line, a run folder (its best), or a published cell such as NAONet",
    )
    .addOption(
      new Option('--space <name>', 'space of the text, where its length does not tell').choices(SPACES),
    )
    .option('--out <dir>', 'folder for the drawings', '.')
    .action(async (what: string, options: { out: string; space?: string }) => {
      await (await import('./draw.js')).runDrawCommand(what, options);
    });
}

function addReport(nao: Command): void {
  nao
    .command('report')
    .description(
      'Write report.html, and figure 2 of the paper, into a run folder; or compare several runs in one page.',
    )
    .argument('<dirs...>', 'run folders, of searches that ended or still go on')
    .option('--out <file>', 'where to write the page about several; default: report.html here')
    .action(async (dirs: string[], options: { out?: string }) => {
      await (await import('./report.js')).runReportCommand(dirs, options);
    });
}

function addCurve(nao: Command): void {
  nao
    .command('learning-curve')
    .description(
      "Draw the paper's figure 2a of a run: train controllers on growing parts of what it has scored.",
    )
    .argument('<dir>', 'its run folder')
    .option(
      '--sizes <counts>',
      'architectures to learn from, such as 100,200,300; default: six sizes up to all',
    )
    .option('--held-out <count>', 'others to measure on; default: 50, or a quarter of fewer than 200')
    .option('--repeats <count>', 'controllers for each size, each with parts of its own', '1')
    .addOption(
      new Option('--device <device>', 'device to train on').choices(['auto', 'cpu', 'gpu']).default('auto'),
    )
    .action(async (dir: string, options: CurveOptions) => {
      await (await import('./learning-curve.js')).runCurveCommand(dir, options);
    });
}

function addCalibrate(nao: Command): void {
  nao
    .command('calibrate')
    .description('Train some of what shared weights have scored by themselves: do both rank alike?')
    .argument('<dir>', 'run folder of a search of mode ws')
    .option('--architectures <count>', 'how many, drawn at random from the last scoring', '20')
    .addOption(
      new Option('--preset <name>', 'whose training each gets, as in mode full').choices(['quick', 'cpu', 'paper', 'tiny']).default('cpu'), // prettier-ignore
    )
    .option('--set <name=value>', 'one setting, such as child.epochs=10; may be repeated', collect)
    .option('--concurrency <n>', 'children trained at a time in this process', '1')
    .option('--queue <url>', 'Redis server whose workers train them; default: NAO_QUEUE')
    .action(async (dir: string, options: CalibrateOptions) => {
      await (await import('./calibrate.js')).runCalibrateCommand(dir, options);
    });
}

function addData(nao: Command): void {
  nao
    .command('data')
    .description('Fetch a data set, check and decode it.')
    .argument('[name]', 'images or text by name, such as cifar10 or ptb; without it: what there is')
    .option('--data-dir <path>', 'folder or archive to read instead of fetching')
    .option('--resize <pixels>', 'side to which images of other sizes are resized', '0')
    .option('--vocabulary <words>', "largest vocabulary of a text; 0: the data set's own", '0')
    .action(async (name: string | undefined, options: DataOptions) => {
      await (await import('./data.js')).runDataCommand(name, options);
    });
}

function addDoctor(nao: Command): void {
  nao
    .command('doctor')
    .description('Tell what a search would run on: native library, device, kernels, memory, disk.')
    .addOption(
      new Option('--device <device>', 'device to look for').choices(['auto', 'cpu', 'gpu']).default('auto'),
    )
    .action(async (options: { device: 'auto' | 'cpu' | 'gpu' }) => {
      (await import('./doctor.js')).runDoctorCommand(options);
    });
}

function addSetup(nao: Command): void {
  nao
    .command('setup')
    .description('Provision the native TensorFlow library.')
    .addOption(new Option('--gpu', 'the build for NVIDIA GPUs').conflicts('cpu'))
    .option('--cpu', 'the build for the CPU alone')
    .action(async (options: { gpu?: true; cpu?: true }) => {
      await (await import('./setup.js')).runSetupCommand(options);
    });
}

function addCompare(nao: Command): void {
  nao
    .command('compare')
    .description('Compare the search with baselines on a benchmark table.')
    .option(
      '--searchers <names>',
      'which, with commas between; the first is compared with each of the others',
      'nao,random,evolution,local,gp,reinforce',
    ) // prettier-ignore
    .requiredOption('--table <file>', 'CSV of architectures and scores (may be gzipped)')
    .addOption(
      new Option('--space <name>', "the table's search space").choices(SPACES).default('nasbench201'),
    )
    .option('--budget <counts>', 'query budgets at which they are compared, separated by commas', '100,200')
    .option('--seeds <count>', 'searches of each, with the seeds from 1 on', '50')
    .option('--preset <name>', "settings of nao's own search to start from", 'quick')
    .option('--config <file>', 'YAML file of settings, over the preset; may be repeated', collect)
    .option('--set <name=value>', 'one setting, such as controller.epochs=50; may be repeated', collect)
    .option('--threads <count>', 'searches at a time; default: as many as there are cores')
    .requiredOption('--out <dir>', 'folder for the results, new, or one to go on in')
    .action(async (options: CompareOptions) => {
      await (await import('./compare.js')).runCompareCommand(options);
    });
}

function addRank(nao: Command): void {
  nao
    .command('compare-predictors')
    .description("Measure how well predictors put a table's architectures into order (Kendall's tau).")
    .option(
      '--predictors <names>',
      'predictors, separated by commas: nao (preset paper), ard-gp (preset quick), gp (the baseline of nao compare), gp-ranks (the same, trained on ranks)',
      'nao,ard-gp,gp',
    ) // prettier-ignore
    .requiredOption('--table <file>', 'CSV of architectures and scores (may be gzipped)')
    .addOption(
      new Option('--space <name>', "the table's search space").choices(SPACES).default('nasbench201'),
    )
    .option('--train-sizes <counts>', 'random rows to learn from, with commas between', '78,156,469,781,1563')
    .option('--seeds <count>', 'measurements of each, with the seeds from 1 on', '10')
    .option('--set <name=value>', 'one setting of nao and ard-gp; may be repeated', collect)
    .requiredOption(
      '--out <file>',
      'CSV for the measurements, a new file or that of measurements that were stopped',
    )
    .option('--threads <count>', 'measurements at a time; default: one for each core')
    .action(async (options: RankOptions) => {
      await (await import('./compare-predictors.js')).runRankCommand(options);
    });
}

function addBench(nao: Command): void {
  nao
    .command('bench')
    .description('Measure speed.')
    .argument('<name>', 'ws-cnn, ws-rnn (shared-weight networks), child-cnn (a fixed network) or controller')
    .argument('[options...]', "the benchmark's own options; --json prints one line of JSON last")
    .passThroughOptions()
    .allowUnknownOption()
    .action(async (name: string, options: string[]) => {
      await (await import('./bench.js')).runBenchCommand(name, options);
    });
}

function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}
