import { valueAxis } from '../charts/axes';
import { COLOURS, type Colour } from '../colors';
import { figure } from '../charts/figure';
import { formatNumber } from '../format';
import { html, type Html, section } from '../html/html';
import { metricColumn, metricTitle } from '../ranking';
import { numberIn, type Row } from '../read-csv';
import type { RunFiles } from '../run-files';
import { dataTable } from '../html/table';

const TITLE = 'Predicted against measured';

/** Dots per round: beyond, they only cover each other and fill the page. */
const MOST_DOTS = 800;

/** Rounds in turn. */
const ROUND_COLOURS: readonly Colour[] = ['orange', 'blue', 'green', 'purple'];

/** The score that the predictor gave an architecture before it was measured, against the measured one. */
export function predictedSection(run: RunFiles): Html {
  const metric = metricColumn(run);
  const pairs = metric === undefined ? [] : run.architectures.rows.flatMap((row) => pairOf(row, metric));
  if (metric === undefined || pairs.length === 0) {
    return section(
      TITLE,
      html`<p class="absent">
        No architecture has both a predicted and a measured score yet: the first ones come with the second
        round.
      </p>`,
    );
  }
  const allRounds = [...new Set(pairs.map(({ round }) => round))];
  const rounds = allRounds.slice(-ROUND_COLOURS.length);
  const drawn = rounds.map((round, i) => {
    const ofRound = pairs.filter((pair) => pair.round === round);
    const every = Math.ceil(ofRound.length / MOST_DOTS);
    return {
      round,
      colour: ROUND_COLOURS[i],
      every,
      dots: ofRound.filter((_, place) => place % every === 0),
    };
  });
  const omitted = omittedSentence(
    rounds.length < allRounds.length,
    drawn.some(({ every }) => every > 1),
  );
  const scatter = figure({
    title: `${metricTitle(run, metric)}: predicted across, measured up`,
    legend: drawn.map(({ round, colour }) => ({ name: `round ${round}`, colour, mark: 'dot' as const })),
    option: {
      xAxis: valueAxis('predicted'),
      yAxis: valueAxis(),
      series: drawn.map(({ colour, dots }) => ({
        type: 'scatter' as const,
        symbol: 'circle',
        symbolSize: 6,
        itemStyle: { color: COLOURS[colour].light, opacity: 0.65 },
        data: dots.map(({ predicted, measured }) => [predicted, measured]),
      })),
    },
    marks: drawn.flatMap(({ round, dots }, series) =>
      dots.map(({ id, predicted, measured }) => ({
        series,
        at: [predicted, measured] as const,
        label: `architecture ${id}, round ${round}: predicted ${formatNumber(predicted)}, measured ${formatNumber(measured)}`,
      })),
    ),
    ...(omitted === '' ? {} : { caption: omitted }),
  });
  return section(
    TITLE,
    html`<p>
        Architectures whose score the predictor had guessed before they were scored. Kendall tau is 1 where
        both orders agree, 0 where they have nothing in common; below about 30 architectures it says little.
      </p>
      <div class="figures">${scatter}${tauTable(run.rounds.rows)}</div>`,
  );
}

function omittedSentence(rounds: boolean, dots: boolean): string {
  const sentences = [
    ...(rounds ? [`The last ${ROUND_COLOURS.length} rounds are drawn.`] : []),
    ...(dots ? [`At most about ${MOST_DOTS} architectures of a round are drawn.`] : []),
  ];
  return sentences.join(' ');
}

interface Pair {
  readonly id: string;
  readonly round: number;
  readonly predicted: number;
  readonly measured: number;
}

function pairOf(row: Row, metric: string): Pair[] {
  const predicted = numberIn(row, 'predicted');
  const measured = numberIn(row, metric);
  if (predicted === undefined || measured === undefined) return [];
  return [{ id: row.id, round: numberIn(row, 'round') ?? 0, predicted, measured }];
}

function tauTable(rounds: readonly Row[]): Html {
  const measured = rounds.filter((row) => (numberIn(row, 'n_predicted') ?? 0) > 0);
  if (measured.length === 0) {
    return html`<p class="absent">
      No finished round has predicted scores yet, so there is no Kendall tau.
    </p>`;
  }
  return dataTable({
    name: 'correlations of predicted and measured scores',
    columns: [{ head: 'round' }, { head: 'Kendall tau' }, { head: 'Spearman rho' }, { head: 'n' }],
    rows: measured.map((row) => [
      row.round,
      correlation(row, 'kendall_tau_predicted_measured'),
      correlation(row, 'spearman_predicted_measured'),
      row.n_predicted,
    ]),
  });
}

/** Left empty by the search where it is undefined: with all scores equal. */
function correlation(row: Row, column: string): number | string {
  return numberIn(row, column) ?? 'undefined';
}
