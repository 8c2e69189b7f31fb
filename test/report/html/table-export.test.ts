import { parse } from 'csv-parse/sync';
import { renderTable } from '../../../src/report/html/table';
import { toCsv, toLatex, toMarkdown } from '../../../src/report/html/table-export';

const TABLE = {
  name: 'odd',
  columns: [{ head: 'name' }, { head: 'a_score' }],
  rows: [
    ['50 % of | "x" & \\y, z', 0.123456789],
    ['none\nhere', undefined],
  ],
};

const DURATIONS = {
  name: 'searches',
  columns: [
    { head: 'search' },
    { head: 'seed' },
    { head: 'origin' },
    { head: 'time', isDuration: true as const },
  ],
  rows: [
    ['a', '7', undefined, 17.25],
    ['b', '12', 'controller', 7500],
  ],
};

test('columns with text are left-aligned, also if they are partly empty; numbers as text are not', () => {
  expect(toLatex(DURATIONS)).toContain('\\begin{tabular}{lrlr}');
  expect(toMarkdown(DURATIONS)).toContain('| --- | ---: | --- | ---: |');
  const { text } = renderTable(DURATIONS);
  expect(text).toContain('<th scope="col" class="text">origin</th>');
  expect(text).toContain('<td class="text">controller</td>');
  expect(text).toContain('<td class="number">12</td>');
});

test('durations are readable on the page, and numbers of seconds in exports', () => {
  const { text } = renderTable(DURATIONS);
  expect(text).toContain('<td class="number">17.3 s</td>');
  expect(text).toContain('<td class="number">2 h 05 min</td>');
  expect(parse(toCsv(DURATIONS))[0]).toEqual(['search', 'seed', 'origin', 'time (s)']);
  expect(parse(toCsv(DURATIONS))[1][3]).toBe('17.25');
});

test('a table has a caption, and heads with a scope', () => {
  const { text } = renderTable(DURATIONS);
  expect(text).toMatch(/<caption>\s*searches\s*<\/caption>/);
  expect(text.match(/<th scope="col"/g)).toHaveLength(4);
  expect(text).toContain('<th scope="row" class="text">a</th>');
});

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
