import { SingleBar } from 'cli-progress';
import { pluralize } from '../plural';
import type { ProgressEvent } from '../run/hooks';
import { formatDuration, formatThreeDigits } from './format';
import { escapeLines } from './message';

/** Display of a program's progress. */
export interface Display {
  show(event: ProgressEvent): void;
  log(text: string): void;
  /** Removes a progress bar. Nothing is shown afterwards. */
  close(): void;
}

/** Creates a display: progress bars on a terminal, plain lines elsewhere. */
export function createDisplay(stream: NodeJS.WriteStream): Display {
  return stream.isTTY ? createBarDisplay(stream) : createLineDisplay(stream);
}

type StepEvent = Extract<ProgressEvent, { kind: 'step' }>;

function createBarDisplay(stream: NodeJS.WriteStream): Display {
  let bar: SingleBar | undefined;
  let current = '';

  function startBar(name: string, total: number): void {
    finishBar();
    current = name;
    bar = new SingleBar({
      stream,
      format: '{name} [{bar}] {value}/{total} {facts}',
      barsize: 24,
      hideCursor: true,
      // finishBar stops the bar, because other lines are written between bars.
      gracefulExit: false,
    });
    bar.start(total, 0, { name: escapeLines(name), facts: '' });
  }

  function finishBar(): void {
    bar?.stop();
    bar = undefined;
    current = '';
  }

  function write(lines: readonly string[]): void {
    finishBar();
    for (const line of lines) stream.write(`${escapeLines(line)}\n`);
  }

  return {
    show(event) {
      switch (event.kind) {
        case 'plan':
        case 'done':
          return write(event.lines);
        case 'log':
          return write([event.text]);
        case 'phase':
          if (event.total === undefined) return write([event.name]);
          return startBar(event.name, event.total);
        case 'step':
          if (current !== event.phase) startBar(event.phase, event.total);
          bar?.update(event.done, { facts: formatFacts(event) });
          if (event.done >= event.total) finishBar();
      }
    },
    log: (text) => write([text]),
    close: finishBar,
  };
}

/** Interval between the progress lines of a phase. */
const SECONDS_BETWEEN_LINES = 15;

function createLineDisplay(stream: NodeJS.WriteStream): Display {
  let last = 0;
  const write = (text: string): void => {
    stream.write(`${escapeLines(text)}\n`);
  };
  return {
    show(event) {
      switch (event.kind) {
        case 'plan':
        case 'done':
          return event.lines.forEach(write);
        case 'log':
          return write(event.text);
        case 'phase':
          last = performance.now();
          return write(
            event.total === undefined ? event.name : `${event.name}, ${pluralize(event.total, 'step')}`,
          );
        case 'step': {
          const now = performance.now();
          if (now - last < SECONDS_BETWEEN_LINES * 1000 && event.done < event.total) return;
          last = now;
          write(`${event.phase}: ${event.done}/${event.total} ${formatFacts(event)}`.trimEnd());
        }
      }
    },
    log: write,
    close: () => undefined,
  };
}

function formatFacts({ speed, secondsLeft, done, total, note }: StepEvent): string {
  return [
    speed === undefined ? '' : `${formatThreeDigits(speed.perSecond)} ${speed.items}/s`,
    secondsLeft === undefined || done >= total ? '' : `${formatDuration(secondsLeft)} left`,
    note ?? '',
  ]
    .filter((fact) => fact !== '')
    .join(', ');
}
