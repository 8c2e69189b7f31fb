import { createCurvesFigures } from '../charts/curves';
import { renderFigures } from '../charts/figure';
import { formatOptional } from '../format';
import { html, type Html, renderSection } from '../html/html';
import { readNumberCell } from '../read-csv';
import type { RunFiles } from '../run-files';

/** Renders the training of the controller: losses, ranking of held-out architectures, decoding errors. */
export function renderControllerSection({ controller }: RunFiles): Html {
  const x = { xName: 'epoch of the controller', xColumn: 'epoch' };
  const figures = createCurvesFigures(controller.rows, [
    {
      title: 'Controller loss',
      ...x,
      yName: 'loss',
      curves: [
        { name: 'joint', column: 'loss', color: 'blue' },
        { name: 'predictor', column: 'predictor_loss', color: 'orange' },
        { name: 'reconstruction', column: 'reconstruction_loss', color: 'green' },
      ],
    },
    {
      title: 'Ranking of held-out architectures',
      ...x,
      yName: 'accuracy (fraction), tau',
      yBounds: { min: -1, max: 1 },
      curves: [
        { name: 'pairwise accuracy', column: 'pairwise_accuracy', color: 'blue' },
        { name: "Kendall's tau", column: 'kendall_tau', color: 'orange' },
      ],
    },
    {
      title: 'Incorrectly decoded tokens',
      ...x,
      yName: 'tokens',
      yBounds: { min: 0 },
      curves: [{ name: 'Hamming distance', column: 'hamming_distance', color: 'purple' }],
      caption: 'Mean Hamming distance between held-out architectures and their decoded embeddings.',
    },
  ]);
  if (figures.length === 0) {
    return renderSection(
      'Controller',
      html`<p class="absent">controller.csv has no rows: the controller has not been trained yet.</p>`,
    );
  }
  return renderSection(
    'Controller',
    html`<p>${describeHeldOut(controller.rows[controller.rows.length - 1])}</p>
      ${renderFigures(figures)}`,
  );
}

/** Describes the last evaluation. Tau is always given with its number of architectures. */
function describeHeldOut(last: Parameters<typeof readNumberCell>[0]): string {
  const heldOut = readNumberCell(last, 'held_out');
  const tau = readNumberCell(last, 'kendall_tau');
  const pairwise = readNumberCell(last, 'pairwise_accuracy');
  if (heldOut === undefined || heldOut === 0)
    return 'No architectures were held out to evaluate the predictor.';
  const order = tau === undefined ? 'is undefined (all scores are equal)' : `is ${formatOptional(tau)}`;
  return (
    `At the last evaluation, on n = ${heldOut} held-out architectures, Kendall's tau ${order} and pairwise accuracy ` +
    `is ${formatOptional(pairwise)} (0.5 is chance).`
  );
}
