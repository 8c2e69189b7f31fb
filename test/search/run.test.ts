import { parse } from 'csv-parse/sync';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolvePreset } from '../../src/config/presets/by-name';
import type { SearchConfig } from '../../src/config/schema/search';
import { FailedError, InputError, InterruptedError } from '../../src/errors';
import { createRandomStream, randomInteger } from '../../src/random';
import { readBest } from '../../src/run/best';
import { Checkpoints } from '../../src/run/checkpoints';
import { RunFolder } from '../../src/run/folder';
import type { ProgressEvent, RunHooks, StopSignal } from '../../src/run/hooks';
import { assertRunIntact } from '../../src/run/kept-state';
import { removeTimeColumns } from '../../src/run/log-columns';
import type { SearchResult } from '../../src/search/result';
import { planSearch, runSearch } from '../../src/search/run';
import { createCnnSpace } from '../../src/space/cnn/space';
import { dieAfterRestoring } from '../support/run/killed';
import { RECORD } from '../support/run/record';
import { fakeController, fakeEvaluator, filesOnDisk, type FileStore } from '../support/search/fakes';

const OLD_RECORD = { ...RECORD, nao: '0.0.0' };

/** Small enough for the real controller to be built in a second. */
const NODES = 1;
const space = createCnnSpace(NODES);
const LOGS = ['architectures.csv', 'children.csv', 'controller.csv', 'rounds.csv', 'training.csv'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'search-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Changes {
  readonly seed?: number;
  readonly search?: Partial<SearchConfig['search']>;
  readonly table?: Partial<SearchConfig['table']>;
}

function config(changes: Changes = {}): SearchConfig {
  const tiny = resolvePreset('tiny');
  return {
    ...tiny,
    mode: 'table',
    seed: changes.seed ?? 7,
    space: { ...tiny.space, nodes: NODES },
    search: { ...tiny.search, rounds: 3, ...changes.search },
    table: {
      file: join(folder, 'table.csv'),
      architectureColumn: 'arch',
      scoreColumn: 'cifar10_valid_12ep',
      testColumn: '',
      direction: 'maximize',
      splitSeed: 0,
      ...changes.table,
    },
  };
}

/** A table of different architectures with invented accuracies in percent, and another column that must not matter. */
function writeTable(
  name: string,
  rows: number,
  accuracy: (row: number) => number = (row) => 50 + ((row * 37) % 40),
): string {
  const random = createRandomStream(3, 'table');
  const lines = new Map<string, string>();
  while (lines.size < rows) {
    const architecture = space.sample(random);
    const line = `${space.format(architecture)},${accuracy(lines.size)},${randomInteger(random, 100)}`;
    lines.set(space.canonical(architecture), line);
  }
  const file = join(folder, name);
  writeFileSync(file, ['arch,cifar10_valid_12ep,cifar10_test_12ep', ...lines.values(), ''].join('\n'));
  return file;
}

interface Watched extends RunHooks {
  readonly events: ProgressEvent[];
}

function watch(stopAt: (steps: number) => StopSignal | undefined = () => undefined): Watched {
  const events: ProgressEvent[] = [];
  const steps = (): number => events.filter(({ kind }) => kind === 'step').length;
  return { events, progress: (event) => void events.push(event), stopRequested: () => stopAt(steps()) };
}

/** Hooks that die at a step, as a process killed there does: nothing more is saved. */
function dieAt(step: number): RunHooks {
  let steps = 0;
  return {
    progress(event) {
      if (event.kind === 'step' && ++steps === step) throw new Error('killed');
    },
    stopRequested: () => undefined,
  };
}

async function search(
  name: string,
  changes: Changes = {},
  hooks: RunHooks = watch(),
  fakes: Parameters<typeof runSearch>[3] = {},
): Promise<SearchResult> {
  const runDir = join(folder, name);
  let opened: RunFolder | undefined;
  const open = (): RunFolder => {
    opened = existsSync(runDir)
      ? RunFolder.openSearch(runDir).runFolder
      : RunFolder.create(runDir, config(changes), OLD_RECORD);
    return opened;
  };
  try {
    return await runSearch(config(changes), open, hooks, fakes);
  } finally {
    opened?.close();
  }
}

function logs(name: string): Record<string, string> {
  return Object.fromEntries(LOGS.map((log) => [log, removeTimeColumns(read(name, log))]));
}

function read(name: string, file: string): string {
  return readFileSync(join(folder, name, file), 'utf8');
}

function rows(name: string, log: string): Record<string, string>[] {
  return parse(read(name, log), { columns: true });
}

function said({ events }: Watched): string[] {
  return events.flatMap((event) => (event.kind === 'log' ? [event.text] : []));
}

describe('runSearch over a table, with the real controller,', () => {
  const whole = watch();
  let result: SearchResult;
  beforeAll(async () => {
    writeTable('table.csv', 40);
    result = await search('whole', {}, whole);
  });

  test('logs every architecture once and names the best of all rows', () => {
    const architectures = rows('whole', 'architectures.csv');
    expect(architectures.map(({ id }) => Number(id))).toEqual(Array.from({ length: 14 }, (_, id) => id));
    const best = JSON.parse(read('whole', 'best.json')) as Record<string, unknown>;
    const highest = Math.max(...architectures.map((row) => Number(row.cifar10_valid_12ep)));
    expect(best).toMatchObject({ metric: 'cifar10_valid_12ep', score: highest });
    const winner = architectures.find(({ id }) => id === String(best.id));
    expect(winner).toMatchObject({ cifar10_valid_12ep: String(highest), origin: best.origin });
    expect(best.architecture).toBe(winner?.architecture);
    expect(result).toMatchObject({ ended: 'rounds', rounds: 3, architectures: 14 });
  });

  test('logs rounds and controller, and reports the origin of the best', () => {
    expect(rows('whole', 'rounds.csv')).toHaveLength(3);
    const epochs = rows('whole', 'controller.csv').map(({ round, epoch }) => `${round}/${epoch}`);
    expect(epochs).toEqual(['1/5', '1/10', '2/5', '2/10']);
    expect(rows('whole', 'training.csv')).toEqual([]);
    const done = whole.events.at(-1);
    expect(done).toMatchObject({ kind: 'done' });
    expect(JSON.stringify(done)).toMatch(
      /of the best 10, \d+ comes? from the controller and \d+ (is|are) random/,
    );
  });

  test('writes the same logs for the same seed, whatever other columns contain', async () => {
    const table = readFileSync(join(folder, 'table.csv'), 'utf8');
    const file = join(folder, 'other-test-column.csv');
    writeFileSync(file, table.replaceAll(/,\d+$/gm, ',99'));
    await search('again', { table: { file } });
    expect(logs('again')).toEqual(logs('whole'));
  });

  test('writes other logs for another seed', async () => {
    await search('other', { seed: 8 });
    expect(logs('other')['architectures.csv']).not.toBe(logs('whole')['architectures.csv']);
  });

  test('writes the same bytes when interrupted and resumed', async () => {
    const interrupted = search(
      'stopped',
      {},
      watch((steps) => (steps === 15 ? 'SIGINT' : undefined)),
    );
    await expect(interrupted).rejects.toThrow(InterruptedError);
    const hooks = watch();
    await search('stopped', {}, hooks);
    expect(logs('stopped')).toEqual(logs('whole'));
    expect(said(hooks)).toContain('resuming in round 1 of 3 after learn 7');
  });

  test('handles equal scores: finite predictions near them, empty correlations', async () => {
    await search('equal', { table: { file: writeTable('equal.csv', 40, () => 90) } });
    const predicted = rows('equal', 'architectures.csv').flatMap((row) =>
      row.predicted ? [Number(row.predicted)] : [],
    );
    expect(predicted).toEqual(Array(6).fill(90));
    for (const row of rows('equal', 'rounds.csv')) expect(row.kendall_tau_predicted_measured).toBe('');
    for (const row of rows('equal', 'controller.csv')) {
      expect([row.kendall_tau, row.pairwise_accuracy]).toEqual(['', '']);
    }
  });

  it.each<[string, (valid: number, row: number) => number]>([
    ['the opposite of the score', (valid) => 100 - valid],
    ['shuffled', (_, row) => (row * 17) % 40],
  ])('reports a test accuracy that is %s of the best, and does not use it otherwise', async (name, test) => {
    const lines = readFileSync(join(folder, 'table.csv'), 'utf8').trim().split('\n').slice(1);
    const file = join(folder, `${name}.csv`);
    const withTest = lines.map((line, row) => {
      const [architecture, valid] = line.split(',');
      return { architecture, test: test(Number(valid), row), text: `${architecture},${valid}` };
    });
    const text = withTest.map((row) => `${row.text},${row.test}\n`).join('');
    writeFileSync(file, `arch,cifar10_valid_12ep,cifar10_test_200ep\n${text}`);
    const hooks = watch();
    const found = await search(name, { table: { file, testColumn: 'cifar10_test_200ep' } }, hooks);
    expect(logs(name)).toEqual(logs('whole'));
    const { reported, ...best } = JSON.parse(read(name, 'best.json')) as Record<string, unknown>;
    expect(best).toEqual(JSON.parse(read('whole', 'best.json')));
    const expected = withTest.find(({ architecture }) => architecture === best.architecture)?.test;
    expect(reported).toEqual({ name: 'cifar10_test_200ep', value: expected });
    expect(found).toMatchObject({ finalMetric: reported, scoresTaken: 14 });
    expect(JSON.stringify(hooks.events.at(-1))).toContain(
      `cifar10_test_200ep ${expected}, queried after the search`,
    );
  });

  test('reports no test accuracy that is not a number', async () => {
    const text = readFileSync(join(folder, 'table.csv'), 'utf8').replaceAll(/,\d+$/gm, ',nan');
    const file = join(folder, 'nan.csv');
    writeFileSync(file, text);
    const hooks = watch();
    const found = await search('nan', { table: { file, testColumn: 'cifar10_test_12ep' } }, hooks);
    expect(found.finalMetric).toBeUndefined();
    expect(said(hooks)).toContain('cifar10_test_12ep of the best architecture is NaN, so none is reported');
    expect(readBest(join(folder, 'nan'))).toEqual(readBest(join(folder, 'whole')));
  });

  test('ends after 12 rows with a budget of 100 and reports that the space is exhausted', async () => {
    const hooks = watch();
    const table = { file: writeTable('twelve.csv', 12) };
    const small = await search(
      'twelve',
      { table, search: { rounds: 31, poolSize: 10, newPerRound: 3 } },
      hooks,
    );
    expect(small).toMatchObject({ ended: 'exhausted', architectures: 12 });
    expect(new Set(rows('twelve', 'architectures.csv').map(({ id }) => id)).size).toBe(12);
    expect(said(hooks).join('\n')).toMatch(/the space is exhausted, the search ends/);
  });
});

describe('runSearch with fake shared weights', () => {
  /** Fakes that keep their weights in files, as the real ones do. */
  const fakes = (files: FileStore = filesOnDisk()): NonNullable<Parameters<typeof runSearch>[3]> => ({
    evaluator: (any) => fakeEvaluator(any, { rescores: true, steps: 7, disk: files }),
    controller: (any) => fakeController(any, { disk: files }),
  });

  test('writes the same bytes under one header when killed at any step and resumed', async () => {
    await search('unkilled', {}, watch(), fakes());
    const expected = logs('unkilled');
    const steps = watch();
    await search('counted', {}, steps, fakes());
    const count = steps.events.filter(({ kind }) => kind === 'step').length;
    expect(count).toBeGreaterThan(50);
    for (let step = 1; step <= count; step += 9) {
      const name = `killed-${step}`;
      await expect(search(name, {}, dieAt(step), fakes())).rejects.toThrow('killed');
      await search(name, {}, dieAt(9), fakes()).catch(() => undefined);
      for (const log of LOGS) appendFileSync(join(folder, name, log), '12,0.');
      await search(name, {}, watch(), fakes());
      expect(logs(name)).toEqual(expected);
      expect(read(name, 'best.json')).toBe(read('unkilled', 'best.json'));
    }
  });

  test('throws if the checkpoints are lost, and keeps the logs', async () => {
    await search('lost', {}, dieAt(20), fakes()).catch(() => undefined);
    const checkpoints = join(folder, 'lost', 'checkpoints');
    const before = LOGS.map((log) => read('lost', log));
    rmSync(checkpoints, { recursive: true });
    const lost = search('lost', {}, watch(), fakes());
    await expect(lost).rejects.toThrow(FailedError);
    await expect(lost).rejects.toThrow(/lost has logs but no checkpoint/);
    mkdirSync(checkpoints);
    await expect(search('lost', {}, watch(), fakes())).rejects.toThrow(/lost has logs but no checkpoint/);
    expect(LOGS.map((log) => read('lost', log))).toEqual(before);
  });

  describe('if checkpoints are damaged', () => {
    const at = (name: string, checkpoint: string) => join(folder, name, 'checkpoints', checkpoint);
    const damage = (checkpoint: string) => truncateSync(join(checkpoint, 'state.json'), 1);

    /** Kills a search after rows that no checkpoint has. @returns its two checkpoints, the newest last */
    async function killed(name: string, step = 40): Promise<string[]> {
      await expect(search(name, {}, dieAt(step), fakes())).rejects.toThrow('killed');
      for (const log of LOGS) appendFileSync(join(folder, name, log), '12,0.');
      const checkpoints = readdirSync(join(folder, name, 'checkpoints')).sort();
      expect(checkpoints).toHaveLength(2);
      return checkpoints.map((checkpoint) => at(name, checkpoint));
    }

    test('continues from the previous one, reports it, and writes the same bytes', async () => {
      await search('undamaged', {}, watch(), fakes());
      const [before, newest] = await killed('damaged');
      damage(newest);
      const hooks = watch();
      await search('damaged', {}, hooks, fakes());
      expect(said(hooks)[0]).toMatch(/is damaged: continuing from the previous one, /);
      expect(said(hooks)[0]).toContain(`checkpoint ${newest} (state.json has 1 bytes`);
      expect(said(hooks)[0]).toContain(before);
      expect(logs('damaged')).toEqual(logs('undamaged'));
    });

    test('can be resumed if it is killed again before its next checkpoint', async () => {
      const [before, newest] = await killed('killed-again', 34);
      const rowsOf = (checkpoint: string) =>
        (JSON.parse(readFileSync(join(checkpoint, 'state.json'), 'utf8')) as { logs: object }).logs;
      expect(rowsOf(newest)).not.toEqual(rowsOf(before));
      const weights = readdirSync(newest).find((file) => file.startsWith('evaluator')) ?? '';
      writeFileSync(join(newest, weights), 'damaged');
      await expect(search('killed-again', {}, dieAfterRestoring, fakes())).rejects.toThrow('killed');
      assertRunIntact('search', join(folder, 'killed-again'), { ...config() });
      await search('killed-again', {}, watch(), fakes());
      expect(logs('killed-again')).toEqual(logs('undamaged'));
    });

    test('throws if all are damaged, names them and keeps the logs', async () => {
      const both = await killed('both-damaged');
      both.forEach(damage);
      const files = [...LOGS, 'best.json'].filter((file) => existsSync(join(folder, 'both-damaged', file)));
      const before = files.map((file) => read('both-damaged', file));
      const refused = search('both-damaged', {}, watch(), fakes());
      await expect(refused).rejects.toThrow(FailedError);
      const again = search('both-damaged', {}, watch(), fakes());
      for (const checkpoint of both) await expect(again).rejects.toThrow(checkpoint);
      expect(files.map((file) => read('both-damaged', file))).toEqual(before);
    });
  });

  test('throws, with the version, if another version of nao wrote the checkpoint', async () => {
    await search('other-version', {}, dieAt(20), fakes()).catch(() => undefined);
    const before = logs('other-version');
    const checkpoints = new Checkpoints(join(folder, 'other-version', 'checkpoints'));
    const written = checkpoints.readLatest(() => undefined);
    checkpoints.write({ ...(written?.state as object), format: 0 }, () => undefined);
    const refused = search('other-version', {}, watch(), fakes());
    await expect(refused).rejects.toThrow(InputError);
    await expect(refused).rejects.toThrow(
      /^the checkpoint .* was written by nao 0\.0\.0, not nao .* \(its state has another format\): resume with that version, or/,
    );
    expect(logs('other-version')).toEqual(before);
  });

  test('throws if the data have changed', async () => {
    await search('other-data', {}, dieAt(20), fakes()).catch(() => undefined);
    const before = logs('other-data');
    const changed: Parameters<typeof runSearch>[3] = {
      ...fakes(),
      evaluator: (any) => ({ ...fakeEvaluator(any, { rescores: true, steps: 7 }), dataDigest: 'another' }),
    };
    await expect(search('other-data', {}, watch(), changed)).rejects.toThrow(/has changed since/);
    expect(logs('other-data')).toEqual(before);
  });

  test('with more rounds than when it ended, writes the bytes of a search that had them from the start', async () => {
    const rounds = (count: number): Changes => ({ search: { rounds: count } });
    const reference = watch();
    await search('four', rounds(4), reference, fakes());
    await search('two', rounds(2), watch(), fakes());
    expect(rows('two', 'rounds.csv')).toHaveLength(2);
    const hooks = watch();
    // Stopped once more on the way; config.yaml has the new number.
    await expect(search('two', rounds(4), dieAt(20), fakes())).rejects.toThrow('killed');
    expect(read('two', 'config.yaml')).toMatch(/^ {2}rounds: 4$/m);
    await search('two', rounds(4), hooks, fakes());
    expect(logs('two')).toEqual(logs('four'));
    expect(read('two', 'best.json')).toBe(read('four', 'best.json'));
    expect(read('two', 'config.yaml')).toBe(read('four', 'config.yaml'));
    const scalars = (name: string) => join(folder, name, 'tensorboard', 'events.out.tfevents.0.nao');
    expect(statSync(scalars('two')).size).toBe(statSync(scalars('four')).size);
    const settings = read('two', join('tensorboard', 'events.out.tfevents.0.hparams'));
    expect(settings.match(/\| search\.rounds \| \d+ \|/g)).toEqual(['| search.rounds | 4 |']);
    expect(said(hooks)).toContainEqual(expect.stringMatching(/^resuming in round \d of 4 after /));
    await expect(search('two', rounds(1), watch(), fakes())).rejects.toThrow(
      new InputError("setting 'search.rounds' is 1, but the search is in round 4 already: give at least 4"),
    );
    await search('two', rounds(5), hooks, fakes());
    expect(said(hooks)).toContain('continuing after round 4, now with 5 rounds');
  });

  test('with more rounds, can be resumed if it is killed before its next checkpoint', async () => {
    const rounds = (count: number): Changes => ({ search: { rounds: count } });
    await search('reopened', rounds(2), watch(), fakes());
    await expect(search('reopened', rounds(4), dieAfterRestoring, fakes())).rejects.toThrow('killed');
    assertRunIntact('search', join(folder, 'reopened'), { ...config(rounds(4)) });
    await expect(search('reopened', rounds(2), watch(), fakes())).rejects.toThrow(
      new InputError("setting 'search.rounds' is 2, but the search is in round 2 already: give at least 3"),
    );
    await search('reopened', rounds(4), watch(), fakes());
    expect(logs('reopened')).toEqual(logs('four'));
  });

  test('throws, naming it, if a setting has changed that may not', async () => {
    await search('other-settings', {}, dieAt(20), fakes()).catch(() => undefined);
    const before = logs('other-settings');
    const refused = search('other-settings', { seed: 8 }, watch(), fakes());
    await expect(refused).rejects.toThrow(
      new InputError(
        "setting 'seed' was 7 and is now 8, but this search has results of the first: set it back in config.yaml, or start a new search",
      ),
    );
    await expect(search('other-settings', { search: { poolSize: 9 } }, watch(), fakes())).rejects.toThrow(
      /^setting 'search.poolSize' was 8 and is now 9/,
    );
    expect(logs('other-settings')).toEqual(before);
    // A table may lie elsewhere.
    await search('other-settings', { table: { file: join(folder, 'elsewhere.csv') } }, watch(), fakes());
    expect(read('other-settings', 'config.yaml')).toContain('elsewhere.csv');
  });

  test('throws if a log has changed before the last checkpoint, and changes nothing', async () => {
    for (const log of ['architectures.csv', 'controller.csv']) {
      const name = `zeroed-${log}`;
      await expect(search(name, { search: { rounds: 4 } }, dieAt(70), fakes())).rejects.toThrow('killed');
      const file = join(folder, name, log);
      const whole = readFileSync(file);
      const start = whole.indexOf('\n') + 3;
      writeFileSync(file, Buffer.from(whole).fill(0, start, start + 8));
      const before = LOGS.map((each) => read(name, each));
      const refused = search(name, { search: { rounds: 4 } }, watch(), fakes());
      await expect(refused).rejects.toThrow(FailedError);
      await expect(search(name, { search: { rounds: 4 } }, watch(), fakes())).rejects.toThrow(
        /is damaged in its first \d+ bytes, which were intact at the last checkpoint: restore the whole file, or/,
      );
      expect(LOGS.map((each) => read(name, each))).toEqual(before);
      writeFileSync(file, whole);
      await search(name, { search: { rounds: 4 } }, watch(), fakes());
    }
  });

  test('leaves a finished search unchanged', async () => {
    await search('over', {}, watch(), fakes());
    const before = LOGS.map((log) => read('over', log));
    const hooks = watch();
    const result = await search('over', {}, hooks, fakes());
    expect(LOGS.map((log) => read('over', log))).toEqual(before);
    expect(said(hooks)).toContain('the search is already finished: nothing to do');
    expect(result.ended).toBe('rounds');
  });
});

describe('before the search starts', () => {
  test('a stop leaves no folder, and a run to be resumed unchanged', async () => {
    writeTable('table.csv', 40);
    const stop = watch(() => 'SIGTERM');
    await expect(search('unbegun', {}, stop)).rejects.toThrow(
      'stopped by SIGTERM before the search began, nothing is written yet: start it again with the same command',
    );
    expect(existsSync(join(folder, 'unbegun'))).toBe(false);
    await expect(
      planSearch(
        config(),
        watch(() => 'SIGINT'),
      ),
    ).rejects.toThrow(InterruptedError);

    const opened = RunFolder.create(join(folder, 'begun'), config(), OLD_RECORD);
    try {
      await expect(runSearch(config(), opened, stop)).rejects.toThrow(
        `stopped by SIGTERM before the search continued, its folder is unchanged: continue with 'nao resume ${opened.path}'`,
      );
      expect(existsSync(join(opened.path, 'checkpoints'))).toBe(false);
    } finally {
      opened.close();
    }
  });

  test('mode custom without an evaluator throws and leaves no folder', async () => {
    const custom: SearchConfig = { ...config(), mode: 'custom' };
    const message = "mode 'custom' needs an evaluator from a program: pass one to runSearch, or use mode";
    const create = (): RunFolder => RunFolder.create(join(folder, 'custom'), custom, OLD_RECORD);
    await expect(runSearch(custom, create, watch())).rejects.toThrow(message);
    await expect(planSearch(custom, watch())).rejects.toThrow(message);
    expect(existsSync(join(folder, 'custom'))).toBe(false);
  });

  test('an InputError leaves no folder', async () => {
    writeTable('table.csv', 40);
    await expect(search('refused', { table: { scoreColumn: 'none' } })).rejects.toThrow(InputError);
    expect(existsSync(join(folder, 'refused'))).toBe(false);
  });

  test('planSearch reports the plan and nothing else', async () => {
    writeTable('table.csv', 40);
    const hooks = watch();
    await planSearch(config(), hooks);
    expect(hooks.events).toEqual([
      {
        kind: 'plan',
        lines: [
          'search: mode table, seed 7, 3 rounds',
          "architectures: 8 random ones in the first round, 3 new ones in each later round from the best 4: at most 14 of the table's 40",
          'scoring: cifar10_valid_12ep (higher is better), each once, at most 14 scores',
          'controller: retrained in each round but the last, 10 epochs each',
        ],
      },
    ]);
  });
});
