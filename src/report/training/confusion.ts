import { formatCount } from '../format';
import type { DataCell } from '../html/data-table';
import { emptyHtml, html, type Html, renderSection } from '../html/html';
import { renderScrolling, renderTable } from '../html/table';
import { readNumberCell } from '../read-csv';
import type { TrainingFiles } from './files';

/** Most classes of a matrix that fits a page. */
const MAX_CLASSES = 20;

/** Number of confused pairs listed. */
const PAIRS = 15;

/** Renders how test images of each class were classified; nothing for texts. */
export function renderConfusionSection({ predictions, classNames }: TrainingFiles): Html {
  if (predictions.rows.length === 0) return emptyHtml;
  const matrix = countPredictions(
    predictions.rows.map((row) => [readNumberCell(row, 'label'), readNumberCell(row, 'predicted')]),
    classNames.length,
  );
  const names = matrix.map((_, i) => classNames[i] ?? String(i));
  return renderSection(
    'Confusion of the test images',
    html`${matrix.length <= MAX_CLASSES ? renderMatrix(matrix, names) : emptyHtml}
    ${renderClasses(matrix, names)} ${renderPairs(matrix, names)}`,
  );
}

/** Counts images by label and prediction. @param least number of classes at least */
function countPredictions(pairs: readonly (readonly [number?, number?])[], least: number): number[][] {
  const known = pairs.filter((pair): pair is [number, number] =>
    pair.every((value) => value !== undefined && value >= 0),
  );
  const classes = known.reduce((most, [label, predicted]) => Math.max(most, label + 1, predicted + 1), least);
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const [label, predicted] of known) matrix[label][predicted] += 1;
  return matrix;
}

function renderMatrix(matrix: readonly (readonly number[])[], names: readonly string[]): Html {
  const lines = matrix.map((row, label) => {
    const images = sum(row);
    const cells = row.map((count) => {
      const shade = Math.round((60 * count) / (images || 1));
      return html`<td style="--shade: ${shade}%">${formatCount(count)}</td>`;
    });
    return html`<tr>
      <th scope="row" class="text">${names[label]}</th>
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

function renderClasses(matrix: readonly (readonly number[])[], names: readonly string[]): Html {
  const rows = matrix.map((row, label): DataCell[] => {
    const predicted = sum(matrix.map((other) => other[label]));
    const images = sum(row);
    return [
      names[label],
      images,
      images === 0 ? undefined : row[label] / images,
      predicted === 0 ? undefined : row[label] / predicted,
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

function renderPairs(matrix: readonly (readonly number[])[], names: readonly string[]): Html {
  const pairs = matrix
    .flatMap((row, label) => row.map((count, predicted) => ({ label, predicted, count, images: sum(row) })))
    .filter(({ label, predicted, count }) => label !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, PAIRS);
  if (pairs.length === 0) return html`<p>All test images were classified correctly.</p>`;
  return renderTable({
    name: 'most frequent confusions',
    columns: ['class', 'predicted', 'images', 'share of the class'].map((head) => ({ head })),
    rows: pairs.map(({ label, predicted, count, images }) => [
      names[label],
      names[predicted],
      count,
      count / images,
    ]),
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
