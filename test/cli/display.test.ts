import { PassThrough } from 'node:stream';
import { createDisplay } from '../../src/cli/display';
import { formatBytes, formatDuration, formatThreeDigits } from '../../src/cli/format';

test('createDisplay writes a line at the start and end of a phase if the output is not a terminal', () => {
  const stream = new PassThrough();
  const display = createDisplay(stream as unknown as NodeJS.WriteStream);
  display.show({ kind: 'plan', lines: ['two rounds'] });
  display.show({ kind: 'phase', name: 'score', total: 3 });
  for (const done of [1, 2, 3]) {
    display.show({
      kind: 'step',
      phase: 'score',
      done,
      total: 3,
      speed: { perSecond: 123.4, items: 'images' },
      secondsLeft: 9,
      note: 'loss 1',
    });
  }
  display.show({ kind: 'phase', name: 'loading' });
  display.log('a notice');
  display.show({ kind: 'done', lines: ['best: 0 1'] });
  display.close();
  expect(String(stream.read())).toBe(
    'two rounds\nscore, 3 steps\nscore: 3/3 123 images/s, loss 1\nloading\na notice\nbest: 0 1\n',
  );
});

test('createDisplay uses the singular for a phase of one step', () => {
  const stream = new PassThrough();
  const display = createDisplay(stream as unknown as NodeJS.WriteStream);
  display.show({ kind: 'phase', name: 'propose', total: 1 });
  display.close();
  expect(String(stream.read())).toBe('propose, 1 step\n');
});

test.each([
  [0.4, '0 s'],
  [59.6, '1 min 0 s'],
  [200, '3 min 20 s'],
  [7500, '2 h 5 min'],
])('formatDuration formats %d seconds as %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

test.each([
  [0.123456, '0.123'],
  [99.96, '100'],
  [1234.5, '1235'],
])('formatThreeDigits formats %d as %s', (value, text) => expect(formatThreeDigits(value)).toBe(text));

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [3.21e9, '3.21 GB'],
])('formatBytes formats %d bytes as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
