import { UserError } from '../../errors';
import { FRACTION } from '../charts/axes';
import { createCurvesFigures } from '../charts/curves';
import { renderFigures } from '../charts/figure';
import { formatCount, formatNumber, formatSeconds } from '../format';
import { renderDocument } from '../html/document';
import { renderFacts } from '../html/facts';
import { emptyHtml, html, type Html, renderSection } from '../html/html';
import { renderTable } from '../html/table';
import { readNumberCell } from '../read-csv';
import { renderArchitecture } from '../sections/cells';
import { renderConfusionSection } from './confusion';
import type { TrainingFiles } from './files';
import { renderPositionsSection } from './positions';
import { renderWrongImagesSection } from './wrong-images';

/** Renders the report of a training run as a self-contained HTML document. The same files give the same bytes. */
export async function renderTrainingPage(training: TrainingFiles): Promise<string> {
  const title = `Training ${training.name}`;
  return renderDocument(
    title,
    html`<h1>${title}</h1>
      ${renderSummary(training)} ${renderCurves(training)} ${renderTestSections(training)}
      ${await renderCells(training)} ${renderSettings(training)}`,
    '; img-src data:',
  );
}

/** Renders what a finished training has recorded of its test. */
export function renderTestSections(training: TrainingFiles): Html {
  return html`${renderConfusionSection(training)} ${renderWrongImagesSection(training)}
  ${renderPositionsSection(training)}`;
}

/** Renders the task, the progress and the result of a training run. */
export function renderSummary({ settings, epochs, result, config, warnings }: TrainingFiles): Html {
  const unknown = 'not recorded';
  const { architecture, data, seed } = settings;
  const planned = config.get('child.epochs') ?? config.get('rnn.epochs') ?? config.get('rnnChild.epochs');
  const seconds = epochs.rows.reduce((sum, row) => sum + (readNumberCell(row, 'seconds') ?? 0), 0);
  const facts: [string, string][] = [
    ['Data set', data.dataset ?? unknown],
    ['Space', architecture.space ?? unknown],
    ['Seed', seed === undefined ? unknown : String(seed)],
    ['Epochs', `${formatCount(epochs.rows.length)}${planned === undefined ? '' : ` of ${planned}`}`],
    ['Time of the epochs', formatSeconds(seconds)],
    ...Object.entries(result).map(([name, value]): [string, string] => [
      name,
      value === null ? 'none' : formatNumber(value),
    ]),
  ];
  const name = architecture.name === undefined || architecture.name === '' ? '' : `${architecture.name}: `;
  return html`<section>
    ${renderFacts(facts)}
    <p>${name}<code>${architecture.text ?? unknown}</code></p>
    ${
      Object.keys(result).length === 0
        ? html`<p class="absent">The training has not ended: result.json is missing.</p>`
        : emptyHtml
    }
    ${warnings.map((warning) => html`<p class="warning">${warning}</p>`)}
  </section>`;
}

/** Renders the learning curves of a training run. */
export function renderCurves({ epochs }: TrainingFiles): Html {
  const x = { xName: 'epoch', xColumn: 'epoch' };
  const figures = createCurvesFigures(epochs.rows, [
    {
      title: 'Loss',
      ...x,
      yName: 'loss, nats',
      curves: [
        { name: 'training', column: 'train_loss', color: 'blue' },
        { name: 'held out', column: 'valid_loss', color: 'orange' },
      ],
    },
    {
      title: 'Accuracy',
      ...x,
      yName: 'accuracy, fraction',
      yBounds: FRACTION,
      curves: [
        { name: 'training', column: 'train_accuracy', color: 'blue' },
        { name: 'held out', column: 'valid_accuracy', color: 'orange' },
      ],
    },
    {
      title: 'Perplexity of the validation text',
      ...x,
      yName: 'perplexity',
      curves: [{ name: 'perplexity', column: 'valid_perplexity', color: 'orange' }],
    },
    {
      title: 'Learning rate',
      ...x,
      yName: 'learning rate',
      yBounds: { min: 0 },
      curves: [{ name: 'learning rate', column: 'learning_rate', color: 'gray' }],
    },
  ]);
  return renderSection(
    'Learning curves',
    figures.length === 0
      ? html`<p class="absent">epochs.csv has no rows: no epoch is finished yet.</p>`
      : renderFigures(figures),
  );
}

/** Renders the cells of the trained network. */
export async function renderCells({ settings: { architecture } }: TrainingFiles): Promise<Html> {
  if (architecture.text === undefined) return emptyHtml;
  const label =
    architecture.name === undefined || architecture.name === '' ? 'the network' : architecture.name;
  const space = architecture.space === undefined ? {} : { name: architecture.space };
  try {
    return renderSection('Cells', await renderArchitecture(architecture.text, label, space));
  } catch (error) {
    // The space may be unknown or the file edited by hand: the rest of the report is still rendered.
    if (!(error instanceof UserError)) throw error;
    return renderSection('Cells', html`<p class="absent">The cells cannot be drawn: ${error.message}.</p>`);
  }
}

/** Renders all settings of a training run. */
export function renderSettings({ config }: TrainingFiles): Html {
  return renderSection(
    'Settings',
    html`<details>
      <summary>The ${config.size} settings of this training, recorded environment included</summary>
      ${renderTable({
        name: 'settings',
        columns: [{ head: 'setting' }, { head: 'value' }],
        rows: [...config],
      })}
    </details>`,
  );
}
