import { parse } from 'csv-parse/sync';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolvePreset } from '../../src/config/presets/by-name';
import type { SearchConfig } from '../../src/config/schema/search';
import { FailedError, InputError, InterruptedError } from '../../src/errors';
import { createRandomStream, randomInteger } from '../../src/random';
import { Checkpoints } from '../../src/run/checkpoints';
import { RunFolder } from '../../src/run/folder';
import type { ProgressEvent, RunHooks, StopSignal } from '../../src/run/hooks';
import { removeTimeColumns } from '../../src/run/logs';
import type { RunRecord } from '../../src/run/record';
import type { SearchResult } from '../../src/search/result';
import { planSearch, runSearch } from '../../src/search/run';
import { createCnnSpace } from '../../src/space/cnn/space';
import { fakeController, fakeEvaluator, filesOnDisk, type FileStore } from '../support/search/fakes';

/** Small enough for the real controller to be built in a second. */
const NODES = 1;
const space = createCnnSpace(NODES);
const LOGS = ['architectures.csv', 'controller.csv', 'rounds.csv', 'training.csv'];

const record: RunRecord = {
  id: 'a run',
  nao: '0.0.0',
  node: 'any',
  tensorflow: 'any',
  build: 'any',
  device: 'cpu',
  threads: 1,
  cpu: 'any',
  cpuFingerprint: 'any',
  instructionCap: '',
};

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
      : RunFolder.create(runDir, config(changes), record);
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
  return events.flatMap((event) => (event.kind === 'say' ? [event.text] : []));
}

describe('a search over a table, with the real controller', () => {
  const whole = watch();
  let result: SearchResult;
  beforeAll(async () => {
    writeTable('table.csv', 40);
    result = await search('whole', {}, whole);
  });

  it('logs every architecture once and names the best of all rows', () => {
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

  it('logs rounds and the controller, and says in the end where the best come from', () => {
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

  it('gives the same for the same seed, whatever stands in other columns', async () => {
    const table = readFileSync(join(folder, 'table.csv'), 'utf8');
    const file = join(folder, 'other-test-column.csv');
    writeFileSync(file, table.replaceAll(/,\d+$/gm, ',99'));
    await search('again', { table: { file } });
    expect(logs('again')).toEqual(logs('whole'));
  });

  it('gives something else for another seed', async () => {
    await search('other', { seed: 8 });
    expect(logs('other')['architectures.csv']).not.toBe(logs('whole')['architectures.csv']);
  });

  it('interrupted and resumed, it logs the same bytes', async () => {
    const interrupted = search(
      'stopped',
      {},
      watch((steps) => (steps === 15 ? 'SIGINT' : undefined)),
    );
    await expect(interrupted).rejects.toThrow(InterruptedError);
    const hooks = watch();
    await search('stopped', {}, hooks);
    expect(logs('stopped')).toEqual(logs('whole'));
    expect(said(hooks)).toContain('going on in round 1 of 3 after learn 7');
  });

  it('goes on with equal scores: finite predictions near them, empty correlations', async () => {
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
  ])(
    'reports a test accuracy that is %s of what it found, and looks at nothing else for it',
    async (name, test) => {
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
      expect(JSON.stringify(hooks.events.at(-1))).toContain(`cifar10_test_200ep ${expected}, looked up now`);
    },
  );

  it('ends after 12 rows with a budget of 100, saying that it is exhausted', async () => {
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

describe('a search with shared weights (faked)', () => {
  /** Fakes that keep their weights in files, as the real ones do. */
  const fakes = (files: FileStore = filesOnDisk()): NonNullable<Parameters<typeof runSearch>[3]> => ({
    evaluator: (any) => fakeEvaluator(any, { drift: true, steps: 7, disk: files }),
    controller: (any) => fakeController(any, { disk: files }),
  });

  it('killed at any step, a torn row left behind, and resumed, it logs the same bytes under one header', async () => {
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

  it('that has lost its checkpoints is refused, its logs left as they are', async () => {
    await search('lost', {}, dieAt(20), fakes()).catch(() => undefined);
    const checkpoints = join(folder, 'lost', 'checkpoints');
    const before = LOGS.map((log) => read('lost', log));
    rmSync(checkpoints, { recursive: true });
    const lost = new FailedError(
      `${join(folder, 'lost')} has logs but no checkpoint, so the search cannot go on and its logs are left as they are: put the folder's checkpoints back, or start a new search`,
    );
    await expect(search('lost', {}, watch(), fakes())).rejects.toThrow(lost);
    mkdirSync(checkpoints);
    await expect(search('lost', {}, watch(), fakes())).rejects.toThrow(lost);
    expect(LOGS.map((log) => read('lost', log))).toEqual(before);
  });

  describe('with damaged checkpoints', () => {
    const at = (name: string, checkpoint: string) => join(folder, name, 'checkpoints', checkpoint);
    const damage = (checkpoint: string) => truncateSync(join(checkpoint, 'state.json'), 1);

    /** Kills a search after rows that no checkpoint has. @returns its two checkpoints, the newest last */
    async function killed(name: string): Promise<string[]> {
      await expect(search(name, {}, dieAt(40), fakes())).rejects.toThrow('killed');
      for (const log of LOGS) appendFileSync(join(folder, name, log), '12,0.');
      const checkpoints = readdirSync(join(folder, name, 'checkpoints')).sort();
      expect(checkpoints).toHaveLength(2);
      return checkpoints.map((checkpoint) => at(name, checkpoint));
    }

    it('goes on from the one before, says so, and logs the same bytes', async () => {
      await search('undamaged', {}, watch(), fakes());
      const [before, newest] = await killed('damaged');
      damage(newest);
      const hooks = watch();
      await search('damaged', {}, hooks, fakes());
      expect(said(hooks)[0]).toMatch(/is damaged: going on from the one before, /);
      expect(said(hooks)[0]).toContain(`checkpoint ${newest} (state.json has 1 bytes`);
      expect(said(hooks)[0]).toContain(before);
      expect(logs('damaged')).toEqual(logs('undamaged'));
    });

    it('with no whole one fails, names them and leaves the logs as they are', async () => {
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

  it('whose checkpoint another version of nao wrote is refused with that version', async () => {
    await search('other-version', {}, dieAt(20), fakes()).catch(() => undefined);
    const before = logs('other-version');
    const checkpoints = new Checkpoints(join(folder, 'other-version', 'checkpoints'));
    const written = checkpoints.readLatest(() => undefined);
    checkpoints.write({ ...(written?.state as object), format: 0 }, () => undefined);
    const refused = search('other-version', {}, watch(), fakes());
    await expect(refused).rejects.toThrow(InputError);
    await expect(refused).rejects.toThrow(
      /^the checkpoint .* was written by nao 0\.0\.0, and this is nao .* \(its state has another form\): resume with that version, or/,
    );
    expect(logs('other-version')).toEqual(before);
  });

  it('whose data have changed since is refused', async () => {
    await search('other-data', {}, dieAt(20), fakes()).catch(() => undefined);
    const before = logs('other-data');
    const changed: Parameters<typeof runSearch>[3] = {
      ...fakes(),
      evaluator: (any) => ({ ...fakeEvaluator(any, { drift: true, steps: 7 }), dataDigest: 'another' }),
    };
    await expect(search('other-data', {}, watch(), changed)).rejects.toThrow(/has changed since/);
    expect(logs('other-data')).toEqual(before);
  });

  it('that is over is left as it is', async () => {
    await search('over', {}, watch(), fakes());
    const before = LOGS.map((log) => read('over', log));
    const hooks = watch();
    const result = await search('over', {}, hooks, fakes());
    expect(LOGS.map((log) => read('over', log))).toEqual(before);
    expect(said(hooks)).toContain('this search has come to its end already: nothing is left to do');
    expect(result.ended).toBe('rounds');
  });
});

describe('before it starts', () => {
  it('a search that is stopped leaves no folder, and a run that it would have gone on with as it was', async () => {
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

    const opened = RunFolder.create(join(folder, 'begun'), config(), record);
    try {
      await expect(runSearch(config(), opened, stop)).rejects.toThrow(
        `stopped by SIGTERM before the search continued, its folder is unchanged: continue with 'nao resume ${opened.path}'`,
      );
      expect(existsSync(join(opened.path, 'checkpoints'))).toBe(false);
    } finally {
      opened.close();
    }
  });

  it('mode custom without an evaluator is refused, and leaves no folder', async () => {
    const custom: SearchConfig = { ...config(), mode: 'custom' };
    const message = "mode 'custom' needs an evaluator from a program: pass one to runSearch, or use mode";
    const create = (): RunFolder => RunFolder.create(join(folder, 'custom'), custom, record);
    await expect(runSearch(custom, create, watch())).rejects.toThrow(message);
    await expect(planSearch(custom, watch())).rejects.toThrow(message);
    expect(existsSync(join(folder, 'custom'))).toBe(false);
  });

  it('a search that is refused leaves no folder', async () => {
    writeTable('table.csv', 40);
    await expect(search('refused', { table: { scoreColumn: 'none' } })).rejects.toThrow(InputError);
    expect(existsSync(join(folder, 'refused'))).toBe(false);
  });

  it('the plan is told, and told alone where no more is asked for', async () => {
    writeTable('table.csv', 40);
    const hooks = watch();
    await planSearch(config(), hooks);
    expect(hooks.events).toEqual([
      {
        kind: 'plan',
        lines: [
          'search: mode table, seed 7, 3 rounds',
          "architectures: 8 random ones at first, 3 new ones in each later round from the best 4: at most 14 of the table's 40",
          'scoring: cifar10_valid_12ep (higher is better), each once, at most 14 scores',
          'controller: learned anew in each round but the last, 10 epochs each',
        ],
      },
    ]);
  });
});
