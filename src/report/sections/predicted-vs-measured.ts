import { createValueAxis, createVerticalAxis, getMetricBounds } from '../charts/axes';
import { createDiagonal } from '../charts/diagonal';
import { type Figure, renderFigures } from '../charts/figure';
import { type Color, COLORS } from '../colors';
import { formatNumber } from '../format';
import { html, type Html, renderSection } from '../html/html';
import { renderTable } from '../html/table';
import { findMetricColumn, formatMetricTitle } from '../ranking';
import { type LogRow, readNumberCell } from '../read-csv';
import type { RunFiles } from '../run-files';

const TITLE = 'Predicted against measured';

/** Maximum number of dots per round. More would only cover each other and enlarge the page. */
const MAX_DOTS = 200;

/** Colors of the rounds drawn, oldest first. */
const ROUND_COLORS: readonly Color[] = ['orange', 'blue', 'green', 'purple'];

/** Renders the scores that the predictor gave before scoring against the measured scores. */
export function renderPredictedSection(run: RunFiles): Html {
  const metric = findMetricColumn(run);
  const pairs = metric === undefined ? [] : run.architectures.rows.flatMap((row) => toPairs(row, metric));
  if (metric === undefined || pairs.length === 0) {
    return renderSection(
      TITLE,
      html`<p class="absent">
        No architecture has both a predicted and a measured
        score${isSecondRoundAhead(run) ? ' yet. The first ones follow in round 2' : ''}.
      </p>`,
    );
  }
  const scatter = renderFigures([createScatterFigure(run, metric, pairs)]);
  return renderSection(
    TITLE,
    html`<p>
        Architectures whose score was predicted before it was measured. Kendall's tau is 1 if both orders
        agree and 0 if they are unrelated; below about 30 architectures it is unreliable.
      </p>
      ${scatter} ${renderTauTable(run.rounds.rows)}`,
  );
}

/** Returns true if round 2, the first one with predictions, is planned and not finished. */
function isSecondRoundAhead({ rounds, settings }: RunFiles): boolean {
  return rounds.rows.length < 2 && (settings.search.rounds ?? 2) >= 2;
}

/** Creates the scatter plot of predicted and measured scores of the last rounds. */
function createScatterFigure(run: RunFiles, metric: string, pairs: readonly Pair[]): Figure {
  const { rounds, omitted } = selectDots(pairs);
  const values = rounds.flatMap(({ dots }) =>
    dots.flatMap(({ predicted, measured }) => [predicted, measured]),
  );
  const bounds = getMetricBounds(metric, values);
  return {
    title: `${formatMetricTitle(run, metric)}: measured against predicted`,
    legend: rounds.map(({ round, color }) => ({ name: `round ${round}`, color, mark: 'dot' as const })),
    option: {
      xAxis: createValueAxis(`predicted ${metric}`, bounds),
      yAxis: createVerticalAxis(`measured ${metric}`, bounds),
      series: [
        ...rounds.map(({ color, dots }) => ({
          type: 'scatter' as const,
          symbol: 'circle',
          symbolSize: 6,
          itemStyle: { color: COLORS[color].light, opacity: 0.65 },
          data: dots.map(({ predicted, measured }) => [predicted, measured]),
        })),
        createDiagonal(values),
      ],
    },
    tooltips: rounds.flatMap(({ round, dots }, series) =>
      dots.map(({ id, predicted, measured }) => ({
        series,
        at: [predicted, measured] as const,
        label: `architecture ${id}, round ${round}: predicted ${formatNumber(predicted)}, measured ${formatNumber(measured)}`,
      })),
    ),
    summary: describeLastRound(pairs),
    caption: `On the gray line both are equal. ${omitted}`.trim(),
  };
}

/** Describes how often the last round's scores were higher than predicted. */
function describeLastRound(pairs: readonly Pair[]): string {
  const { round } = pairs[pairs.length - 1];
  const last = pairs.filter((pair) => pair.round === round);
  const higher = last.filter(({ predicted, measured }) => measured > predicted).length;
  return `In round ${round}, ${higher} of ${last.length} measured scores are higher than predicted.`;
}

interface RoundDots {
  readonly round: number;
  readonly color: Color;
  readonly dots: readonly Pair[];
}

/** Selects the last rounds and at most `MAX_DOTS` pairs of each; `omitted` describes what is left out. */
function selectDots(pairs: readonly Pair[]): { rounds: RoundDots[]; omitted: string } {
  const allRounds = [...new Set(pairs.map(({ round }) => round))];
  const drawnRounds = allRounds.slice(-ROUND_COLORS.length);
  let isThinned = false;
  const rounds = drawnRounds.map((round, i): RoundDots => {
    const roundPairs = pairs.filter((pair) => pair.round === round);
    const every = Math.ceil(roundPairs.length / MAX_DOTS);
    isThinned ||= every > 1;
    return { round, color: ROUND_COLORS[i], dots: roundPairs.filter((_, index) => index % every === 0) };
  });
  const sentences = [
    ...(drawnRounds.length < allRounds.length
      ? [`Only the last ${ROUND_COLORS.length} rounds are drawn.`]
      : []),
    ...(isThinned ? [`At most ${MAX_DOTS} architectures of each round are drawn.`] : []),
  ];
  return { rounds, omitted: sentences.join(' ') };
}

/** Predicted and measured score of an architecture in one round. */
interface Pair {
  readonly id: string;
  readonly round: number;
  readonly predicted: number;
  readonly measured: number;
}

function toPairs(row: LogRow, metric: string): Pair[] {
  const predicted = readNumberCell(row, 'predicted');
  const measured = readNumberCell(row, metric);
  if (predicted === undefined || measured === undefined) return [];
  return [{ id: row.id, round: readNumberCell(row, 'round') ?? 0, predicted, measured }];
}

function renderTauTable(rounds: readonly LogRow[]): Html {
  const measured = rounds.filter((row) => (readNumberCell(row, 'n_predicted') ?? 0) > 0);
  if (measured.length === 0) {
    return html`<p class="absent">
      No finished round has predicted scores yet, so Kendall's tau is not available.
    </p>`;
  }
  return renderTable({
    name: 'correlations of predicted and measured scores',
    columns: [{ head: 'round' }, { head: "Kendall's tau" }, { head: "Spearman's rho" }, { head: 'n' }],
    rows: measured.map((row) => [
      row.round,
      formatCorrelation(row, 'kendall_tau_predicted_measured'),
      formatCorrelation(row, 'spearman_predicted_measured'),
      row.n_predicted,
    ]),
  });
}

/** Formats a correlation. The search leaves it empty if it is undefined, because all scores are equal. */
function formatCorrelation(row: LogRow, column: string): number | string {
  return readNumberCell(row, column) ?? 'undefined';
}
