import { parse } from 'csv-parse/sync';
import { toCsv, toLatex, toMarkdown } from '../../../src/report/html/table-export';

const TABLE = {
  name: 'odd',
  columns: [{ head: 'name', isText: true as const }, { head: 'a_score' }],
  rows: [
    ['50 % of | "x" & \\y, z', 0.123456789],
    ['none\nhere', undefined],
  ],
};

test('CSV reads back the same, numbers in full and nothing where there is none', () => {
  expect(parse(toCsv(TABLE))).toEqual([
    ['name', 'a_score'],
    ['50 % of | "x" & \\y, z', '0.123456789'],
    ['none\nhere', ''],
  ]);
});

test('Markdown aligns numbers to the right, and no cell ends its row', () => {
  expect(toMarkdown(TABLE)).toBe(
    [
      '| name | a_score |',
      '| --- | ---: |',
      '| 50 % of \\| "x" & \\y, z | 0.1235 |',
      '| none here | – |',
    ].join('\n'),
  );
});

test('LaTeX has booktabs rules, and no cell is a command', () => {
  expect(toLatex(TABLE)).toBe(
    [
      '\\begin{tabular}{lr}',
      '\\toprule',
      'name & a\\_score \\\\',
      '\\midrule',
      '50 \\% of \\textbar{} "x" \\& \\textbackslash{}y, z & 0.1235 \\\\',
      'none\nhere & -- \\\\',
      '\\bottomrule',
      '\\end{tabular}',
    ].join('\n'),
  );
});
