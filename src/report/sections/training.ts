import { FRACTION } from '../charts/axes';
import { createCurvesFigures } from '../charts/curves';
import { renderFigures } from '../charts/figure';
import { emptyHtml, html, type Html, renderSection } from '../html/html';
import { isRescoredEachRound } from '../ranking';
import type { RunFiles } from '../run-files';

/** Renders the learning curves of the shared weights over training steps, or nothing for searches without them. */
export function renderTrainingSection(run: RunFiles): Html {
  if (!isRescoredEachRound(run)) return emptyHtml; // tables and training from scratch have no shared weights
  const { training } = run;
  const x = { xName: 'training step', xColumn: 'step' };
  const figures = createCurvesFigures(training.rows, [
    {
      title: 'Training loss',
      ...x,
      yName: 'loss, nats',
      curves: [{ name: 'loss', column: 'train_loss', color: 'blue' }],
    },
    {
      title: 'Training accuracy',
      ...x,
      yName: 'accuracy, fraction',
      yBounds: FRACTION,
      curves: [{ name: 'accuracy', column: 'train_accuracy', color: 'green' }],
    },
    {
      title: 'Learning rate',
      ...x,
      yName: 'learning rate',
      yBounds: { min: 0 },
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
    html`<p>Each step trains one architecture of the pool.</p>
      ${renderFigures(figures)}`,
  );
}
