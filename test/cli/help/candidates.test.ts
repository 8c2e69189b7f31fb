import { type Candidates, listCandidates } from '../../../src/cli/help/candidates';
import { createProgram } from '../../../src/cli/program';

/** Completes a line, whose last word is the current one. */
async function complete(line: string): Promise<{ names: string[]; files: boolean }> {
  const words = line.split(' ').slice(1);
  const { words: found, files }: Candidates = await listCandidates(
    createProgram(),
    words.slice(0, -1),
    words.at(-1) ?? '',
    (command, part) => Promise.resolve('long' in part && part.long === '--preset' ? [`of ${command}`] : []),
  );
  return { names: found.map(({ name }) => name), files };
}

test('listCandidates lists commands, and options before a command', async () => {
  const { names, files } = await complete('nao ');
  expect(names).toEqual(expect.arrayContaining(['search', 'resume', 'report', 'completion']));
  expect(names).not.toContain('completion-server');
  expect(files).toBe(false);
  expect((await complete('nao --quiet ')).names).toEqual(names);
  expect((await complete('nao --')).names).toEqual(['--version', '--quiet', '--verbose', '--help']);
});

test('listCandidates lists the options of a command', async () => {
  expect((await complete('nao evaluate runs/a --p')).names).toEqual(
    expect.arrayContaining(['--part', '--batch', '--json']),
  );
});

test.each(['nao evaluate --part ', 'nao evaluate --part=', 'nao evaluate runs/a --part '])(
  'listCandidates lists the choices of an option: %j',
  async (line) => expect(await complete(line)).toEqual({ names: ['test', 'train'], files: false }),
);

test('listCandidates lists known values by command', async () => {
  expect((await complete('nao train --preset ')).names).toEqual(['of train']);
});

test.each([
  ['nao report ', true],
  ['nao report runs/a ', true],
  ['nao resume ', true],
  ['nao resume runs/a ', false],
  ['nao search --out ', true],
  ['nao search --seed ', false],
  ['nao evaluate --part test ', true],
  ['nao nothing ', false],
])('listCandidates lets files follow %j: %s', async (line, files) => {
  expect(await complete(line)).toEqual({ names: [], files });
});
