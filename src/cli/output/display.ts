import { SingleBar } from 'cli-progress';
import { formatDuration, formatThreeDigits } from '../../format';
import { pluralize } from '../../plural';
import type { ProgressEvent } from '../../run/hooks';
import { escapeLines } from './message';
import type { Output } from './output';

/** Display of a program's progress. */
export interface Display {
  show(event: ProgressEvent): void;
  log(text: string): void;
  /** Removes a progress bar. No event is shown afterwards. */
  close(): void;
}

/**
 * Creates a display of progress on standard error: bars on a terminal, plain lines elsewhere, and with --quiet warnings alone. Results and
 * hints go to `output`.
 */
export function createDisplay(output: Output, stream: NodeJS.WriteStream = process.stderr): Display {
  const hasBars = stream.isTTY && process.env.TERM !== 'dumb';
  const view = hasBars ? createBarView(stream) : createLineView(stream);
  const isQuiet = output.verbosity === 'quiet';
  const reportPhase = output.verbosity === 'verbose' ? createPhaseClock(view.log) : () => undefined;
  return {
    show(event) {
      switch (event.kind) {
        case 'done':
          reportPhase(undefined);
          return output.result(event.lines, event.facts);
        case 'hint':
          return output.hint(event.text);
        case 'log':
          return isQuiet && event.isProgress ? undefined : view.log(event.text);
        case 'detail':
          if (output.verbosity === 'verbose') view.log(event.text);
          return;
        case 'plan':
          return isQuiet ? undefined : event.lines.forEach(view.log);
        case 'phase':
          reportPhase(event.name);
          return isQuiet ? undefined : view.startPhase(event);
        case 'step':
          reportPhase(event.phase);
          return isQuiet ? undefined : view.showStep(event);
      }
    },
    log: view.log,
    close() {
      view.close();
      reportPhase(undefined);
    },
  };
}

/** Creates a function that is called with the current phase, and reports how long a phase took when another begins. */
function createPhaseClock(report: (text: string) => void): (phase: string | undefined) => void {
  let [current, start]: [string | undefined, number] = [undefined, 0];
  return (phase) => {
    if (phase === current) return;
    if (current !== undefined) {
      report(`${current} took ${formatThreeDigits((performance.now() - start) / 1000)} s`);
    }
    [current, start] = [phase, performance.now()];
  };
}

type PhaseEvent = Extract<ProgressEvent, { kind: 'phase' }>;
type StepEvent = Extract<ProgressEvent, { kind: 'step' }>;

/** How progress looks. */
interface ProgressView {
  startPhase(event: PhaseEvent): void;
  showStep(event: StepEvent): void;
  log(text: string): void;
  close(): void;
}

function createBarView(stream: NodeJS.WriteStream): ProgressView {
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

  function write(text: string): void {
    finishBar();
    stream.write(`${escapeLines(text)}\n`);
  }

  return {
    startPhase: ({ name, total }) => (total === undefined ? write(name) : startBar(name, total)),
    showStep(event) {
      if (current !== event.phase) startBar(event.phase, event.total);
      bar?.update(event.done, { facts: formatFacts(event) });
      if (event.done >= event.total) finishBar();
    },
    log: write,
    close: finishBar,
  };
}

/** Interval between the progress lines of a phase. */
const SECONDS_BETWEEN_LINES = 15;

function createLineView(stream: NodeJS.WriteStream): ProgressView {
  let last = 0;
  const write = (text: string): void => {
    stream.write(`${escapeLines(text)}\n`);
  };
  return {
    startPhase({ name, total }) {
      last = performance.now();
      write(total === undefined ? name : `${name}, ${pluralize(total, 'step')}`);
    },
    showStep(event) {
      const now = performance.now();
      if (now - last < SECONDS_BETWEEN_LINES * 1000 && event.done < event.total) return;
      last = now;
      write(`${event.phase}: ${event.done}/${event.total} ${formatFacts(event)}`.trimEnd());
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
