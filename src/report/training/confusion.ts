import { formatCount } from '../format';
import type { DataCell } from '../html/data-table';
import { emptyHtml, html, type Html, renderSection } from '../html/html';
import { renderScrolling, renderTable } from '../html/table';
import type { LogRow } from '../read-csv';
import type { TrainingFiles } from './files';

/** Most classes of a matrix that fits a page. */
const MAX_CLASSES = 20;

/** Number of confused pairs listed. */
const PAIRS = 15;

/** Numbers of test images. What is zero is left out, since a data set may have thousands of classes. */
interface Confusion {
  /** Names of the classes. */
  readonly names: readonly string[];
  /** Images by label. */
  readonly images: ReadonlyMap<number, number>;
  /** Images by predicted class. */
  readonly predicted: ReadonlyMap<number, number>;
  /** Images by label and predicted class. */
  readonly pairs: ReadonlyMap<number, ReadonlyMap<number, number>>;
}

/** Renders how test images of each class were classified; nothing for texts. */
export function renderConfusionSection({ predictions, classNames }: TrainingFiles): Html {
  if (predictions.rows.length === 0) return emptyHtml;
  const confusion = countPredictions(predictions.rows, classNames);
  return renderSection(
    'Confusion of the test images',
    html`${confusion.names.length <= MAX_CLASSES ? renderMatrix(confusion) : emptyHtml}
    ${renderClasses(confusion)} ${renderPairs(confusion)}`,
  );
}

/** Counts images by label and prediction. @param rows of test-predictions.csv, not damaged */
function countPredictions(rows: readonly LogRow[], classNames: readonly string[]): Confusion {
  const images = new Map<number, number>();
  const predicted = new Map<number, number>();
  const pairs = new Map<number, Map<number, number>>();
  let classes = classNames.length;
  for (const row of rows) {
    const [label, guess] = [Number(row.label), Number(row.predicted)];
    const ofLabel = pairs.get(label) ?? new Map<number, number>();
    pairs.set(label, ofLabel);
    for (const [counts, key] of [
      [images, label],
      [predicted, guess],
      [ofLabel, guess],
    ] as const) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    classes = Math.max(classes, label + 1, guess + 1);
  }
  const names = Array.from({ length: classes }, (_, i) => classNames[i] ?? String(i));
  return { names, images, predicted, pairs };
}

function renderMatrix({ names, images, pairs }: Confusion): Html {
  const lines = names.map((name, label) => {
    const cells = names.map((_, predicted) => {
      const count = pairs.get(label)?.get(predicted) ?? 0;
      const shade = Math.round((60 * count) / (images.get(label) ?? 1));
      return html`<td style="--shade: ${shade}%">${formatCount(count)}</td>`;
    });
    return html`<tr>
      <th scope="row" class="text">${name}</th>
      ${cells}
    </tr>`;
  });
  const table = html`<table class="matrix">
    <caption>
      Images by class (rows) and predicted class (columns)
    </caption>
    <thead>
      <tr>
        <th scope="col" class="text">class</th>
        ${names.map((name) => html`<th scope="col">${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${lines}
    </tbody>
  </table>`;
  return renderScrolling('confusion matrix', table);
}

function renderClasses({ names, images, predicted, pairs }: Confusion): Html {
  const rows = names.map((name, label): DataCell[] => {
    const [ofLabel, ofGuess] = [images.get(label), predicted.get(label)];
    const correct = pairs.get(label)?.get(label) ?? 0;
    return [
      name,
      ofLabel ?? 0,
      ofLabel === undefined ? undefined : correct / ofLabel,
      ofGuess === undefined ? undefined : correct / ofGuess,
    ];
  });
  return html`<details>
    <summary>Recall and precision of each class</summary>
    ${renderTable({
      name: 'classes',
      columns: ['class', 'test images', 'recall', 'precision'].map((head) => ({ head })),
      rows,
    })}
  </details>`;
}

function renderPairs({ names, images, pairs }: Confusion): Html {
  const confused = [...pairs]
    .flatMap(([label, counts]) => [...counts].map(([predicted, count]) => ({ label, predicted, count })))
    .filter(({ label, predicted }) => label !== predicted)
    .sort((a, b) => b.count - a.count || a.label - b.label || a.predicted - b.predicted)
    .slice(0, PAIRS);
  if (confused.length === 0) return html`<p>All test images were classified correctly.</p>`;
  return renderTable({
    name: 'most frequent confusions',
    columns: ['class', 'predicted', 'images', 'share of the class'].map((head) => ({ head })),
    rows: confused.map(({ label, predicted, count }) => [
      names[label],
      names[predicted],
      count,
      count / (images.get(label) ?? count),
    ]),
  });
}
