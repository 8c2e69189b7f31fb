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

test('toCsv keeps text and full-precision numbers, and leaves undefined cells empty', () => {
  expect(parse(toCsv(TABLE))).toEqual([
    ['name', 'a_score'],
    ['50 % of | "x" & \\y, z', '0.123456789'],
    ['none\nhere', ''],
  ]);
});

test('toMarkdown right-aligns numbers and keeps every cell on its row', () => {
  expect(toMarkdown(TABLE)).toBe(
    [
      '| name | a_score |',
      '| --- | ---: |',
      '| 50 % of \\| "x" & \\y, z | 0.1235 |',
      '| none here | – |',
    ].join('\n'),
  );
});

test('toLatex writes booktabs rules and escapes commands', () => {
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
