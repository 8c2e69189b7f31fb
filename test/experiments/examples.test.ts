import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createRandomStream } from '../../src/random';
import { createNasBench201Space } from '../../src/space/nasbench201/space';
import { compiledProgram, whenSetUp } from '../support/cli/command';
import { runCompiledExperiment } from '../support/cli/experiment';
import { writeImageFixture } from '../support/data/image-files';
import { temporaryFolder } from '../support/temp-folder';

const root = path.join(__dirname, '..', '..');
const folder = temporaryFolder();

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder(), encoding: 'utf8' });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** Runs a compiled example as a user does and returns what it prints. */
function runExample(name: string, ...args: string[]): string {
  const { status, out, err } = runCompiledExperiment(folder(), `examples/${name}`, ...args);
  expect({ status, stderr: status === 0 ? '' : err }).toEqual({ status: 0, stderr: '' });
  return out;
}

function read(...names: string[]): string {
  return fs.readFileSync(path.join(folder(), ...names), 'utf8');
}

whenSetUp('custom-space searches a registered space and reports it', () => {
  const output = runExample('custom-space', 'run');
  const { score, architecture, direction } = JSON.parse(read('run', 'best.json')) as Record<string, unknown>;
  expect(output).toMatch(/^best widths: ((16|32|64|128)(, )?){6} \(growth \d+\)\n/);
  expect(output).toContain(`(growth ${String(score)})`);
  expect(direction).toBe('maximize');
  expect(read('run', 'config.yaml')).toMatch(/^mode: custom$[^]*^ {2}name: layers$/m);
  const rows = read('run', 'architectures.csv').trim().split('\n').slice(1);
  expect(rows).toHaveLength(11); // 8 random ones and 3 of the second round
  expect(rows.some((row) => row.includes(String(architecture)))).toBe(true);
  // The report draws the space's own cells.
  expect(read('run', 'report.html')).toContain('Layers of architecture');
});

whenSetUp('custom-evaluator minimizes its own score and logs failures with their reason', () => {
  const output = runExample('custom-evaluator', 'run');
  const { score, direction } = JSON.parse(read('run', 'best.json')) as Record<string, unknown>;
  expect(output).toMatch(/^best of 11: \d+ ms, [\d ]+\n$/);
  expect(output).toContain(`: ${String(score)} ms`);
  expect(direction).toBe('minimize');
  const [header, ...rows] = read('run', 'architectures.csv').trim().split('\n');
  const latency = header.split(',').indexOf('latency_ms');
  const scores = rows.map((row) => row.split(',')[latency]).filter((cell) => /^\d+$/.test(cell));
  expect(Math.min(...scores.map(Number))).toBe(score);
  const failures = rows.filter((row) => row.includes('ms cannot be measured'));
  expect(failures.length).toBeGreaterThan(1);
  expect(scores).toHaveLength(rows.length - failures.length);
});

test('search-a-table compares a custom searcher with built-in ones', () => {
  const space = createNasBench201Space();
  const random = createRandomStream(1, 'rows');
  // Each edge contributes on its own, so neighbors of a good cell are good.
  const accuracy = (cell: readonly number[]): number =>
    cell.reduce((sum, op, edge) => sum + [0, 1, 3, 5, 2][op] * (edge + 3), 0);
  const rows = Array.from({ length: 5000 }, () => space.sample(random)).map(
    (cell) => `${cell.join(' ')},${accuracy(cell)}`,
  );
  fs.writeFileSync(path.join(folder(), 'table.csv'), ['arch,accuracy', ...rows, ''].join('\n'));
  const lines = runExample('search-a-table', 'table.csv', 'arch', 'accuracy').trim().split('\n');
  const results = new Map(lines.map((line) => line.split(': ') as [string, string]));
  expect([...results.keys()]).toEqual(['random', 'evolution', 'gp', 'hill climber']);
  expect(Number(results.get('hill climber'))).toBeGreaterThan(Number(results.get('random')));
});

test('draw-a-cell writes an SVG for each cell', () => {
  const [architecture, ...files] = runExample('draw-a-cell', 'NAONet', '.').trim().split('\n');
  expect(architecture).toMatch(/^naonet: [\d ]+$/);
  expect(files).toEqual(['normal-cell.svg', 'reduction-cell.svg']);
  for (const file of files) expect(read(file)).toContain('</svg>');
});

const python = process.env.NAO_PYTHON ?? 'python3';
const hasTensorFlow = spawnSync(python, ['-c', 'import tensorflow']).status === 0;
if (!hasTensorFlow) process.stderr.write(`not tested, since ${python} has no tensorflow: use-an-export.py\n`);
const whenPython = hasTensorFlow ? whenSetUp : test.skip;

whenPython('use-an-export.py prints the classes of images', async () => {
  const images = await writeImageFixture(path.join(folder(), 'images'));
  const settings = ['child.epochs=12', 'child.batchSize=20', 'child.learningRate=0.1'];
  run(process.execPath, [
    compiledProgram(),
    ...['train', '--arch', 'NAONet-WS', '--preset', 'tiny', '--dataset', 'images', '--data-dir', images],
    ...settings.flatMap((setting) => ['--set', setting]),
    ...['--seed', '3', '--out', 'run'],
  ]);
  const files = ['ant', 'bee', 'cat'].map((name) => {
    const classFolder = path.join(images, 'test', name);
    return path.join(classFolder, fs.readdirSync(classFolder)[0]);
  });
  const script = path.join(root, 'experiments', 'examples', 'use-an-export.py');
  const lines = run(python, [script, path.join('run', 'export'), ...files])
    .trim()
    .split('\n');
  expect(lines).toHaveLength(3);
  lines.forEach((line, i) => expect(line.startsWith(`${files[i]}: `)).toBe(true));
  expect(lines.filter((line, i) => line.includes(`: ${['ant', 'bee', 'cat'][i]} (`)).length).toBeGreaterThan(
    1,
  );
});
