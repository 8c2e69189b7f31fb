import { escapeLines, formatMessage } from '../../../src/cli/output/message';

test('formatMessage escapes what changes a terminal, in one line', () => {
  const message = 'there is no a\x1b[31m\x07\r\nb\tc\x9b2J \u202egpj.exe\u2028 ñ 漢 👍: x';
  expect(formatMessage(message)).toBe(
    'there is no a\\x1b[31m\\x07\\r\\nb\\tc\\x9b2J \\u202egpj.exe\\u2028 ñ 漢 👍: x',
  );
});

test('formatMessage leaves out the middle of a long message', () => {
  const long = formatMessage(`unknown preset '${'x'.repeat(5000)}': did you mean 'quick'?`);
  expect(long.length).toBeLessThan(650);
  expect(long).toMatch(/^unknown preset 'x+ \[4440 characters left out\] x+': did you mean 'quick'\?$/);
  const short = 'x'.repeat(600);
  expect(formatMessage(short)).toBe(short);
});

test('escapeLines keeps line ends', () => {
  expect(escapeLines('a\x1b\nb\0')).toBe('a\\x1b\nb\\x00');
});
