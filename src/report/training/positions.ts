import { createCategoryAxis, createVerticalAxis } from '../charts/axes';
import { type Figure, renderFigures } from '../charts/figure';
import { COLORS } from '../colors';
import { formatCount, formatNumber } from '../format';
import { emptyHtml, html, type Html, renderSection } from '../html/html';
import { renderTable } from '../html/table';
import { type LogRow, readNumberCell } from '../read-csv';
import type { TrainingFiles } from './files';

/** Renders where a language model's predictions of the test text are bad; nothing for images. */
export function renderPositionsSection({ positions, words }: TrainingFiles): Html {
  if (positions.rows.length === 0) return emptyHtml;
  return renderSection(
    'Perplexity of the test text',
    html`${renderPositions(positions.rows)}
    ${renderTable({
      name: 'words that cost the most loss',
      columns: ['word', 'occurrences', 'mean loss', 'share of all loss'].map((head) => ({ head })),
      rows: words.rows.map((row) => [
        row.word,
        readNumberCell(row, 'occurrences'),
        readNumberCell(row, 'loss'),
        readNumberCell(row, 'share'),
      ]),
    })}`,
  );
}

/** Positions with their perplexity. */
interface PositionGroup {
  readonly name: string;
  readonly perplexity: number;
  readonly tokens: number;
}

function renderPositions(rows: readonly LogRow[]): Html {
  const groups = rows.flatMap((row): PositionGroup[] => {
    const perplexity = readNumberCell(row, 'perplexity');
    const name = row.from === row.to ? row.from : `${row.from} to ${row.to}`;
    return perplexity === undefined ? [] : [{ name, perplexity, tokens: readNumberCell(row, 'tokens') ?? 0 }];
  });
  if (groups.length > 0) return renderFigures([createPositionsFigure(groups)]);
  return html`<p class="absent">No position has a finite perplexity.</p>`;
}

function createPositionsFigure(groups: readonly PositionGroup[]): Figure {
  const [first, last] = [groups[0], groups[groups.length - 1]];
  return {
    title: 'Perplexity by position',
    legend: [],
    option: {
      xAxis: createCategoryAxis(
        groups.map(({ name }) => name),
        'tokens since the beginning of a sequence',
      ),
      yAxis: createVerticalAxis('perplexity', { min: 0 }),
      series: [
        {
          type: 'line' as const,
          data: groups.map(({ perplexity }) => perplexity),
          symbol: 'circle',
          symbolSize: 5,
          lineStyle: { width: 1.8, color: COLORS.blue.light },
          itemStyle: { color: COLORS.blue.light },
        },
      ],
    },
    tooltips: groups.map(({ name, perplexity, tokens }) => ({
      series: 0,
      at: [name, perplexity] as const,
      label: `position ${name}: perplexity ${formatNumber(perplexity)} over ${formatCount(tokens)} tokens`,
    })),
    summary: `From ${formatNumber(first.perplexity)} at position ${first.name} to ${formatNumber(last.perplexity)} at ${last.name}.`,
    caption:
      'The text is cut into sequences that begin without context, so the first words are harder to predict.',
  };
}
