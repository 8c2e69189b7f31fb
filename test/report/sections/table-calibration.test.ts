import { readFileSync } from 'node:fs';
import { writeReport } from '../../../src/report/report';
import { tableCalibratedRun, temporaryRun, wholeRun } from '../../support/report/synthetic-run';

const TITLE = '<h2>Shared scores against a table</h2>';

test('the report has a row for each order and for chance, and a scatter plot for each order', async () => {
  const page = readFileSync(await writeReport(temporaryRun(tableCalibratedRun())), 'utf8');
  expect(page).toContain(TITLE);
  const [, csv] =
    /aria-label="selection by shared scores and by parameters as CSV">\n(.*?)</s.exec(page) ?? [];
  expect(csv.trim().replaceAll('&#39;', "'").split('\n')).toEqual([
    "true value,ranked by,cells,Kendall's tau,Spearman's rho,pairs right,first cell,better than,mean of first 10,best of first 10",
    'test,shared_valid_accuracy,1000,1,1,1,99.9,1,99.45,99.9',
    'test,parameters,1000,,0.25,0.5,49,0.5,49,90',
    'test,chance,1000,0,0,0.5,49.95,0.5,49.95,90.9',
  ]);
  expect(page).toContain('aria-label="test against shared_valid_accuracy"');
  expect(page).toContain('aria-label="test against parameters"');
  // The ten highest scores are always drawn; of the others every second.
  expect(page).toContain('One of 2 others is drawn.');
  expect(page).toContain('990 0: shared_valid_accuracy 0.9900, test 99');
});

test('a run that was not compared with a table has no such section', async () => {
  expect(readFileSync(await writeReport(temporaryRun(wholeRun())), 'utf8')).not.toContain(TITLE);
});
