import { Option } from 'commander';

/** Names of the search spaces. */
export const SPACES = ['cnn', 'rnn', 'cnn11', 'nasbench201'];

/** Device that TensorFlow computes on. */
export type DeviceOption = 'auto' | 'cpu' | 'gpu';

/** Creates `--config`, which may be repeated. */
export function createConfigOption(): Option {
  return new Option(
    '--config <file>',
    'YAML file of settings that override the preset (repeatable; default: nao.yaml in this folder, if there is one)',
  ).argParser(collect);
}

/** Creates `--no-config`, which keeps the files of `--config`, before or after it. */
export function createNoConfigOption(): Option {
  return new Option('--no-config', 'leave nao.yaml in this folder out').argParser(
    (_, files: string[] | false = false) => files,
  );
}

/** Creates `--set`, which may be repeated. @param example a setting with a value */
export function createSetOption(example: string): Option {
  return new Option('--set <name=value>', `override one setting, such as ${example} (repeatable)`).argParser(
    collect,
  );
}

/** Creates `--dataset` of commands that work on images or text. */
export function createDatasetOption(): Option {
  return new Option(
    '--dataset <name>',
    'data set. Image cells: fashion-mnist, cifar10, cifar100 or images (folders train/<class>/ and ' +
      'test/<class>/). Recurrent cells: ptb, wikitext-2, moby-dick or text (train.txt, valid.txt, test.txt) ' +
      "(default: the preset's)",
  );
}

/** Creates `--data-dir`. */
export function createDataDirOption(): Option {
  return new Option(
    '--data-dir <path>',
    'folder, archive or text file of the data (default: its npm package, or the download of nao data)',
  );
}

/** Creates the required `--table`. */
export function createTableOption(): Option {
  return new Option(
    '--table <file>',
    'CSV file of architectures and scores, optionally gzipped',
  ).makeOptionMandatory();
}

/** Creates `--seed`. */
export function createSeedOption(): Option {
  return new Option('--seed <n>', 'seed of all randomness, a whole number (default: drawn at random)');
}

/** Creates `--device`, validated with the settings. */
export function createDeviceSettingOption(): Option {
  return new Option('--device <device>', 'device to compute on: auto, cpu or gpu (default: auto)');
}

/** Creates `--device` of commands without settings. */
export function createDeviceOption(): Option {
  return new Option('--device <device>', 'device to compute on')
    .choices(['auto', 'cpu', 'gpu'])
    .default('auto');
}

/** Creates `--max-hours`. */
export function createMaxHoursOption(): Option {
  return new Option(
    '--max-hours <hours>',
    "stop after this time; 'nao resume' continues (default: no limit)",
  );
}

/** Creates `--watch` of commands that write a run folder. */
export function createWatchOption(): Option {
  return new Option(
    '--watch',
    "serve a live page of the run on this machine while it runs, as 'nao watch' does",
  );
}

/** Creates `--queue` of commands that submit children to workers. */
export function createQueueOption(): Option {
  return new Option(
    '--queue <url>',
    'Redis server whose workers train architectures from scratch, redis://[[USER]:PASSWORD@]HOST[:PORT], rediss:// for TLS ' +
      '(default: environment variable NAO_QUEUE, else train in this process)',
  );
}

/** Creates `--space` of commands that parse an architecture's text. */
export function createTextSpaceOption(): Option {
  return new Option('--space <name>', 'search space of the text (default: detected from its length)').choices(
    SPACES,
  );
}

/** Creates `--space` of commands that read a table. */
export function createTableSpaceOption(): Option {
  return new Option('--space <name>', 'search space of the table').choices(SPACES).default('nasbench201');
}

/** Creates `--resize`. */
export function createResizeOption(): Option {
  return new Option(
    '--resize <pixels>',
    'side length to resize images to; 0 rejects images of differing sizes',
  ).default('0');
}

/** Creates `--threads` of commands that run many jobs. @param jobs name of the jobs */
export function createThreadsOption(jobs: string): Option {
  return new Option('--threads <count>', `${jobs} run in parallel (default: number of CPU cores)`);
}

/** Creates `--column` of commands that read columns of a table; it may be repeated. */
export function createColumnOption(): Option {
  return new Option(
    '--column <names>',
    'with --table: its columns of true values, separated by commas (repeatable; default: settings table.scoreColumn ' +
      'and table.testColumn)',
  ).argParser(collect);
}

/** Adds a value to those before it. @param previous false after an option such as `--no-config` */
function collect(value: string, previous: string[] | false = []): string[] {
  return [...(previous || []), value];
}
