import fs from 'node:fs';
import path from 'node:path';
import { SharedScoresLog } from '../../../src/evaluators/supernet/shared-scores-log';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();
const METRIC = 'shared_valid_accuracy';

function open(digest = 'aa', trainedSteps = 10): SharedScoresLog {
  return SharedScoresLog.open(file(), METRIC, { digest, trainedSteps });
}

function file(): string {
  return path.join(folder(), 'shared-scores.csv');
}

test('scores are found again, and each supernet has its own', () => {
  const first = open();
  expect(first.find('0 1')).toBeUndefined();
  first.add('0 1', { value: 0.5, loss: 1.25, itemsScored: 40 }, 2);
  first.add('0 2', { value: NaN, itemsScored: 40 }, 3);
  first.close();
  expect(fs.readFileSync(file(), 'utf8')).toBe(
    `supernet,trained_steps,architecture,${METRIC},loss,failure,seconds\n` +
      `aa,10,0 1,0.5,1.25,,2\naa,10,0 2,nan,,${METRIC} is NaN,3\n`,
  );

  const again = open();
  expect([again.find('0 1'), again.find('0 2'), again.outdated]).toEqual([0.5, NaN, 0]);
  again.close();
  const later = open('bb', 20);
  expect([later.find('0 1'), later.outdated]).toEqual([undefined, 2]);
  later.close();
});

test('a row that a crash has cut off is scored again', () => {
  const first = open();
  first.add('0 1', { value: 0.5, itemsScored: 40 }, 2);
  first.close();
  const whole = fs.readFileSync(file(), 'utf8');
  fs.appendFileSync(file(), 'aa,10,0 2,0.1');
  const again = open();
  expect([again.find('0 1'), again.find('0 2')]).toEqual([0.5, undefined]);
  again.close();
  expect(fs.readFileSync(file(), 'utf8')).toBe(whole);
});

test.each<[string, (text: Buffer) => void]>([
  ['zeros', (text) => void text.subarray(-12, -6).fill(0)],
  ['zeros over line ends', (text) => void text.subarray(-30, -6).fill(0)],
  ['an open quote', (text) => void text.write('"', text.length - 8)],
  ['a field that is missing', (text) => void text.write(' ', text.lastIndexOf(','))],
])('a file with %s is refused', (_, damage) => {
  const first = open();
  first.add('0 1', { value: 0.5, itemsScored: 40 }, 2);
  first.add('0 2', { value: 0.25, itemsScored: 40 }, 2);
  first.close();
  const text = fs.readFileSync(file());
  damage(text);
  fs.writeFileSync(file(), text);
  expect(() => open()).toThrow(
    `${file()} has damaged rows: restore it, or delete it, which computes its scores again`,
  );
  expect(fs.readFileSync(file())).toEqual(text);
});

test('a file with other columns is left alone', () => {
  fs.writeFileSync(file(), `${'x'.repeat(200)}\n`);
  expect(() => open()).toThrow('does not have the columns of this version of nao');
  expect(fs.readFileSync(file(), 'utf8')).toHaveLength(201);
});
