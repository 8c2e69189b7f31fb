import { renderCurvesFigures } from '../charts/curves';
import { emptyHtml, html, type Html, renderSection } from '../html/html';
import { isRescoredEachRound } from '../ranking';
import type { RunFiles } from '../run-files';

/** Learning curves of the shared weights, over training steps; nothing where a search has none. */
export function renderTrainingSection(run: RunFiles): Html {
  if (!isRescoredEachRound(run)) return emptyHtml; // tables, and children trained one by one, share none
  const { training } = run;
  const x = { xName: 'training step', xColumn: 'step' };
  const figures = renderCurvesFigures(training.rows, [
    {
      title: 'Training loss',
      ...x,
      curves: [{ name: 'loss', column: 'train_loss', color: 'blue' }],
    },
    {
      title: 'Training accuracy',
      ...x,
      curves: [{ name: 'accuracy', column: 'train_accuracy', color: 'green' }],
    },
    {
      title: 'Learning rate',
      ...x,
      curves: [{ name: 'learning rate', column: 'learning_rate', color: 'gray' }],
    },
  ]);
  if (figures.length === 0) {
    return renderSection(
      'Training of the shared weights',
      html`<p class="absent">training.csv has no rows: nothing has been trained yet.</p>`,
    );
  }
  return renderSection(
    'Training of the shared weights',
    html`<p>Every step trains one architecture of the pool. Dashed lines: a new round begins.</p>
      <div class="figures">${figures}</div>`,
  );
}
