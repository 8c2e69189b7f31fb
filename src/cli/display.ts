import { SingleBar } from 'cli-progress';
import type { ProgressEvent } from '../run/hooks';
import { duration, number } from './format';

/** Shows a program's progress. */
export interface Display {
  show(event: ProgressEvent): void;
  say(text: string): void;
  /** Takes a bar away; nothing is shown afterwards. */
  close(): void;
}

/** Bars on a terminal, plain lines elsewhere. */
export function display(stream: NodeJS.WriteStream): Display {
  return stream.isTTY ? bars(stream) : lines(stream);
}

type Step = Extract<ProgressEvent, { kind: 'step' }>;

function bars(stream: NodeJS.WriteStream): Display {
  let bar: SingleBar | undefined;
  let current = '';

  function start(name: string, total: number): void {
    finish();
    current = name;
    bar = new SingleBar({
      stream,
      format: '{name} [{bar}] {value}/{total} {facts}',
      barsize: 24,
      hideCursor: true,
      // Other lines are written between; a bar at its end stays to be read.
      gracefulExit: false,
    });
    bar.start(total, 0, { name, facts: '' });
  }

  function finish(): void {
    bar?.stop();
    bar = undefined;
    current = '';
  }

  function write(text: readonly string[]): void {
    finish();
    for (const line of text) stream.write(`${line}\n`);
  }

  return {
    show(event) {
      switch (event.kind) {
        case 'plan':
        case 'done':
          return write(event.lines);
        case 'say':
          return write([event.text]);
        case 'phase':
          if (event.total === undefined) return write([event.name]);
          return start(event.name, event.total);
        case 'step':
          if (current !== event.phase) start(event.phase, event.total);
          bar?.update(event.done, { facts: facts(event) });
          if (event.done >= event.total) finish();
      }
    },
    say: (text) => write([text]),
    close: finish,
  };
}

/** Between two lines of one phase, where nothing else is to be told. */
const SECONDS_BETWEEN_LINES = 15;

function lines(stream: NodeJS.WriteStream): Display {
  let last = 0;
  const write = (text: string): void => {
    stream.write(`${text}\n`);
  };
  return {
    show(event) {
      switch (event.kind) {
        case 'plan':
        case 'done':
          return event.lines.forEach(write);
        case 'say':
          return write(event.text);
        case 'phase':
          last = performance.now();
          return write(
            event.total === undefined
              ? event.name
              : `${event.name}, ${event.total} ${event.total === 1 ? 'step' : 'steps'}`,
          );
        case 'step': {
          const now = performance.now();
          if (now - last < SECONDS_BETWEEN_LINES * 1000 && event.done < event.total) return;
          last = now;
          write(`${event.phase}: ${event.done}/${event.total} ${facts(event)}`.trimEnd());
        }
      }
    },
    say: write,
    close: () => undefined,
  };
}

function facts({ speed, secondsLeft, done, total, note }: Step): string {
  return [
    speed === undefined ? '' : `${number(speed.perSecond)} ${speed.items}/s`,
    secondsLeft === undefined || done >= total ? '' : `${duration(secondsLeft)} left`,
    note ?? '',
  ]
    .filter((fact) => fact !== '')
    .join(', ');
}
