import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { createProgram } from '../../src/cli/program';
import { compiledProgram, isSetUp } from '../support/cli/command';
import { findPython } from '../support/export/python';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
const file = path.join(__dirname, '..', '..', 'docs', 'examples', 'search.ipynb');

const outputs = z.array(z.object({ output_type: z.string() }));
const cell = z.object({
  cell_type: z.string(),
  source: z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(''))]),
  execution_count: z.number().nullish(),
  outputs: outputs.default([]),
});

/** Returns the cells of a notebook that have code. */
function readCode(notebook: string): z.infer<typeof cell>[] {
  const { cells } = z
    .object({ cells: z.array(cell) })
    .parse(JSON.parse(fs.readFileSync(notebook, 'utf8')));
  return cells.filter((each) => each.cell_type === 'code');
}

test('the notebook is small and was executed from its first to its last cell, without an error', () => {
  expect(fs.statSync(file).size).toBeLessThan(300_000);
  const code = readCode(file);
  expect(code.map((each) => each.execution_count)).toEqual(code.map((_, i) => i + 1));
  expect(code.flatMap((each) => each.outputs).map((each) => each.output_type)).not.toContain('error');
});

test('the commands and options of the notebook exist', () => {
  const calls = readCode(file).flatMap(({ source }) => source.split(/\bnao\((?=")/).slice(1));
  expect(calls).toHaveLength(5);
  for (const call of calls) {
    const [, name] = /^"([\w-]+)"/.exec(call) ?? [];
    const command = createProgram().commands.find((each) => each.name() === name);
    expect(command?.name()).toBe(name);
    const known = command?.options.map((each) => each.long) ?? [];
    for (const [, option] of call.matchAll(/"(--[\w-]+)"/g)) expect(known).toContain(option);
  }
});

const packages = ['nbconvert', 'ipykernel', 'pandas', 'matplotlib'];
const python = isSetUp() ? findPython('notebook', packages, 'the test that executes the notebook') : undefined;

(python === undefined ? test.skip : test)(
  'the notebook can be executed',
  () => {
    fs.copyFileSync(file, path.join(folder(), 'search.ipynb'));
    const { status, stderr } = spawnSync(
      python ?? '',
      ['-m', 'nbconvert', '--to', 'notebook', '--execute', '--inplace', 'search.ipynb'],
      {
        cwd: folder(),
        encoding: 'utf8',
        // An IPython of the user is not asked, nor written to.
        env: {
          ...process.env,
          NAO: `'${process.execPath}' '${compiledProgram()}'`,
          IPYTHONDIR: path.join(folder(), 'ipython'),
          JUPYTER_DATA_DIR: path.join(folder(), 'jupyter'),
        },
      },
    );
    if (status !== 0) throw new Error(stderr);
    // Lines to stdout may arrive as one output or several.
    const list = (notebook: string): string[][] =>
      readCode(notebook).map((each) => [...new Set(each.outputs.map((output) => output.output_type))]);
    expect(list(path.join(folder(), 'search.ipynb'))).toEqual(list(file));
    expect(fs.existsSync(path.join(folder(), 'runs', 'notebook', 'trained', 'export'))).toBe(true);
  },
  900_000,
);
