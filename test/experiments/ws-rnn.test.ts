import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bench } from '../../experiments/benchmarks/ws-rnn';

const SMALL = ['--batch', '2', '--bptt', '3', '--hidden', '4', '--vocabulary', '20', '--steps', '2'];
const FIGURES = [
  'evaluate_tokens_per_s',
  'first_step_s',
  'load_s',
  'nodes',
  'peak_rss_mb',
  'train_tokens_per_s',
];

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao-bench-'));
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

function file(lines: readonly string[]): string {
  const name = path.join(folder, 'architectures.txt');
  fs.writeFileSync(name, lines.join('\n'));
  return name;
}

const PUBLISHED = '0 1 1 1 2 2 1 2 4 1 4 1 4 1 7 1 8 2 1 0 4 1';

test('bench measures the architectures of a file, with or without node 0, and returns all figures', () => {
  const result = bench(['--architectures', file([PUBLISHED, `3 ${PUBLISHED}`, `1 ${PUBLISHED}`]), ...SMALL]);
  expect(Object.keys(result).sort()).toEqual(['architectures', ...FIGURES].sort());
  for (const name of FIGURES) {
    expect({ name, value: result[name] }).toEqual({ name, value: expect.any(Number) as number });
  }
  expect(FIGURES.filter((name) => !(Number(result[name]) > 0))).toEqual([]);
  expect(result.architectures).toBe(3);
});

test('bench measures random architectures by default; dropout and averages add nodes', () => {
  const plain = bench(SMALL);
  const more = bench([...SMALL, '--dropout', '--average']);
  expect([plain.architectures, more.architectures]).toEqual([16, 16]);
  expect(Number(more.nodes)).toBeGreaterThan(Number(plain.nodes));
});

test('bench throws for an architecture without 12 nodes and for a missing file', () => {
  expect(() => bench(['--architectures', file(['0 1 2']), ...SMALL])).toThrow(
    /a cell of 12 nodes has 23 integers/,
  );
  expect(() => bench(['--architectures', path.join(folder, 'absent'), ...SMALL])).toThrow(/absent/);
});
