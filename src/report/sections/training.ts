import { curvesFigures } from '../charts/curves';
import { html, type Html, nothing, section } from '../html/html';
import { scoresDrift } from '../ranking';
import type { RunFiles } from '../run-files';

/** Learning curves of the shared weights, over training steps; nothing where a search has none. */
export function learningSection(run: RunFiles): Html {
  if (!scoresDrift(run)) return nothing; // tables, and children trained one by one, share none
  const { training } = run;
  const x = { xName: 'training step', xColumn: 'step' };
  const figures = curvesFigures(training.rows, [
    {
      title: 'Training loss',
      ...x,
      curves: [{ name: 'loss', column: 'train_loss', colour: 'blue' }],
    },
    {
      title: 'Training accuracy',
      ...x,
      curves: [{ name: 'accuracy', column: 'train_accuracy', colour: 'green' }],
    },
    {
      title: 'Learning rate',
      ...x,
      curves: [{ name: 'learning rate', column: 'learning_rate', colour: 'grey' }],
    },
  ]);
  if (figures.length === 0) {
    return section(
      'Training of the shared weights',
      html`<p class="absent">training.csv has no rows: nothing has been trained yet.</p>`,
    );
  }
  return section(
    'Training of the shared weights',
    html`<p>Every step trains one architecture of the pool. Dashed lines: a new round begins.</p>
      <div class="figures">${figures}</div>`,
  );
}
