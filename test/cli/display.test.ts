import { PassThrough } from 'node:stream';
import { createDisplay } from '../../src/cli/display';
import { formatBytes, formatDuration, formatThreeDigits } from '../../src/cli/format';

test('away from a terminal a line is written where a phase begins and where it ends', () => {
  const stream = new PassThrough();
  const shown = createDisplay(stream as unknown as NodeJS.WriteStream);
  shown.show({ kind: 'plan', lines: ['two rounds'] });
  shown.show({ kind: 'phase', name: 'score', total: 3 });
  for (const done of [1, 2, 3]) {
    shown.show({
      kind: 'step',
      phase: 'score',
      done,
      total: 3,
      speed: { perSecond: 123.4, items: 'images' },
      secondsLeft: 9,
      note: 'loss 1',
    });
  }
  shown.show({ kind: 'phase', name: 'loading' });
  shown.log('a notice');
  shown.show({ kind: 'done', lines: ['best: 0 1'] });
  shown.close();
  expect(String(stream.read())).toBe(
    'two rounds\nscore, 3 steps\nscore: 3/3 123 images/s, loss 1\nloading\na notice\nbest: 0 1\n',
  );
});

test('a phase of one step is not said to have many', () => {
  const stream = new PassThrough();
  const shown = createDisplay(stream as unknown as NodeJS.WriteStream);
  shown.show({ kind: 'phase', name: 'propose', total: 1 });
  shown.close();
  expect(String(stream.read())).toBe('propose, 1 step\n');
});

test.each([
  [0.4, '0 s'],
  [59.6, '1 min 0 s'],
  [200, '3 min 20 s'],
  [7500, '2 h 5 min'],
])('%d seconds are %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

test.each([
  [0.123456, '0.123'],
  [99.96, '100'],
  [1234.5, '1235'],
])('%d is written %s', (value, text) => expect(formatThreeDigits(value)).toBe(text));

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [3.21e9, '3.21 GB'],
])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
