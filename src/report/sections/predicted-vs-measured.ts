import { createValueAxis } from '../charts/axes';
import { renderFigure } from '../charts/figure';
import { type Color, COLORS } from '../colors';
import { formatNumber } from '../format';
import { html, type Html, renderSection } from '../html/html';
import { renderTable } from '../html/table';
import { findMetricColumn, formatMetricTitle } from '../ranking';
import { type LogRow, readNumberCell } from '../read-csv';
import type { RunFiles } from '../run-files';

const TITLE = 'Predicted against measured';

/** Dots per round: beyond, they only cover each other and fill the page. */
const MAX_DOTS = 800;

/** Rounds in turn. */
const ROUND_COLORS: readonly Color[] = ['orange', 'blue', 'green', 'purple'];

/** The score that the predictor gave an architecture before it was measured, against the measured one. */
export function renderPredictedSection(run: RunFiles): Html {
  const metric = findMetricColumn(run);
  const pairs = metric === undefined ? [] : run.architectures.rows.flatMap((row) => toPairs(row, metric));
  if (metric === undefined || pairs.length === 0) {
    return renderSection(
      TITLE,
      html`<p class="absent">
        No architecture has both a predicted and a measured score yet: the first ones come with the second
        round.
      </p>`,
    );
  }
  const allRounds = [...new Set(pairs.map(({ round }) => round))];
  const rounds = allRounds.slice(-ROUND_COLORS.length);
  const drawn = rounds.map((round, i) => {
    const roundPairs = pairs.filter((pair) => pair.round === round);
    const every = Math.ceil(roundPairs.length / MAX_DOTS);
    return {
      round,
      color: ROUND_COLORS[i],
      every,
      dots: roundPairs.filter((_, index) => index % every === 0),
    };
  });
  const omitted = describeOmitted(
    rounds.length < allRounds.length,
    drawn.some(({ every }) => every > 1),
  );
  const scatter = renderFigure({
    title: `${formatMetricTitle(run, metric)}: predicted across, measured up`,
    legend: drawn.map(({ round, color }) => ({ name: `round ${round}`, color, mark: 'dot' as const })),
    option: {
      xAxis: createValueAxis('predicted'),
      yAxis: createValueAxis(),
      series: drawn.map(({ color, dots }) => ({
        type: 'scatter' as const,
        symbol: 'circle',
        symbolSize: 6,
        itemStyle: { color: COLORS[color].light, opacity: 0.65 },
        data: dots.map(({ predicted, measured }) => [predicted, measured]),
      })),
    },
    tooltips: drawn.flatMap(({ round, dots }, series) =>
      dots.map(({ id, predicted, measured }) => ({
        series,
        at: [predicted, measured] as const,
        label: `architecture ${id}, round ${round}: predicted ${formatNumber(predicted)}, measured ${formatNumber(measured)}`,
      })),
    ),
    ...(omitted === '' ? {} : { caption: omitted }),
  });
  return renderSection(
    TITLE,
    html`<p>
        Architectures whose score the predictor had guessed before they were scored. Kendall tau is 1 where
        both orders agree, 0 where they have nothing in common; below about 30 architectures it says little.
      </p>
      <div class="figures">${scatter}${renderTauTable(run.rounds.rows)}</div>`,
  );
}

function describeOmitted(rounds: boolean, dots: boolean): string {
  const sentences = [
    ...(rounds ? [`The last ${ROUND_COLORS.length} rounds are drawn.`] : []),
    ...(dots ? [`At most about ${MAX_DOTS} architectures of a round are drawn.`] : []),
  ];
  return sentences.join(' ');
}

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
      No finished round has predicted scores yet, so there is no Kendall tau.
    </p>`;
  }
  return renderTable({
    name: 'correlations of predicted and measured scores',
    columns: [{ head: 'round' }, { head: 'Kendall tau' }, { head: 'Spearman rho' }, { head: 'n' }],
    rows: measured.map((row) => [
      row.round,
      formatCorrelation(row, 'kendall_tau_predicted_measured'),
      formatCorrelation(row, 'spearman_predicted_measured'),
      row.n_predicted,
    ]),
  });
}

/** Left empty by the search where it is undefined: with all scores equal. */
function formatCorrelation(row: LogRow, column: string): number | string {
  return readNumberCell(row, column) ?? 'undefined';
}
