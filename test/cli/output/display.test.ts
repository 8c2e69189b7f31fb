import { PassThrough } from 'node:stream';
import { createDisplay } from '../../../src/cli/output/display';
import type { Verbosity } from '../../../src/cli/output/output';
import { formatBytes, formatCommand, formatDuration, formatThreeDigits } from '../../../src/format';
import type { ProgressEvent } from '../../../src/run/hooks';

/** Shows events with a verbosity. @returns what is written to the stream, and what is passed to the output */
function show(
  verbosity: Verbosity,
  ...events: ProgressEvent[]
): { shown: string[]; result: string[]; hints: string[] } {
  const stream = new PassThrough();
  const [result, hints]: string[][] = [[], []];
  const display = createDisplay(
    {
      verbosity,
      result: (lines) => void result.push(...lines),
      hint: (text) => void hints.push(text),
      progress: () => undefined,
      notice: () => undefined,
      detail: () => undefined,
    },
    stream as unknown as NodeJS.WriteStream,
  );
  events.forEach(display.show);
  display.close();
  return {
    shown: String(stream.read() ?? '')
      .split('\n')
      .slice(0, -1),
    result,
    hints,
  };
}

const step = (done: number): ProgressEvent => ({
  kind: 'step',
  phase: 'score',
  done,
  total: 3,
  speed: { perSecond: 123.4, items: 'images' },
  secondsLeft: 9,
  note: 'loss 1',
});

const SEARCH: readonly ProgressEvent[] = [
  { kind: 'plan', lines: ['two rounds'] },
  { kind: 'detail', text: 'data: here' },
  { kind: 'phase', name: 'score', total: 3 },
  ...[1, 2, 3].map(step),
  { kind: 'phase', name: 'loading' },
  { kind: 'log', text: 'resuming', isProgress: true },
  { kind: 'log', text: 'a notice' },
  { kind: 'done', lines: ['best: 0 1'], facts: { best: [0, 1] } },
  { kind: 'hint', text: 'next: look' },
];

test('createDisplay writes a line at the start and end of a phase if the stream is not a terminal', () => {
  expect(show('normal', ...SEARCH)).toEqual({
    shown: [
      'two rounds',
      'score, 3 steps',
      'score: 3/3 123 images/s, loss 1',
      'loading',
      'resuming',
      'a notice',
    ],
    result: ['best: 0 1'],
    hints: ['next: look'],
  });
});

test('createDisplay shows warnings alone with --quiet', () => {
  expect(show('quiet', ...SEARCH)).toMatchObject({ shown: ['a notice'], result: ['best: 0 1'] });
});

test('createDisplay shows details and seconds of phases with --verbose', () => {
  expect(show('verbose', ...SEARCH).shown).toEqual([
    'two rounds',
    'data: here',
    'score, 3 steps',
    'score: 3/3 123 images/s, loss 1',
    expect.stringMatching(/^score took [\d.e-]+ s$/),
    'loading',
    'resuming',
    'a notice',
    expect.stringMatching(/^loading took [\d.e-]+ s$/),
  ]);
});

test('createDisplay uses the singular for a phase of one step', () => {
  expect(show('normal', { kind: 'phase', name: 'propose', total: 1 }).shown).toEqual(['propose, 1 step']);
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

test('formatCommand quotes words for a shell', () => {
  expect(formatCommand('nao', 'train', '--arch', "runs/Ann's 1")).toBe("nao train --arch 'runs/Ann'\\''s 1'");
  expect(formatCommand('nao', 'show', 'runs/quick-1')).toBe('nao show runs/quick-1');
});
