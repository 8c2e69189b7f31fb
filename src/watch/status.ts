import { formatCount, formatNumber, formatSeconds } from '../report/format';
import { renderFacts } from '../report/html/facts';
import { emptyHtml, html, type Html } from '../report/html/html';
import type { RunProgress } from '../run/progress-files';
import type { RunState } from '../run/run-state';

/** What the first lines of a run's page show. */
export interface RunOverview {
  /** As the user names it. */
  readonly folder: string;
  readonly status: RunState['status'];
  readonly holder: string | undefined;
  readonly damage: string | undefined;
  readonly progress: RunProgress | undefined;
  /** Where the run is if it has no progress file: such as `round 2 of 3`. */
  readonly position: string;
  readonly best: RunState['best'];
  /** Milliseconds since 1970. */
  readonly changedAt: number | undefined;
}

/** Describes a run in a few words, which are read aloud when they change. */
export function describeStatus({ status, progress, position }: RunOverview): string {
  return status === 'running' || status === 'stopped' ? `${status}, ${progress?.phase ?? position}` : status;
}

/** Renders the state of a run: phase, step, speed and time left, best so far. */
export function renderStatus(overview: RunOverview): Html {
  const { status, holder, progress, position, best, changedAt } = overview;
  const isActive = status === 'running' || status === 'stopped';
  const facts: [string, Html][] = [
    [
      'State',
      html`<span class="state ${status}">${status}</span>${holder === undefined ? '' : `, ${holder}`}`,
    ],
    ...(isActive ? renderPosition(progress, position) : []),
    ...(status === 'running' ? renderSpeed(progress) : []),
    [status === 'finished' ? 'Best' : 'Best so far', best === undefined ? html`none yet` : renderScore(best)],
    ...(changedAt === undefined ? [] : [['Last change', renderTime(changedAt)] satisfies [string, Html]]),
  ];
  return html`<section aria-label="state of the run">
    ${renderFacts(facts)} ${renderAdvice(overview)}
  </section>`;
}

function renderPosition(progress: RunProgress | undefined, position: string): [string, Html][] {
  if (progress === undefined) return [['Position', html`${position}`]];
  const { phase, done, total, note } = progress;
  const step = `${formatCount(done)} of ${formatCount(total)}`;
  return [
    ['Phase', html`${phase}`],
    [
      'Step',
      html`${step}${note === undefined ? '' : `, ${note}`}
        <progress value="${done}" max="${Math.max(1, total)}" aria-label="steps of the phase">
          ${step}
        </progress>`,
    ],
  ];
}

function renderSpeed(progress: RunProgress | undefined): [string, Html][] {
  if (progress === undefined) return [];
  const { speed, secondsLeft, secondsLeftInRun } = progress;
  const facts: [string, Html][] = [];
  if (speed !== undefined) facts.push(['Speed', html`${formatNumber(speed.perSecond)} ${speed.items}/s`]);
  if (secondsLeft !== undefined) facts.push(['Left in this phase', html`${formatSeconds(secondsLeft)}`]);
  if (secondsLeftInRun !== undefined) {
    facts.push(['Left in the run, about', html`${formatSeconds(secondsLeftInRun)}`]);
  }
  return facts;
}

/** Renders a score with the name of its metric, which may wrap after an underscore. */
export function renderScore({ metric, value }: NonNullable<RunOverview['best']>): Html {
  const words = metric.split('_').map((word, i) => (i === 0 ? html`${word}` : html`_<wbr />${word}`));
  return html`${formatNumber(value)} ${words}`;
}

/** Renders a time, which the script of the page shows in the viewer's time zone. */
export function renderTime(milliseconds: number): Html {
  const time = new Date(milliseconds).toISOString();
  return html`<time datetime="${time}">${time}</time>`;
}

function renderAdvice({ status, damage, folder }: RunOverview): Html {
  if (status === 'damaged') return html`<p class="warning">${damage ?? 'The run is damaged'}.</p>`;
  if (status === 'stopped') return html`<p>Continue it with <code>nao resume ${folder}</code>.</p>`;
  return emptyHtml;
}
