import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../../src/errors';
import { writeComparison, writeComparisonTables } from '../../src/report/report';
import { assertDistinct, assertReplaceable } from '../../src/report/targets';
import { tableRun, temporaryRun, wholeRun } from '../support/report/synthetic-run';

const KINDS = ['page', 'csv', 'latex'] as const;
const OPTIONS = { page: '--out', csv: '--csv', latex: '--latex' };

describe('a page, a CSV and a LaTeX file of a comparison', () => {
  const folder = temporaryRun({});
  const written = { page: `${folder}/a.html`, csv: `${folder}/a.csv`, latex: `${folder}/a.tex` };
  beforeAll(async () => {
    // The columns of both runs are aligned differently from those of one.
    const runs = [temporaryRun(tableRun(), 'a'), temporaryRun(wholeRun(), 'b')];
    await writeComparison(runs, written.page);
    await writeComparisonTables(runs, written);
  });

  test('may be replaced by their like', async () => {
    await expect(assertReplaceable(written)).resolves.toBeUndefined();
  });

  test('may be new', async () => {
    const fresh = { page: `${folder}/b.html`, csv: `${folder}/b.csv`, latex: `${folder}/b.tex` };
    await expect(assertReplaceable(fresh)).resolves.toBeUndefined();
    expect(existsSync(fresh.csv)).toBe(false);
  });

  test.each(
    KINDS.flatMap((kind) => KINDS.filter((other) => other !== kind).map((other) => [kind, other] as const)),
  )('do not replace one of another kind: %s, %s', async (kind, other) => {
    const checking = assertReplaceable({ [kind]: written[other] });
    await expect(checking).rejects.toBeInstanceOf(InputError);
    await expect(checking).rejects.toThrow(`choose another file with ${OPTIONS[kind]}`);
  });
});

test.each(KINDS)('a %s does not replace a log, an empty file or a folder', async (kind) => {
  const run = temporaryRun(tableRun());
  writeFileSync(path.join(run, 'empty'), '');
  mkdirSync(path.join(run, 'folder'));
  for (const name of ['architectures.csv', 'empty', 'folder']) {
    const checking = assertReplaceable({ [kind]: path.join(run, name) });
    await expect(checking).rejects.toThrow(`choose another file with ${OPTIONS[kind]}`);
  }
});

test.each(KINDS)('a %s in a missing folder is refused', async (kind) => {
  const file = path.join(temporaryRun({}), 'missing', 'file');
  await expect(assertReplaceable({ [kind]: file })).rejects.toThrow(
    new InputError(
      `the folder of ${file} does not exist: make it, or give another file with ${OPTIONS[kind]}`,
    ),
  );
});

test('two files at one path are refused', () => {
  expect(() => assertDistinct(['a', undefined, undefined, 'b'])).not.toThrow();
  expect(() => assertDistinct(['a/../s.csv', undefined, './s.csv'])).toThrow(
    new InputError(
      `two files would be written to '${path.resolve('s.csv')}': give each a path of its own with --out, --csv and --latex`,
    ),
  );
});
